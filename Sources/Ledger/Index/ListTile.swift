// What the events say, of each run of 1,024 that is complete: what moves lists, and apart from it what else the duties
// look at, reports of stock above all. A list of any day is made from the former and from the events behind the last
// run, the compliance of any day from both; where a run is missing or is not of these events, from the events alone.
//
// A run depends on its events and on nothing else, so that building the index again gives the same bytes.

import Declarations
import Foundation
import GRDB
import MerkleLog
import Projections

/// What one run of events says.
struct ListTile {
  /// Whether the run was seen from its beginning.
  var isWhole = true

  /// The products that no earlier event is about, as entries.
  var products: [UInt64] = []

  private let start: Int
  private var facts: NarrowFacts
  private var others: OtherTile

  /// Begins the run that begins with an event.
  init(from start: Int) {
    self.start = start
    facts = NarrowFacts(from: start)
    others = OtherTile(from: start)
  }

  /// Takes the next event.
  ///
  /// - Parameters:
  ///   - event: The event.
  ///   - indexed: What the index keeps of it.
  ///   - target: The sequence of the event that it corrects.
  mutating func take(_ event: Event, _ indexed: IndexedEvent, correcting target: Int?) {
    if let other = indexed.other {
      others.take(other)
    } else if indexed.decidesLists, let narrow = NarrowFact(event, correcting: target) {
      facts.append(narrow)
    }
  }

  /// Its place among the runs of lists.
  var tile: Int { start / RunTable.smallest }

  /// Writes the run, all of whose events were taken.
  func write(_ db: Database) throws {
    try writeLists(db)
    try others.write(db)
  }

  /// Writes what of the run lists depend on.
  func writeLists(_ db: Database) throws {
    let root = try EventTable.root(of: start + RunTable.smallest, db)
    try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO index_list (tile, root, products, facts) VALUES (?, ?, ?, ?)"
    ).execute(
      arguments: [
        tile, Data(root.bytes), Data(KnownProducts.bytes(products, of: tile)), Data(facts.bytes),
      ]
    )
  }

  // MARK: Reading

  /// How many runs there are if none is missing, by the last; nil when that is not of these events.
  static func count(_ db: Database) throws -> Int? {
    let last = try Row.fetchOne(
      db,
      sql: "SELECT tile, root FROM index_list ORDER BY tile DESC LIMIT 1"
    )
    guard let last else { return 0 }
    let runs = try EventTable.size(db) / RunTable.smallest
    guard let tile = Int.fromDatabaseValue(last[0]), (0..<runs).contains(tile),
      let root = Data.fromDatabaseValue(last[1]),
      Array(root) == (try EventTable.root(of: (tile + 1) * RunTable.smallest, db)).bytes
    else { return nil }
    return tile + 1
  }

  /// Whether the last complete run of so many events is there; an append builds what is not.
  static func isThere(upTo size: Int, _ db: Database) throws -> Bool {
    let last = try RawStatement(
      "SELECT tile FROM index_list JOIN index_other USING (tile) WHERE tile = ?",
      db
    )
    defer { last.reset() }
    try last.bind(size / RunTable.smallest - 1)
    return try size < RunTable.smallest || last.step()
  }

  // MARK: Checking

  /// Whether the run, all of whose events were taken, is stored as they say.
  func isStored(_ db: Database) throws -> Bool {
    let row = try Row.fetchOne(
      db,
      sql: "SELECT root, products, facts FROM index_list WHERE tile = ?",
      arguments: [tile]
    )
    let stored = row.map { row in (0..<3).map { Data.fromDatabaseValue(row[$0]) } }
    let root = try EventTable.root(of: start + RunTable.smallest, db)
    return try others.isStored(db)
      && stored
        == [root.bytes, KnownProducts.bytes(products, of: tile), facts.bytes].map { Data($0) }
  }
}
