// A part of a backup is a file of SQLite of its own: the rows of the three tables that are truth and were new. Subtrees
// and index are not in it: they are made again from the events, and so are checked when a backup is restored.

import Declarations
import Foundation
import GRDB
import MerkleLog

/// The file of one part.
enum BackupPart {
  private static let schema = """
    CREATE TABLE event (sequence INTEGER PRIMARY KEY, body BLOB NOT NULL);
    CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, note BLOB NOT NULL);
    CREATE TABLE intake (id INTEGER PRIMARY KEY, \(Journal.columns.dropFirst().joined(separator: ", ")), digest);
    """

  /// Copies what is new into a new file.
  ///
  /// - Parameters:
  ///   - path: The file; nothing stands there.
  ///   - manifest: What was there before.
  ///   - size: How many events there are now.
  ///   - db: The ledger.
  ///   - progress: Told now and then how many events were copied.
  /// - Throws: ``LedgerError`` at an event that is not what was hashed; what SQLite says when nothing can be written.
  static func write(
    to path: String,
    after manifest: BackupManifest,
    upTo size: Int,
    from db: Database,
    progress: (Int) -> Void
  ) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.inDatabase { part in
      try part.execute(sql: "PRAGMA synchronous = FULL")
      try part.inTransaction {
        try part.execute(sql: schema)
        let event = try part.makeStatement(sql: "INSERT INTO event VALUES (?, ?)")
        try EventTable.forEachWhole(in: manifest.size..<size, db) { sequence, bytes in
          try event.execute(arguments: [sequence, Data(bytes)])
          if (sequence + 1) % 10_000 == 0 { progress(sequence + 1) }
        }
        for checkpoint in try CheckpointTable.all(after: manifest.checkpoint, db) {
          try part.execute(
            sql: "INSERT INTO checkpoint VALUES (?, ?)",
            arguments: [checkpoint.size, Data(checkpoint.note.utf8)]
          )
        }
        let rows = try Row.fetchCursor(
          db,
          sql: "SELECT \(Journal.allColumns) FROM intake WHERE id >= ? ORDER BY id",
          arguments: [manifest.entries]
        )
        let entry = try part.makeStatement(sql: Journal.insertion)
        while let row = try rows.next() {
          try entry.execute(arguments: StatementArguments(row.databaseValues))
        }
        return .commit
      }
    }
    try queue.close()
  }

  /// Opens a part for reading.
  static func open(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = true
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  /// The bytes of its events, in order.
  static func forEachEvent(_ part: Database, _ work: (Int, [UInt8]) throws -> Void) throws {
    let rows = try Row.fetchCursor(part, sql: "SELECT sequence, body FROM event ORDER BY sequence")
    while let row = try rows.next() {
      try work(
        Int.fromDatabaseValue(row[0]) ?? -1,
        Array(Data.fromDatabaseValue(row[1]) ?? Data())
      )
    }
  }

  /// The signed notes of its checkpoints, in order.
  static func notes(_ part: Database) throws -> [String] {
    try Data.fetchAll(part, sql: "SELECT note FROM checkpoint ORDER BY size")
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// The size of its last checkpoint; nil where it has none.
  static func lastCheckpoint(_ part: Database) throws -> Int? {
    try Int.fetchOne(part, sql: "SELECT max(size) FROM checkpoint")
  }

  /// Whether it holds the entries and the last checkpoint that the manifest says; of the events the root does.
  static func holds(_ said: BackupManifest.Part, _ part: Database) throws -> Bool {
    let entries = try Row.fetchOne(part, sql: "SELECT count(*), min(id), max(id) FROM intake")
    let count = entries.flatMap { Int.fromDatabaseValue($0[0]) } ?? 0
    let isWhole =
      count == said.entries.count
      && (count == 0
        || entries.flatMap { Int.fromDatabaseValue($0[1]) } == said.entries.lowerBound
          && entries.flatMap { Int.fromDatabaseValue($0[2]) } == said.entries.upperBound - 1)
    return try isWhole && lastCheckpoint(part) ?? said.checkpoint == said.checkpoint
  }

  /// The entries of the journal before the first that records an event of so high a sequence.
  ///
  /// - Returns: Whether there was such a one, behind which nothing is wanted.
  static func copyEntries(_ part: Database, before size: Int, to db: Database) throws -> Bool {
    let rows = try Row.fetchCursor(
      part,
      sql: "SELECT \(Journal.allColumns) FROM intake ORDER BY id"
    )
    let entry = try db.makeStatement(sql: Journal.insertion)
    while let row = try rows.next() {
      if let sequence = Int.fromDatabaseValue(row["sequence"]), sequence >= size { return true }
      try entry.execute(arguments: StatementArguments(row.databaseValues))
    }
    return false
  }
}
