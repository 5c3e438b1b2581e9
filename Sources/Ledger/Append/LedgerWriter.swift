public import Declarations
import Foundation
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
    /// Try everything and record nothing, not even in the journal.
    public var isDryRun = false

    /// All or nothing, and recorded.
    public init() {}
  }

  /// The path of the file.
  public let path: String
  let clock: () -> Instant
  private let lock: WriterLock
  private let database: DatabaseQueue
  private var random: any RandomNumberGenerator

  /// Opens a ledger for appending; waits a few seconds for another writer to end.
  ///
  /// - Parameters:
  ///   - path: The path of the file.
  ///   - clock: What time it is; the machine's clock unless a test says otherwise.
  ///   - random: Where salts come from; the system's generator unless a test says otherwise.
  /// - Throws: ``LedgerError`` when there is no ledger, or another process keeps writing.
  public init(
    at path: String,
    clock: @escaping () -> Instant = Instant.now,
    random: any RandomNumberGenerator = SystemRandomNumberGenerator()
  ) throws {
    // Before the lock, so that a wrong path is not answered by a new file beside it.
    self.path = try LedgerReader(at: path).path
    self.clock = clock
    self.random = random
    lock = try WriterLock(ledger: self.path)
    database = try LedgerFile.writer(at: self.path)
  }

  deinit {
    // Leaves one complete file, so that whoever copies it copies the ledger. It waits for nobody:
    // where a reader is in the way, SQLite keeps what is missing in the log beside the file, and
    // nothing is lost.
    try? database.inDatabase { db in
      sqlite3_busy_timeout(db.sqliteConnection, 0)
      try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
  }

  /// Makes a new ledger.
  ///
  /// - Throws: ``LedgerError`` when something stands at the path, or nothing can be made there.
  public static func create(at path: String, verifierKey: VerifierKey) throws {
    try LedgerFile.create(at: path) { db in
      try db.execute(
        sql: "INSERT INTO ledger (id, origin, verifierkey) VALUES (1, ?, ?)",
        arguments: [verifierKey.name, verifierKey.text]
      )
      try KeyIndex.bind(size: 0, root: MerkleTree.emptyRoot, db)
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
    if options.isDryRun { return try dryRun(inputs, as: credential, options, progress) }
    return try inputs.map { input in
      var journal = try Journal(of: path, actor: credential.actor, file: input.name)
      var outcome = AppendOutcome()
      try transaction { db in
        outcome = try attempt(input, as: credential, options, db, progress) { delivery, result in
          // In one go with bad lines nothing is recorded, so the good ones may have to be kept.
          try journal.add(delivery, result, isFinal: options.keepsGoing)
        }
        guard outcome.isTaken(options) else { return .rollback }
        try journal.write(to: db, at: clock(), isRecorded: true)
        return .commit
      }
      if !outcome.isTaken(options) {
        try transaction { db in
          try journal.write(to: db, at: clock(), isRecorded: false)
          return .commit
        }
      }
      try readBack(outcome)
      return outcome
    }
  }

  /// Tries inputs one upon the other, as they would be recorded, and takes everything back.
  ///
  /// The sizes are those that would be; the roots are nobody's, for salts are drawn anew when the
  /// inputs are sent.
  private func dryRun(
    _ inputs: [Input],
    as credential: Credential,
    _ options: Options,
    _ progress: (Int) -> Void
  ) throws -> [AppendOutcome] {
    var outcomes: [AppendOutcome] = []
    try transaction { db in
      for input in inputs {
        try db.inSavepoint {
          let outcome = try attempt(input, as: credential, options, db, progress) { _, _ in }
          outcomes.append(outcome)
          return outcome.isTaken(options) ? .commit : .rollback
        }
      }
      return .rollback
    }
    return outcomes
  }

  private func attempt(
    _ input: Input,
    as credential: Credential,
    _ options: Options,
    _ db: Database,
    _ progress: (Int) -> Void,
    _ note: (Delivery, AppendSession.Result) throws -> Void
  ) throws -> AppendOutcome {
    var session = try AppendSession(db, writer: self, credential: credential)
    let before = (size: session.size, root: session.root)
    var outcome = AppendOutcome()
    var deliveries = input.deliveries
    var count = 0
    while let delivery = try deliveries.next() {
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
    var outcome = AppendOutcome()
    try transaction { db in
      var session = try AppendSession(db, writer: self, credential: credential)
      for (index, submission) in submissions.enumerated() {
        outcome.add(try session.accept(submission.json), line: index + 1)
        if index % 1_000 == 999 { progress(index + 1) }
      }
      guard outcome.refused.isEmpty else { return .rollback }
      try session.finish()
      for file in files {
        try Journal.write(imported: file, by: credential.actor, to: db, at: clock())
      }
      (outcome.size, outcome.root) = (session.size, session.root)
      return .commit
    }
    try readBack(outcome)
    return outcome
  }

  /// Builds the index of names and corrections again from the events.
  ///
  /// - Parameter isCheck: Compare with the index that was there, and leave that.
  /// - Returns: What was built, and whether the index that was there held the same.
  /// - Throws: ``LedgerError`` when the ledger cannot be read or written.
  public func rebuildIndex(isCheck: Bool = false) throws -> IndexRebuild {
    var rebuild = IndexRebuild(events: 0, digest: MerkleTree.emptyRoot, isEqual: false)
    try transaction { db in
      let size = try EventTable.size(db)
      let root = try MerkleTree.root(size: size) { level, position in
        try EventTable.subtree(db, level: level, position: position)
      }
      let before = try KeyIndex.digest(db)
      try KeyIndex.rebuild(size: size, root: root, db)
      let after = try KeyIndex.digest(db)
      rebuild = IndexRebuild(events: size, digest: after, isEqual: before == after)
      return isCheck ? .rollback : .commit
    }
    return rebuild
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

  private func transaction(_ work: (Database) throws -> Database.TransactionCompletion) throws {
    try LedgerFile.translated(path) {
      try database.inDatabase { db in try db.inTransaction(.immediate) { try work(db) } }
    }
  }

  /// Reads what was appended through another connection and hashes it again: a bit that flipped
  /// between hashing and storing must not be found years later.
  private func readBack(_ outcome: AppendOutcome) throws {
    guard outcome.appended > 0 else { return }
    let reader = try LedgerReader(at: path)
    try reader.forEachBody(in: outcome.size - outcome.appended..<outcome.size) { sequence, bytes in
      let stored = try reader.read { try EventTable.subtree($0, level: 0, position: sequence) }
      guard stored == MerkleTree.leaf(bytes) else {
        throw LedgerError(
          .damaged,
          Wording(
            fr:
              "L'événement \(sequence) se relit autrement qu'il n'a été écrit : disque défaillant ?",
            en: "Event \(sequence) reads back otherwise than it was written: a failing disk?"
          )
        )
      }
    }
    guard try reader.root(of: .init(size: outcome.size)) == outcome.root else {
      throw LedgerError(
        .damaged,
        Wording(
          fr: "La racine se relit autrement qu'elle n'a été écrite : disque défaillant ?",
          en: "The root reads back otherwise than it was written: a failing disk?"
        )
      )
    }
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

extension AppendOutcome {
  /// Whether the input is recorded: all of it was good, or the good lines are enough.
  func isTaken(_ options: LedgerWriter.Options) -> Bool {
    refused.isEmpty || options.keepsGoing
  }

  mutating func add(_ result: AppendSession.Result, line: Int) {
    switch result {
    case .recorded(let reference, let sequence):
      receipts.append(Receipt(reference: reference, sequence: sequence, isDuplicate: false))
    case .duplicate(let reference, let sequence):
      receipts.append(Receipt(reference: reference, sequence: sequence, isDuplicate: true))
    case .refused(let refusal):
      refused.append(Refused(line: line, refusal: refusal))
    }
  }
}

extension Instant {
  /// The time of the machine's clock.
  public static func now() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }
}
