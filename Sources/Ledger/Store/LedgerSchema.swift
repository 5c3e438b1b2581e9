import Declarations
import Foundation
import GRDB
import MerkleLog
import Schema

/// The schema of the file: its version, and the way from an earlier one.
enum LedgerSchema {
  static var version: Int { Schema.migrations.count }

  /// Gives SQL the one function that it lacks: `sha256(text)`, over the text's bytes.
  static func addFunctions(to db: Database) {
    db.add(
      function: DatabaseFunction("sha256", argumentCount: 1, pure: true) { values in
        values.first.flatMap(String.fromDatabaseValue).map { Data(Hash(of: $0.utf8).bytes) }
      }
    )
  }

  /// Brings the file up to the version of this program, in the transaction that is open.
  static func migrate(
    _ db: Database,
    from version: Int,
    to last: Int = Self.version
  ) throws {
    for migration in Schema.migrations[version..<max(version, last)] {
      try db.execute(sql: migration)
    }
    try db.execute(sql: "PRAGMA user_version = \(last)")
  }

  /// What the migrations make, by name: tables and guards, each as SQLite keeps its statement.
  static func statements(of version: Int = Self.version) throws -> [String: Data] {
    try DatabaseQueue().inDatabase { fresh in
      addFunctions(to: fresh)
      try migrate(fresh, from: 0, to: version)
      return try statements(of: fresh)
    }
  }

  /// The statements of what is in a file, by name.
  static func statements(of db: Database) throws -> [String: Data] {
    let sql = """
      SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
      """
    var statements: [String: Data] = [:]
    for row in try Row.fetchAll(db, sql: sql) {
      let name = String.fromDatabaseValue(row[0]) ?? ""
      statements[name] = Data.fromDatabaseValue(row[1]) ?? Data()
    }
    return statements
  }

  /// Makes the tables of the index anew, empty: all that they had is derived.
  static func makeIndexAgain(_ db: Database) throws {
    let statements = try statements()
    for table in EventIndex.tables {
      try db.execute(sql: "DROP TABLE IF EXISTS \(table)")
      try db.execute(sql: String(decoding: statements[table] ?? Data(), as: UTF8.self))
    }
  }

  /// Makes the table of the subtrees anew, empty, where the guards are lifted: all that it had is derived.
  static func makeSubtreesAgain(_ db: Database) throws {
    let statements = try statements()
    try db.execute(sql: "DROP TABLE node")
    for name in ["node", "node_once", "node_update", "node_delete"] {
      try db.execute(sql: String(decoding: statements[name] ?? Data(), as: UTF8.self))
    }
  }

  /// Lifts what keeps this connection from changing a leaf or a subtree, in the transaction that is open.
  static func withoutGuards(_ db: Database, _ work: () throws -> Void) throws {
    let update = try statements()["event_update"] ?? Data()
    AppendOnlyAuthorizer.remove(from: db)
    defer { AppendOnlyAuthorizer.install(on: db) }
    try db.execute(sql: "DROP TRIGGER event_update")
    try work()
    try db.execute(sql: String(decoding: update, as: UTF8.self))
  }

  /// The version of a file.
  static func version(of db: Database) throws -> Int {
    try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
  }

  /// From this version on a file has every table that is read; an index that is not of this program is not.
  private static let readable = 4

  /// A copy in memory of a file of a version that cannot be read as it lies, brought up to this one: a reader changes
  /// nothing on disk.
  static func upToDate(_ queue: DatabaseQueue, _ path: String) throws -> DatabaseQueue {
    let version = try queue.read(version(of:))
    guard version < readable else { return queue }
    var configuration = Configuration()
    configuration.prepareDatabase(addFunctions)
    let copy = try DatabaseQueue(configuration: configuration)
    try queue.backup(to: copy)
    do {
      try copy.inDatabase { db in
        try migrate(db, from: version)
        try db.execute(sql: "PRAGMA query_only = ON")
      }
    } catch let error as DatabaseError {
      throw LedgerError(
        .damaged,
        Wording(
          fr:
            "« \(path) » se dit au schéma \(version) et ne l'a pas : SQLite dit « "
            + "\(error.message ?? "") ».",
          en:
            "“\(path)” says that it has schema \(version), and has not: SQLite says “"
            + "\(error.message ?? "")”."
        )
      )
    }
    return copy
  }
}
