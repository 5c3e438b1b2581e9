public import Declarations
import GRDB

/// Finds events by their names, and whether they are in force, as often as one likes: what that needs is read once.
///
/// It answers as of when it was made, whatever is appended meanwhile.
public final class EventNames {
  private let reader: LedgerReader
  private var index: EventIndex

  init(_ reader: LedgerReader) throws {
    self.reader = reader
    index = try reader.read { db in
      let size = try EventTable.size(db)
      if let index = try LedgerReader.index(of: size, db) { return index }
      // Where the index does not fit, all names are read from the events.
      var whole = EventIndex(complete: 0, try RunTable(db), db)
      try whole.readOpen(to: size)
      return whole
    }
  }

  /// The event of a name; nil when there is none.
  ///
  /// - Throws: ``LedgerError`` when the ledger cannot be read.
  public func event(named reference: EventReference) throws -> Event? {
    try reader.read { db in
      try index.find(reference).map { try EventTable.event(at: $0, db) }
    }
  }

  /// The sequence of the event of a name; nil when there is none.
  ///
  /// - Throws: ``LedgerError`` when the ledger cannot be read.
  func sequence(named reference: EventReference) throws -> Int? {
    try reader.read { _ in try index.find(reference) }
  }

  /// Whether an event is in force: none of the corrections of it is.
  ///
  /// - Throws: ``LedgerError`` when the ledger cannot be read.
  package func isInForce(_ sequence: Int) throws -> Bool {
    try reader.read { _ in try index.isInForce(sequence) }
  }
}

extension LedgerReader {
  /// What finds events by their names.
  ///
  /// - Throws: ``LedgerError`` when the ledger cannot be read.
  public func names() throws -> EventNames {
    try EventNames(self)
  }

  /// The index of all events; nil when it does not fit them.
  static func index(of size: Int, _ db: Database) throws -> EventIndex? {
    try fits(size, db) ? EventIndex(of: size, db) : nil
  }

  /// The index of those events that are in complete runs; nil when it does not fit all of them.
  static func indexOfRuns(of size: Int, _ db: Database) throws -> EventIndex? {
    try fits(size, db) ? EventIndex(runsOf: size, db) : nil
  }

  private static func fits(_ size: Int, _ db: Database) throws -> Bool {
    try EventIndex.fits(size: size, root: EventTable.root(of: size, db), db)
  }
}
