import GRDB
import GRDBSQLite
@testable import Ledger
import TestSupport
import Testing

/// What goes to SQLite past the library.
@Suite struct RawStatementTests {
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
