import Declarations
import GRDB

/// The tables and guards of the file, against those that the migrations make.
///
/// Who edits a ledger has to take its triggers away first, and may forget to put them back.
enum SchemaAudit {
  static func check(_ db: Database, _ verification: inout Verification) throws {
    let expected = try LedgerSchema.statements(of: LedgerSchema.version(of: db))
    let found = try LedgerSchema.statements(of: db)
    for name in Set(expected.keys).union(found.keys).sorted() where expected[name] != found[name] {
      let place = Verification.Problem.Row(table: "sqlite_schema", key: name)
      if EventIndex.tables.contains(name), found[name] == nil {
        verification.add(
          .index,
          in: place,
          "La table « \(name) » de l'index manque ; « mitm rebuild » la refait.",
          "The table “\(name)” of the index is missing; “mitm rebuild” makes it again."
        )
      } else {
        verification.add(
          .schema,
          in: place,
          "« \(name) » n'est pas dans le fichier tel que le programme l'a créé.",
          "“\(name)” is not in the file as the program made it."
        )
      }
    }
  }
}
