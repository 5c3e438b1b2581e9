public import Declarations
import GRDB
import GRDBSQLite
public import MerkleLog
import Projections

/// The one process that appends to a ledger, as long as it lives.
public final class LedgerWriter {
  /// How an append behaves.
  public struct Options: Sendable {
    /// Record the good lines of an input that has bad ones.
    public var keepsGoing = false
    /// Behind so many refusals the rest of an input is not looked at: each is kept, and costs a thousand bytes.
    public var refusalLimit = 100_000

    /// All or nothing, and recorded.
    public init() {}
  }

  /// The path of the file.
  public let path: String
  /// Events that another process recorded and was kept from signing; they are signed now.
  public internal(set) var signedLate = 0..<0
  let clock: () -> Instant
  let key: SigningKey?
  /// The shared log that the file follows; nil where the file is the ledger.
  let log: (any LogStore)?
  let database: DatabaseQueue
  private let lock: WriterLock
  private var random: any RandomNumberGenerator
  private var reader: LedgerReader?
  /// The tree of the events that are signed.
  var signed: MerkleFrontier?
  /// What the last append left, so that the next need not read it again.
  private(set) var kept: Kept?
  /// Whether a transaction failed, so that the log may hold what no disk has.
  private var isLogInDoubt = false
  /// What the transaction that is open would leave.
  var keptOnCommit: Kept?

  /// The tree and the index of the events that are recorded.
  struct Kept {
    let tree: MerkleFrontier
    let index: EventIndex
    /// When the last event was recorded.
    let last: Instant?
  }

  /// Opens a ledger for appending; waits a few seconds for another writer to end.
  ///
  /// - Parameters:
  ///   - path: The path of the file.
  ///   - key: The private key that signs what is recorded; nil for what records nothing, as a dry
  ///     run does.
  ///   - clock: What time it is; the machine's clock unless a test says otherwise.
  ///   - random: Where salts come from; the system's generator unless a test says otherwise.
  ///   - log: The shared log that the file follows, to which it is brought up.
  /// - Throws: ``LedgerError`` when there is no ledger, the key is another one than its own, it does
  ///   not contain its signed head, or another process keeps writing.
  public convenience init(
    at path: String,
    signing key: SigningKey?,
    clock: @escaping () -> Instant = Instant.now,
    random: (any RandomNumberGenerator)? = nil,
    following log: (any LogStore)? = nil
  ) throws {
    // Before the lock, so that a wrong path is not answered by a new file beside it.
    let reader = try LedgerReader(at: path)
    try self.init(
      unguarded: reader,
      signing: key,
      clock: clock,
      random: random ?? SystemRandom(),
      looksAgain: true,
      following: log
    )
    // What a shared log has is signed there.
    if log != nil {
      try follow()
      return
    }
    guard key != nil else { return }
    try Replica.requireNone(of: self.path, database.inDatabase(LedgerFile.Format.init(of:)))
    if try HeadFile.text(of: self.path) == nil, try lastCheckpoint() != nil {
      throw HeadFile.missing(self.path)
    }
    try signWhatIsNot()
  }

  /// Opens a ledger whatever its signed head says.
  init(
    unguarded reader: LedgerReader,
    signing key: SigningKey?,
    clock: @escaping () -> Instant,
    random: any RandomNumberGenerator,
    holding lock: WriterLock? = nil,
    looksAgain: Bool = false,
    following log: (any LogStore)? = nil
  ) throws {
    path = reader.path
    self.key = key
    self.log = log
    self.clock = clock
    self.random = random
    if let key { try Self.check(key, of: reader) }
    self.lock = try lock ?? WriterLock(ledger: path)
    if looksAgain {
      // Before anything of it is changed: whoever had the lock before may have put another file in its place.
      let locked = try LedgerReader(unguarded: path)
      if let head = try HeadFile.text(of: path) { _ = try HeadFile.check(head, in: locked) }
      if let key { try Self.check(key, of: locked) }
    }
    database = try LedgerFile.writer(at: path)
  }

  deinit {
    reader = nil
    // Leaves one complete file, so that whoever copies it copies the ledger. It waits for nobody:
    // where a reader is in the way, SQLite keeps what is missing in the log beside the file, and
    // nothing is lost.
    try? database.inDatabase { db in
      sqlite3_busy_timeout(db.sqliteConnection, 0)
      if isLogInDoubt { try WriteAheadLog.writeAgain(db) }
      try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
  }

  /// Something to be appended: its name, for the journal, and its submissions.
  public typealias Input = (name: String, deliveries: DeliveryReader)

  /// Appends what inputs hold: each whole or not at all, unless the options say otherwise.
  ///
  /// - Parameters:
  ///   - inputs: The inputs, one after the other.
  ///   - credential: Under whose name.
  ///   - options: How.
  ///   - progress: Told now and then how many submissions of an input were looked at.
  /// - Returns: What became of each, once it is on disk and was read back.
  /// - Throws: ``LedgerError`` when the ledger cannot be read or written.
  public func append(
    _ inputs: [Input],
    as credential: Credential,
    options: Options = Options(),
    progress: (Int) -> Void = { _ in }
  ) throws -> [AppendOutcome] {
    try requireKey()
    return try inputs.map { input in
      var journal = Journal(of: path, actor: credential.actor, file: input.name)
      var outcome = AppendOutcome()
      let tape = DeliveryTape(of: input.deliveries, in: log.map { _ in Spool(for: path) })
      try recording { db in
        journal = Journal(of: path, actor: credential.actor, file: input.name)
        tape.rewind()
        outcome = try attempt(tape, as: credential, options, db, progress) { delivery, result in
          // In one go with bad lines nothing is recorded, so the good ones may have to be kept.
          try journal.add(delivery, result, isFinal: options.keepsGoing)
        }
        guard outcome.isTaken(options) else { return .rollback }
        try journal.write(to: db, at: clock(), isRecorded: true)
        return .commit
      }
      if !outcome.isTaken(options) {
        try recording { db in
          try journal.write(to: db, at: clock(), isRecorded: false)
          return .commit
        }
      }
      try sign(outcome)
      return outcome
    }
  }

  /// Tries inputs one upon the other, as they would be recorded, and takes everything back: nothing is
  /// written, not even in the journal.
  ///
  /// The sizes are those that would be; the roots are nobody's, for salts are drawn anew when the
  /// inputs are sent.
  ///
  /// - Parameters:
  ///   - inputs: The inputs, one after the other.
  ///   - credential: Under whose name.
  ///   - options: How.
  ///   - progress: Told now and then how many submissions of an input were looked at.
  /// - Returns: What would become of each, and the events that would be recorded.
  /// - Throws: ``LedgerError`` when the ledger cannot be read or locked.
  public func foresee(
    _ inputs: [Input],
    as credential: Credential,
    options: Options = Options(),
    progress: (Int) -> Void = { _ in }
  ) throws -> (outcomes: [AppendOutcome], events: [Event]) {
    var outcomes: [AppendOutcome] = []
    var events: [Event] = []
    try follow()
    try transaction { db in
      let start = try EventTable.size(db)
      for input in inputs {
        try db.inSavepoint {
          let tape = DeliveryTape(of: input.deliveries, in: nil)
          let outcome = try attempt(tape, as: credential, options, db, progress) { _, _ in }
          outcomes.append(outcome)
          return outcome.isTaken(options) ? .commit : .rollback
        }
      }
      for sequence in try start..<EventTable.size(db) {
        events.append(try EventTable.event(at: sequence, db))
      }
      return .rollback
    }
    return (outcomes, events)
  }

  private func attempt(
    _ tape: DeliveryTape,
    as credential: Credential,
    _ options: Options,
    _ db: Database,
    _ progress: (Int) -> Void,
    _ note: (Delivery, AppendSession.Result) throws -> Void
  ) throws -> AppendOutcome {
    var session = try AppendSession(db, writer: self, credential: credential)
    let before = (size: session.size, root: session.root)
    var outcome = AppendOutcome()
    var count = 0
    func unread() -> Refusal? {
      outcome.refused.count < options.refusalLimit ? nil : Self.unread(options.refusalLimit)
    }
    while let delivery = try tape.next(refused: unread()) {
      let result = try session.accept(delivery)
      outcome.add(result, line: delivery.line)
      try note(delivery, result)
      count += 1
      if count % 1_000 == 0 { progress(count) }
    }
    if count == 0 { outcome.refused.append(Self.nothingSent) }
    guard outcome.isTaken(options) else {
      outcome.receipts.removeAll { $0.sequence >= before.size }
      (outcome.size, outcome.root) = before
      return outcome
    }
    try session.finish()
    (outcome.size, outcome.root) = (session.size, session.root)
    return outcome
  }

  /// Appends what an import derived from files: all of it or nothing.
  ///
  /// - Parameters:
  ///   - submissions: What was derived.
  ///   - files: The name, length and SHA-256 of each file, for the journal.
  ///   - credential: Under whose name.
  ///   - progress: Told now and then how many submissions were recorded.
  /// - Returns: What became of each, once it is on disk and was read back.
  /// - Throws: ``LedgerError`` when the ledger cannot be read or written.
  public func append(
    imported submissions: [Submission],
    from files: [(name: String, length: Int, digest: Hash)],
    as credential: Credential,
    progress: (Int) -> Void = { _ in }
  ) throws -> AppendOutcome {
    try requireKey()
    var outcome = AppendOutcome()
    try recording { db in
      outcome = AppendOutcome()
      var session = try AppendSession(db, writer: self, credential: credential)
      let before = (session.size, session.root)
      for (index, submission) in submissions.enumerated() {
        outcome.add(try session.accept(submission), line: index + 1)
        if index % 1_000 == 999 { progress(index + 1) }
      }
      guard outcome.refused.isEmpty else {
        outcome.receipts.removeAll { $0.sequence >= before.0 }
        (outcome.size, outcome.root) = before
        return .rollback
      }
      try session.finish()
      for file in files {
        try Journal.write(imported: file, by: credential.actor, to: db, at: clock())
      }
      (outcome.size, outcome.root) = (session.size, session.root)
      return .commit
    }
    try sign(outcome)
    return outcome
  }

  /// Appends what the ledger itself states: a seal, a restoration.
  ///
  /// - Returns: The sequence of the event, new or known.
  /// - Throws: ``LedgerError`` as any append; ``Declarations/Refusal`` when the statement is refused.
  public func append(own submission: Submission, user: String) throws -> Int {
    let outcome = try append(imported: [submission], from: [], as: .ledger(user: user))
    if let refused = outcome.refused.first { throw refused.refusal }
    return outcome.receipts.first?.sequence ?? outcome.size
  }

  /// Another connection, to read what is committed: what was written is read back through it.
  ///
  /// - Throws: ``LedgerError`` when the file cannot be opened again.
  package func reading() throws -> LedgerReader {
    let reader = try self.reader ?? LedgerReader(unguarded: path)
    self.reader = reader
    return reader
  }

  /// 16 random bytes in base64url.
  func salt() -> String {
    var bytes: [UInt8] = []
    for _ in 0..<2 {
      let word: UInt64 = random.next()
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
    }
    return Base64.encodeForURL(bytes)
  }

  func transaction(_ work: (Database) throws -> Database.TransactionCompletion) throws {
    keptOnCommit = nil
    var isCommitted = false
    let wasInDoubt = isLogInDoubt
    isLogInDoubt = true
    try LedgerFile.translated(path) {
      try database.inDatabase { db in
        try db.inTransaction(.immediate) {
          if wasInDoubt { try WriteAheadLog.writeAgain(db) }
          let completion = try work(db)
          isCommitted = completion == .commit
          return completion
        }
      }
    }
    isLogInDoubt = false
    if isCommitted, let keptOnCommit { kept = keptOnCommit }
  }

  private static func unread(_ limit: Int) -> Refusal {
    Refusal(
      .unread,
      Wording(
        fr:
          "Après \(limit) refus, le reste de l'envoi n'a pas été lu ; le journal le garde, d'un reste de plus de 1 Mio "
          + "le début seul. Corrigez, et renvoyez-le.",
        en:
          "After \(limit) refusals the rest of the input was not read; the journal keeps it, of more than 1 MiB the "
          + "beginning alone. Correct it, and send it again."
      )
    )
  }

  private static let nothingSent = AppendOutcome.Refused(
    line: 1,
    refusal: Refusal(
      .empty,
      Wording(
        fr: "L'entrée est vide : aucune soumission.",
        en: "The input is empty: no submission."
      )
    )
  )
}
