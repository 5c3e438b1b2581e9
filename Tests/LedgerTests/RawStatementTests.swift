import Foundation
import GRDB
import GRDBSQLite
@testable import Ledger
import TestSupport
import Testing

/// What goes to SQLite past the library.
@Suite struct RawStatementTests {
  /// Nothing, the empty text and no bytes are three things.
  @Test(arguments: [
    (DatabaseValue.null, "null", ""), (7.databaseValue, "integer", "37"),
    ((-1.5).databaseValue, "real", "2D312E35"), ("".databaseValue, "text", ""),
    ("é\u{1F48A}, d'un texte qui est long".databaseValue, "text", nil),
    (Data().databaseValue, "blob", ""), (Data([0, 255]).databaseValue, "blob", "00FF"),
  ])
  func `a value goes in as what it is`(value: DatabaseValue, type: String, hex: String?) throws {
    try DatabaseQueue().inDatabase { db in
      try db.execute(sql: "CREATE TABLE one (value ANY) STRICT")
      let row = try RawStatement("INSERT INTO one VALUES (?)", db)
      try row.bind(value, at: 1)
      try row.run()
      let found = try #require(
        try Row.fetchOne(db, sql: "SELECT value, typeof(value), hex(value) FROM one")
      )
      #expect(found[0] as DatabaseValue == value)
      #expect(found[1] == type)
      if let hex { #expect(found[2] == hex) }
    }
  }

  /// It would run with what was bound before.
  @Test func `a value that SQLite does not take is an error`() throws {
    let queue = try DatabaseQueue()
    try queue.inDatabase { db in
      let numbers = try RawStatement("SELECT value FROM (SELECT ?1 AS value UNION SELECT 9)", db)
      try numbers.bind(7)
      #expect(try numbers.step())
      // As long as it stands on a row, nothing can be bound.
      let misuse = #expect(throws: DatabaseError.self) { try numbers.bind(8) }
      #expect(misuse?.resultCode == .SQLITE_MISUSE)
      numbers.reset()
      #expect(throws: DatabaseError.self) { try numbers.bind(8, 8) }
      let bytes = [UInt8](repeating: 1, count: 2_000)
      sqlite3_limit(db.sqliteConnection, SQLITE_LIMIT_LENGTH, 1_000)
      let long = try RawStatement("SELECT length(?1)", db)
      let tooLong = #expect(throws: DatabaseError.self) {
        try bytes.withUnsafeBytes { try long.bind($0, at: 1) }
      }
      #expect(tooLong?.resultCode == .SQLITE_TOOBIG)
    }
  }
}
