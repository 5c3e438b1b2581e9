public import Declarations
import Foundation
import GRDB
public import MerkleLog
public import Projections

/// Reads a ledger and can change nothing in it.
public struct LedgerReader: Sendable {
  /// The path of the file.
  public let path: String
  let database: DatabaseQueue

  /// Opens the file of a ledger for reading.
  ///
  /// - Throws: ``LedgerError`` when there is no ledger, it is of a later schema, or it does not
  ///   contain the signed head that is kept beside it.
  public init(at path: String) throws {
    let head = try HeadFile.text(of: LedgerFile.location(of: path))
    try self.init(unguarded: path)
    if let head { _ = try HeadFile.check(head, in: self) }
  }

  /// The file itself where a path is a link: key, head and lock stand beside the file.
  public static func location(of path: String) -> String {
    LedgerFile.location(of: path)
  }

  /// Opens the file of a ledger whatever its signed head says, for who asks what is wrong with it.
  package init(unguarded path: String) throws {
    let location = LedgerFile.location(of: path)
    self.init(path: location, database: try LedgerFile.reader(at: location))
  }

  /// Reads through a connection that is open.
  init(path: String, database: DatabaseQueue) {
    self.path = path
    self.database = database
  }

  /// The name that the ledger's checkpoints carry.
  public var origin: String {
    get throws { try text("SELECT origin FROM ledger") }
  }

  /// The key that verifies the ledger's checkpoints, in the one-line form of signed notes.
  public var verifierKey: String {
    get throws { try text("SELECT verifierkey FROM ledger") }
  }

  /// How many events were recorded.
  public var size: Int {
    get throws { try read(EventTable.size) }
  }

  /// The Merkle root of the first events.
  ///
  /// - Throws: ``LedgerError`` when a hash that it needs is missing.
  public func root(of knownAt: KnownAt) throws -> Hash {
    try read { try EventTable.root(of: knownAt.size, $0) }
  }

  /// The canonical bytes of events, in the order of their sequence.
  ///
  /// - Parameters:
  ///   - range: The sequences to read.
  ///   - work: Takes each sequence and its bytes.
  /// - Throws: ``LedgerError`` at a gap; what `work` throws.
  public func forEachBody(
    in range: Range<Int>,
    _ work: (_ sequence: Int, _ bytes: [UInt8]) throws -> Void
  ) throws {
    try read { try EventTable.forEachWhole(in: range, $0, work) }
  }

  /// The events with these sequences, read; never skips one that cannot be.
  ///
  /// - Parameters:
  ///   - range: The sequences to read.
  ///   - body: Takes each event.
  /// - Throws: ``LedgerError`` that names the sequence of an event that cannot be read; what `body`
  ///   throws.
  public func forEachEvent(in range: Range<Int>, _ body: (Event) throws -> Void) throws {
    try forEachBody(in: range) { sequence, bytes in
      try body(try EventTable.event(sequence, bytes))
    }
  }

  /// One event.
  ///
  /// - Throws: ``LedgerError`` when there is none with this sequence, or it cannot be read.
  public func event(at sequence: Int) throws -> Event {
    try read { db in try EventTable.event(at: sequence, db) }
  }

  /// The first events, folded.
  ///
  /// - Throws: ``LedgerError`` that names the sequence of an event that cannot be read.
  public func history(_ knownAt: KnownAt) throws -> History {
    try History { record in
      try forEachEvent(in: 0..<knownAt.size) { record($0) }
    }
  }

  /// The first events, folded for lists: of each product what decides its state, and that it is known.
  ///
  /// Made from the index where that is of these events, else from the events: the same for every list.
  ///
  /// - Throws: ``LedgerError`` that names the sequence of an event that cannot be read.
  public func listHistory(_ knownAt: KnownAt) throws -> History {
    try listFold(knownAt).history(knownAt)
  }

  /// The first events, from which the lists of any earlier size can be made.
  ///
  /// - Throws: ``LedgerError`` that names the sequence of an event that cannot be read.
  package func listFold(_ knownAt: KnownAt) throws -> HistoryFold {
    var fold = HistoryFold()
    var reached = 0
    try snapshot { db in
      // The targets of corrections are looked up by name, so that the names have to fit too.
      guard var index = try Self.index(of: EventTable.size(db), db) else { return }
      guard let read = try ListTile.read(knownAt, into: &fold, db), read > 0 else { return }
      reached = read
      try forEachEvent(in: reached..<knownAt.size) { event in
        fold.record(event, correcting: try index.target(of: event))
      }
    }
    return reached == 0 ? try self.fold(knownAt, everything: false) : fold
  }

  /// What the first events say about one product, and about the ledger itself.
  ///
  /// Found by the index where that is of these events, else among all of them.
  ///
  /// - Throws: ``LedgerError`` that names the sequence of an event that cannot be read.
  public func history(of cis: CIS, _ knownAt: KnownAt) throws -> History {
    var fold = HistoryFold()
    try snapshot { db in
      guard var index = try Self.index(of: EventTable.size(db), db) else {
        return try forEachEvent(in: 0..<knownAt.size) { event in
          let subject = event.submission.subject
          if subject == .product(cis) || subject == .ledger { fold.record(event) }
        }
      }
      let found =
        try [.product(cis), .ledger].flatMap { (subject: Subject) in
          try index.sequences(of: IndexedEvent.key(of: subject), .subject)
        }
      for sequence in found.sorted() where sequence < knownAt.size {
        // Most are reports of stock, of which nothing but that they are there matters here.
        let isOther = try EventTable.withBody(at: sequence, db) { bytes in
          guard let envelope = Envelope(bytes.span), envelope.corrects == nil else { return false }
          return envelope.cis(in: bytes.span) == cis
            && envelope.type(in: bytes.span)?.decidesLists == false
        }
        if isOther {
          fold.record(other: sequence, about: cis)
        } else {
          let event = try EventTable.event(at: sequence, db)
          let subject = event.submission.subject
          guard subject == .product(cis) || subject == .ledger else { continue }
          fold.record(event, correcting: try index.target(of: event))
        }
      }
    }
    fold.pass(to: knownAt)
    return fold.history(knownAt)
  }

  /// The first events, folded with every fact that the duties need.
  ///
  /// - Throws: ``LedgerError`` that names the sequence of an event that cannot be read.
  package func wholeHistory(
    _ knownAt: KnownAt,
    followedBy more: [Event] = []
  ) throws -> History {
    let fold = try fold(knownAt, everything: true, followedBy: more)
    return fold.history(fold.knownAt)
  }

  /// The first events as they are read, from which the history of any earlier size can be made.
  ///
  /// - Throws: ``LedgerError`` that names the sequence of an event that cannot be read.
  package func fold(
    _ knownAt: KnownAt,
    everything: Bool,
    followedBy more: [Event] = []
  ) throws -> HistoryFold {
    var fold = HistoryFold(keeping: everything ? .everything : .lists)
    try forEachEvent(in: 0..<knownAt.size) { fold.record($0) }
    for event in more { fold.record(event) }
    return fold
  }

  /// How many events had been recorded by a moment.
  public func knownAt(_ moment: Instant) throws -> KnownAt {
    try read { db in
      // Recorded time strictly grows with the sequence, so the count is found by halving.
      var low = 0
      var high = try EventTable.size(db)
      while low < high {
        let middle = (low + high) / 2
        let event = try EventTable.event(at: middle, db)
        if event.recordedAt <= moment { low = middle + 1 } else { high = middle }
      }
      return KnownAt(size: low)
    }
  }

  /// Reads; a closure that is handed what is read may read again.
  func read<Result>(_ work: (Database) throws -> Result) throws -> Result {
    try LedgerFile.translated(path) { try database.unsafeReentrantRead(work) }
  }

  /// Reads one state of the ledger, however long it takes and whoever writes meanwhile.
  func snapshot(_ work: (Database) throws -> Void) throws {
    try read { db in
      if db.isInsideTransaction { return try work(db) }
      try db.inTransaction(.deferred) {
        try work(db)
        return .commit
      }
    }
  }

  private func text(_ sql: String) throws -> String {
    try read { try String.fetchOne($0, sql: sql) ?? "" }
  }
}
