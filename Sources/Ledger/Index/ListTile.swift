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
    guard count * RunTable.smallest <= (try EventTable.size(db)),
      let root = Data.fromDatabaseValue(row[2]),
      Array(root) == (try EventTable.root(of: count * RunTable.smallest, db)).bytes
    else { return nil }
    return count
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

  /// Folds the first events, as far as the runs reach.
  ///
  /// - Parameters:
  ///   - knownAt: The first events.
  ///   - fold: Takes what they say.
  ///   - hasOthers: Whether it needs what moves no list, too; their corrections are read apart.
  ///   - db: The ledger.
  /// - Returns: How many events the runs have of them; nil when a run cannot be read.
  /// - Throws: ``LedgerError`` that names the sequence of an event that cannot be read.
  static func read(
    _ knownAt: KnownAt,
    into fold: inout HistoryFold,
    others hasOthers: Bool,
    _ db: Database
  ) throws -> Int? {
    guard let count = try count(db) else { return nil }
    let reached = min(count * RunTable.smallest, knownAt.size)
    guard try mention(before: reached, in: &fold, db) else { return nil }
    // Where stocks are reported weekly, some twentieth of the events move lists.
    fold.reserve(reached / 16, reports: hasOthers ? reached : 0)
    var own: [Int] = []
    let tiles = try RawStatement(
      hasOthers
        ? "SELECT tile, index_list.facts, index_other.facts FROM index_list "
          + "LEFT JOIN index_other USING (tile) WHERE tile * ? < ? ORDER BY tile"
        : "SELECT tile, facts FROM index_list WHERE tile * ? < ? ORDER BY tile",
      db
    )
    try tiles.bind(RunTable.smallest, reached)
    defer { tiles.reset() }
    while try tiles.step() {
      let start = tiles.integer(0) * RunTable.smallest
      func note(_ sequence: Int) { own.append(sequence) }
      guard
        fold.record(packed: Array(tiles.bytes(1)), from: start, below: reached, own: note),
        !hasOthers
          || fold.record(
            packedOthers: Array(tiles.bytes(2)),
            from: start,
            below: reached,
            own: note
          )
      else { return nil }
    }
    fold.pass(to: KnownAt(size: reached))
    for sequence in own.sorted() {
      fold.record(aboutNoProduct: try EventTable.event(at: sequence, db))
    }
    return reached
  }

  /// Tells which products are known before an event, in the order of their codes.
  ///
  /// - Returns: Whether each of them could be read.
  private static func mention(
    before size: Int,
    in fold: inout HistoryFold,
    _ db: Database
  ) throws -> Bool {
    let tiles = (size + RunTable.smallest - 1) / RunTable.smallest
    guard let stored = try KnownProducts.stored(before: tiles, db) else { return false }
    for (key, first) in stored.sorted(by: { $0.key < $1.key }) where first < size {
      guard let cis = IndexedEvent.product(ofSubject: key) else { return false }
      fold.record(mentionOf: cis, at: first)
    }
    return true
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
