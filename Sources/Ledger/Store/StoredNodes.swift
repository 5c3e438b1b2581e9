import GRDB
import MerkleLog

/// The rows of `node`, asked for from level to level in the order of their positions.
///
/// Whoever reads all of them reads on in each level, instead of looking each one up.
struct StoredNodes {
  private struct Level {
    let rows: RawStatement
    /// The row that the level stands at; nil behind the last.
    var position: Int?
  }

  private let db: Database
  private var levels: [Int: Level] = [:]

  init(_ db: Database) {
    self.db = db
  }

  /// The stored hash of a perfect subtree; nil where there is none, or what stands there is no hash.
  ///
  /// - Parameters:
  ///   - level: The level, from 1.
  ///   - position: The position, which is greater than those that were asked for before.
  /// - Returns: The hash.
  /// - Throws: `DatabaseError` when SQLite cannot read on.
  mutating func hash(level: Int, position: Int) throws -> Hash? {
    var stored = try levels[level] ?? Self.level(level, from: position, db)
    while let reached = stored.position, reached < position {
      stored.position = try Self.next(stored.rows)
    }
    levels[level] = stored
    guard stored.position == position else { return nil }
    return Hash(bytes: UnsafeRawBufferPointer(stored.rows.bytes(1)))
  }

  /// Ends the reading, which no transaction may outlive.
  func end() {
    for level in levels.values { level.rows.reset() }
  }

  private static func level(_ level: Int, from position: Int, _ db: Database) throws -> Level {
    let rows = try RawStatement(
      "SELECT position, hash FROM node WHERE level = ? AND position >= ? ORDER BY position",
      db,
      isShared: false
    )
    try rows.bind(level, position)
    return Level(rows: rows, position: try next(rows))
  }

  private static func next(_ rows: RawStatement) throws -> Int? {
    try rows.step() ? rows.integer(0) : nil
  }
}
