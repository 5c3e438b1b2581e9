import Declarations
import Foundation
import GRDB
import Projections

/// What one run of events says that moves no list: reports of stock, and what else the duties look at.
///
/// What corrects what does not stand in it, since the index has that, so that it can be written while the run is read.
struct OtherTile {
  private let start: Int
  private var facts: NarrowFacts

  /// Begins the run that begins with an event.
  init(from start: Int) {
    self.start = start
    facts = NarrowFacts(from: start)
  }

  /// Takes the next event that moves no list.
  mutating func take(_ narrow: NarrowFact) {
    facts.append(narrow)
  }

  private var tile: Int { start / RunTable.smallest }

  /// Writes the run, all of whose events were taken.
  func write(_ db: Database) throws {
    try db.cachedStatement(sql: "INSERT OR REPLACE INTO index_other (tile, facts) VALUES (?, ?)")
      .execute(arguments: [tile, Data(facts.bytes)])
  }

  /// Whether the run, all of whose events were taken, is stored as they say.
  func isStored(_ db: Database) throws -> Bool {
    let stored = try Data.fetchOne(
      db,
      sql: "SELECT facts FROM index_other WHERE tile = ?",
      arguments: [tile]
    )
    return stored == Data(facts.bytes)
  }
}
