import Declarations
import Foundation
import GRDB
import MerkleLog

/// The rows of `checkpoint`.
enum CheckpointTable {
  private static let columns = "SELECT size, root, note FROM checkpoint"

  /// All, or those over more events than `size` and no more than `end`.
  static func all(
    after size: Int = -1,
    upTo end: Int = .max,
    _ db: Database
  ) throws -> [StoredCheckpoint] {
    let sql = "\(columns) WHERE size > ? AND size <= ? ORDER BY size"
    return try Row.fetchAll(db, sql: sql, arguments: [size, end]).map(read)
  }

  static func last(_ db: Database) throws -> StoredCheckpoint? {
    try last(1, db).first
  }

  /// The last so many, the last first.
  static func last(_ count: Int, _ db: Database) throws -> [StoredCheckpoint] {
    try Row.fetchAll(db, sql: "\(columns) ORDER BY size DESC LIMIT ?", arguments: [count]).map(read)
  }

  /// The first checkpoint that covers an event: every receipt for it is made against this one.
  static func first(covering sequence: Int, _ db: Database) throws -> StoredCheckpoint? {
    let statement = try db.cachedStatement(sql: "\(columns) WHERE size > ? ORDER BY size LIMIT 1")
    return try Row.fetchOne(statement, arguments: [sequence]).map(read)
  }

  static func at(size: Int, _ db: Database) throws -> StoredCheckpoint? {
    try Row.fetchOne(db, sql: "\(columns) WHERE size = ?", arguments: [size]).map(read)
  }

  static func insert(_ checkpoint: StoredCheckpoint, _ db: Database) throws {
    let last = "SELECT link FROM checkpoint ORDER BY size DESC LIMIT 1"
    try db.cachedStatement(
      sql: """
        INSERT INTO checkpoint (size, root, note, link)
        SELECT size, root, note, sha256(coalesce(hex((\(last))), '') || ',' || hex(note))
        FROM (SELECT ? AS size, ? AS root, ? AS note)
        """
    ).execute(
      arguments: [checkpoint.size, Data(checkpoint.root.bytes), Data(checkpoint.note.utf8)]
    )
  }

  /// The rows, each with whether it follows on the one before.
  static let audited = """
    SELECT size, root, note,
      link IS sha256(coalesce(hex(lag(link) OVER (ORDER BY size)), '') || ',' || hex(note))
    FROM checkpoint ORDER BY size
    """

  private static func read(_ row: Row) throws -> StoredCheckpoint {
    guard let size = Int.fromDatabaseValue(row[0]), let root = Data.fromDatabaseValue(row[1]),
      let hash = Hash(bytes: Array(root)), let note = Data.fromDatabaseValue(row[2]),
      let text = String(validating: note, as: UTF8.self)
    else {
      throw LedgerError(
        .damaged,
        Wording(
          fr: "Un point de contrôle est illisible ; « mitm verify » dit lequel.",
          en: "A checkpoint cannot be read; “mitm verify” says which."
        )
      )
    }
    return StoredCheckpoint(size: size, root: hash, note: text)
  }
}
