import Declarations
import Foundation
import GRDB

/// The tables and guards of the file, against those that the migrations make.
///
/// Who edits a ledger has to take its triggers away first, and may forget to put them back.
enum SchemaAudit {
  private static let statements = """
    SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name
    """

  static func check(_ db: Database, _ verification: inout Verification) throws {
    let expected = try DatabaseQueue().inDatabase { fresh in
      LedgerSchema.addFunctions(to: fresh)
      try LedgerSchema.migrate(fresh, from: 0)
      return try read(fresh)
    }
    let found = try read(db)
    for name in Set(expected.keys).union(found.keys).sorted() where expected[name] != found[name] {
      verification.add(
        .schema,
        in: .init(table: "sqlite_schema", key: name),
        "« \(name) » n'est pas dans le fichier tel que le programme l'a créé.",
        "“\(name)” is not in the file as the program made it."
      )
    }
  }

  private static func read(_ db: Database) throws -> [String: Data] {
    var statements: [String: Data] = [:]
    for row in try Row.fetchAll(db, sql: Self.statements) {
      let name = String.fromDatabaseValue(row[0]) ?? ""
      statements[name] = Data.fromDatabaseValue(row[1]) ?? Data()
    }
    return statements
  }
}
