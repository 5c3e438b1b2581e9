// What moves lists, of each run of 1,024 events that is complete. A list of any day is made from these and
// from the events behind the last run, whatever the number of events; where a run is missing or is not of
// these events, it is made from the events alone.
//
// A run depends on its events and on nothing else, so that building the index again gives the same bytes.

import Declarations
import Foundation
import GRDB
import MerkleLog
import Projections

/// What moves lists in one run of events.
struct ListTile {
  /// Whether the run was seen from its beginning.
  var isWhole = true

  private let start: Int
  private var facts: NarrowFacts

  /// Begins the run that begins with an event.
  init(from start: Int) {
    self.start = start
    facts = NarrowFacts(from: start)
  }

  /// Takes the next event.
  ///
  /// - Parameters:
  ///   - event: The event.
  ///   - target: The sequence of the event that it corrects.
  mutating func take(_ event: Event, correcting target: Int?) {
    if let narrow = NarrowFact(event, correcting: target) { facts.append(narrow) }
  }

  private var tile: Int { start / RunTable.leaf }

  /// Writes the run, all of whose events were taken.
  func write(_ db: Database) throws {
    let root = try EventTable.root(of: start + RunTable.leaf, db)
    try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO index_list (tile, root, facts) VALUES (?, ?, ?)"
    ).execute(arguments: [tile, Data(root.bytes), Data(facts.bytes)])
  }

  // MARK: Reading

  /// How many runs there are; nil when one is missing or the last is not of these events.
  static func count(_ db: Database) throws -> Int? {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT count(*), coalesce(max(tile), -1) + 1,
          (SELECT root FROM index_list ORDER BY tile DESC LIMIT 1) FROM index_list
        """
    )
    guard let row, let count = Int.fromDatabaseValue(row[0]),
      count == Int.fromDatabaseValue(row[1])
    else { return nil }
    if count == 0 { return 0 }
    guard count * RunTable.leaf <= (try EventTable.size(db)),
      let root = Data.fromDatabaseValue(row[2]),
      Array(root) == (try EventTable.root(of: count * RunTable.leaf, db)).bytes
    else { return nil }
    return count
  }

  /// Whether the last complete run of so many events is there; an append builds what is not.
  static func isThere(upTo size: Int, _ db: Database) throws -> Bool {
    let last = try RawStatement("SELECT tile FROM index_list WHERE tile = ?", db)
    defer { last.reset() }
    last.bind(size / RunTable.leaf - 1)
    return try size < RunTable.leaf || last.step()
  }

  /// Folds what moves lists among the first events, as far as the runs reach.
  ///
  /// - Returns: How many events the runs have of them; nil when a run cannot be read.
  static func read(_ knownAt: KnownAt, into fold: inout HistoryFold, _ db: Database) throws -> Int?
  {
    guard let count = try count(db) else { return nil }
    let reached = min(count * RunTable.leaf, knownAt.size)
    let isKnown = try KnownProducts.forEach(before: reached, db) { cis, first in
      fold.record(mentionOf: cis, at: first)
    }
    guard isKnown else { return nil }
    // Where stocks are reported weekly, some twentieth of the events move lists.
    fold.reserve(reached / 16)
    var own: [Int] = []
    let tiles = try RawStatement(
      "SELECT tile, facts FROM index_list WHERE tile * ? < ? ORDER BY tile",
      db
    )
    tiles.bind(RunTable.leaf, reached)
    defer { tiles.reset() }
    while try tiles.step() {
      let start = tiles.integer(0) * RunTable.leaf
      let isRead = fold.record(packed: Array(tiles.bytes(1)), from: start, below: reached) {
        own.append($0)
      }
      guard isRead else { return nil }
    }
    fold.pass(to: KnownAt(size: reached))
    for sequence in own {
      fold.record(aboutTheLedger: try EventTable.event(at: sequence, db))
    }
    return reached
  }

  // MARK: Checking

  /// Whether the run, all of whose events were taken, is stored as they say.
  func isStored(_ db: Database) throws -> Bool {
    let row = try Row.fetchOne(
      db,
      sql: "SELECT facts FROM index_list WHERE tile = ?",
      arguments: [tile]
    )
    return row.flatMap { Data.fromDatabaseValue($0[0]) }.map(Array.init) == facts.bytes
  }
}
