import Foundation
import GRDB
import GRDBSQLite
@testable import Ledger
import MerkleLog
import TestSupport
import Testing

/// Every byte of the file of a ledger, those that hold no value too: page headers, cell pointers, free
/// space, the schema.
@Suite(.enabled(if: TestDatabase.isAbsent, "acts on the file of a ledger"))
struct `A changed byte of the file` {
  /// What SQLite reads of the tables of truth.
  private typealias Values = [String: Data]

  /// What became of a change.
  private enum Fate: Hashable {
    /// The values that are read are the same, and so is the schema.
    case harmless
    /// SQLite, or the ledger, does not open or read the file.
    case refused
    /// The verification names it.
    case detected
    /// Nobody notices.
    case missed
  }

  @Test
  func `is found, harmless, or refused by SQLite`() throws {
    let bytes = try smallFile()
    let before = try #require(values(of: bytes))
    var fates: [Fate: Int] = [:]
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 0xFF
      let fate = try fate(of: changed, before)
      fates[fate, default: 0] += 1
      if fate == .missed { Issue.record("byte \(place) of \(bytes.count)") }
    }
    #expect(fates.values.reduce(0, +) == bytes.count)
    #expect(fates[.missed] == nil)
    #expect(fates.count == 3, "\(fates)")
    Attachment.record("\(bytes.count) bytes: \(fates)", named: "fates.txt")
  }

  /// The file of a small ledger in pages of 512 bytes, so that there are few of them.
  private func smallFile() throws -> [UInt8] {
    let ledger = try TemporaryLedger.ofEveryKind()
    let small = ledger.folder.appending(path: "small.sqlite").path
    try DatabaseQueue(path: ledger.path).inDatabase { db in
      try db.execute(sql: "PRAGMA page_size = 512")
      try db.execute(sql: "VACUUM INTO ?", arguments: [small])
    }
    return Array(try Data(contentsOf: URL(fileURLWithPath: small)))
  }

  private func fate(of bytes: [UInt8], _ before: Values) throws -> Fate {
    guard let after = values(of: bytes) else { return .refused }
    if after == before { return .harmless }
    let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
    do {
      let queue = try open(bytes)
      try queue.inDatabase { db in
        let id = try Int.fetchOne(db, sql: "PRAGMA application_id")
        let version = try LedgerSchema.version(of: db)
        guard id == LedgerFile.Format.ledger.rawValue, version == LedgerSchema.version else {
          throw DatabaseError(resultCode: .SQLITE_NOTADB)
        }
      }
      let problems = try LedgerReader(path: "/nowhere", database: queue).verify().problems
      let isNamed = problems.contains { problem in
        let isFile = problem.kind == .file || problem.kind == .schema
        let name = problem.row.map { "\($0.table) \($0.key)" }
        return isFile || name.map(changed.contains) ?? false
          || problem.sequence.map { changed.contains("event \($0)") } ?? false
      }
      return isNamed ? .detected : .missed
    } catch is DatabaseError {
      return .refused
    } catch is RowDecodingError {
      return .refused
    } catch is LedgerError {
      return .refused
    }
  }

  /// A connection to a database that is in memory, as bytes.
  private func open(_ bytes: [UInt8]) throws -> DatabaseQueue {
    let queue = try DatabaseQueue()
    try queue.inDatabase { db in
      LedgerSchema.addFunctions(to: db)
      try Self.load(bytes, into: db.sqliteConnection)
    }
    return queue
  }

  private static func load(_ bytes: [UInt8], into connection: OpaquePointer?) throws {
    let size = sqlite3_uint64(bytes.count)
    guard let buffer = sqlite3_malloc64(size) else {
      throw DatabaseError(resultCode: .SQLITE_NOMEM)
    }
    UnsafeMutableRawBufferPointer(start: buffer, count: bytes.count).copyBytes(from: bytes)
    let count = sqlite3_int64(bytes.count)
    let code = sqlite3_deserialize(
      connection,
      "main",
      buffer.assumingMemoryBound(to: UInt8.self),
      count,
      count,
      UInt32(SQLITE_DESERIALIZE_FREEONCLOSE)
    )
    guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
  }

  /// Every row of the tables of truth and of the schema, by table and key; nil where SQLite refuses.
  private func values(of bytes: [UInt8]) -> Values? {
    var connection: OpaquePointer?
    guard sqlite3_open(":memory:", &connection) == SQLITE_OK else { return nil }
    defer { sqlite3_close(connection) }
    guard (try? Self.load(bytes, into: connection)) != nil else { return nil }
    var values: Values = [:]
    for (table, key) in [
      ("pragma_application_id", "0"), ("pragma_user_version", "0"),
      ("sqlite_schema", "name"), ("ledger", "id"), ("event", "sequence"),
      ("node", "level || '/' || position"), ("checkpoint", "size"), ("intake", "id"),
    ] {
      var statement: OpaquePointer?
      let sql = "SELECT \(key), * FROM \(table)"
      guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK else {
        return nil
      }
      defer { sqlite3_finalize(statement) }
      var code = sqlite3_step(statement)
      while code == SQLITE_ROW {
        let name = sqlite3_column_text(statement, 0).map { String(cString: $0) } ?? ""
        values["\(table) \(name)"] = Self.row(statement)
        code = sqlite3_step(statement)
      }
      guard code == SQLITE_DONE else { return nil }
    }
    return values
  }

  private static func row(_ statement: OpaquePointer?) -> Data {
    var data = Data()
    for column in 1..<sqlite3_column_count(statement) {
      data.append(UInt8(sqlite3_column_type(statement, column)))
      let bytes = sqlite3_column_blob(statement, column)
      let count = Int(sqlite3_column_bytes(statement, column))
      withUnsafeBytes(of: count) { data.append(contentsOf: $0) }
      if let bytes { data.append(bytes.assumingMemoryBound(to: UInt8.self), count: count) }
    }
    return data
  }
}
