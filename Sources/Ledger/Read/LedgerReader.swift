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
  ///
  /// - Throws: ``LedgerError`` when there is no ledger, or it is of a later schema.
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
  ///
  /// - Throws: ``LedgerError`` when it cannot be read.
  public var origin: String {
    get throws { try text("SELECT origin FROM ledger") }
  }

  /// The key that verifies the ledger's checkpoints, in the one-line form of signed notes.
  ///
  /// - Throws: ``LedgerError`` when it cannot be read.
  public var verifierKey: String {
    get throws { try text("SELECT verifierkey FROM ledger") }
  }

  /// How many events were recorded.
  ///
  /// - Throws: ``LedgerError`` when that cannot be read.
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

  /// How many events had been recorded by a moment: those with `recordedat` ≤ it.
  ///
  /// - Throws: ``LedgerError`` when an event on the way cannot be read.
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
        // Nothing was written; and where a page is damaged, SQLite refuses to commit, and what was read would be lost.
        return .rollback
      }
    }
  }

  private func text(_ sql: String) throws -> String {
    try read { try String.fetchOne($0, sql: sql) ?? "" }
  }
}
