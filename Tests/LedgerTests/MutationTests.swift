import Declarations
import Foundation
import GRDB
@testable import Ledger
import MerkleLog
import TestSupport
import Testing

/// Every byte of every value that is truth, changed one at a time.
@Suite struct `A changed byte` {
  /// A table of truth: its columns, and those of its primary key.
  private struct Table {
    let name: String
    let columns: [String]
    let key: [String]
  }

  /// Where a byte stands.
  private struct Place {
    let table: Table
    let key: [Int]
    let column: String

    var text: String { "\(table.name) \(key), \(column)" }
  }

  private static let tables = ["ledger", "event", "node", "checkpoint", "intake"]

  @Test
  func `of a value is found, where it is`() throws {
    let ledger = try TemporaryLedger.ofEveryKind()
    // In memory, the guards taken away; the rest of the schema is compared elsewhere.
    let queue = try DatabaseQueue()
    try ledger.reader().database.backup(to: queue)
    let reader = LedgerReader(path: ledger.path, database: queue)
    try queue.inDatabase { db in
      LedgerSchema.addFunctions(to: db)
      try db.execute(sql: TemporaryLedger.disarmed(db))
    }
    let untouched = try reader.verify().problems
    #expect(untouched.allSatisfy { $0.kind == .schema })

    var changes = 0
    var refused = 0
    for table in try queue.inDatabase({ db in try Self.tables.map { try Self.table($0, db) } }) {
      for (place, bytes, isInteger, isText) in try queue.inDatabase({ try Self.values(table, $0) })
      {
        for index in bytes.indices {
          changes += 1
          var changed = bytes
          changed[index] ^= index % 2 == 0 ? 0x01 : 0xFF
          let problems = try Self.problems(
            place,
            Self.literal(changed, isInteger: isInteger, isText: isText),
            queue,
            reader
          )
          guard let problems else {
            refused += 1
            continue
          }
          let isNamed = Self.isNamed(place, by: problems)
          if !isNamed { Issue.record("\(place.text), byte \(index): \(problems)") }
        }
      }
    }
    #expect(changes > 4_000)
    #expect(refused < 100, "keys that stand there already are refused by SQLite")
  }

  private static func table(_ name: String, _ db: Database) throws -> Table {
    let columns = try db.columns(in: name).map(\.name)
    return Table(name: name, columns: columns, key: try db.primaryKey(name).columns)
  }

  private static func values(
    _ table: Table,
    _ db: Database
  ) throws -> [(Place, [UInt8], isInteger: Bool, isText: Bool)] {
    try Row.fetchAll(db, sql: "SELECT * FROM \(table.name)").flatMap { row in
      let key = table.key.map { row[$0] as Int }
      return table.columns.compactMap { column in
        let place = Place(table: table, key: key, column: column)
        let value: DatabaseValue = row[column]
        switch value.storage {
        case .int64(let number):
          let bytes = withUnsafeBytes(of: number.bigEndian) { Array($0) }
          return (place, bytes, isInteger: true, isText: false)
        case .string(let text): return (place, Array(text.utf8), isInteger: false, isText: true)
        case .blob(let data): return (place, Array(data), isInteger: false, isText: false)
        default: return nil
        }
      }
    }
  }

  private static func literal(_ bytes: [UInt8], isInteger: Bool, isText: Bool) -> String {
    if isInteger { return String(bytes.reduce(Int64(0)) { $0 << 8 | Int64($1) }) }
    let hex = "x'\(String(decoding: Hex.encode(bytes), as: UTF8.self))'"
    return isText ? "CAST(\(hex) AS TEXT)" : hex
  }

  /// What a verification finds with a value in place of another, which is put back; nil where SQLite
  /// does not take it.
  private static func problems(
    _ place: Place,
    _ literal: String,
    _ queue: DatabaseQueue,
    _ reader: LedgerReader
  ) throws -> [Verification.Problem]? {
    let row = zip(place.table.key, place.key).map { "\($0) = \($1)" }.joined(separator: " AND ")
    return try queue.inDatabase { db in
      var problems: [Verification.Problem]?
      try db.inTransaction {
        do {
          try db.execute(
            sql: "UPDATE \(place.table.name) SET \(place.column) = \(literal) WHERE \(row)"
          )
          problems = try reader.verify().problems.filter { $0.kind != .schema }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
          problems = nil
        }
        return .rollback
      }
      return problems
    }
  }

  /// An event is named by its sequence, and first; any other row by its table and key.
  private static func isNamed(_ place: Place, by problems: [Verification.Problem]) -> Bool {
    if place.table.name == "event" {
      return problems.first { $0.kind != .file }?.sequence == place.key[0]
    }
    let key = place.key.map(String.init).joined(separator: "/")
    // A changed key is found where it was, or where it is now.
    let isKey = place.table.key.contains(place.column)
    return problems.contains { problem in
      problem.row?.table == place.table.name && (isKey || problem.row?.key == key)
    }
  }
}
