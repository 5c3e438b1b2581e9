import Foundation
import GRDB
import GRDBSQLite

/// A statement through SQLite's own interface, for what is done millions of times.
///
/// It is prepared once and lives as long as its connection keeps it: whoever reads rows by it and hands them on to
/// others, who may do the same, takes one of their own.
struct RawStatement {
  private let statement: Statement
  private var raw: SQLiteStatement { statement.sqliteStatement }
  private let db: Database

  init(_ sql: String, _ db: Database, isShared: Bool = true) throws {
    self.db = db
    statement = try isShared ? db.cachedStatement(sql: sql) : db.makeStatement(sql: sql)
  }

  /// Binds integers to the first parameters.
  func bind(_ numbers: Int...) throws {
    for (index, number) in numbers.enumerated() {
      try check(sqlite3_bind_int64(raw, Int32(index + 1), Int64(number)))
    }
  }

  /// Binds bytes, which have to stay where they are until the statement has run.
  func bind(_ bytes: UnsafeRawBufferPointer, at index: Int32) throws {
    try check(sqlite3_bind_blob64(raw, index, bytes.baseAddress, UInt64(bytes.count), nil))
  }

  /// Binds a value of which SQLite takes a copy.
  func bind(_ value: DatabaseValue, at index: Int32) throws {
    // SQLITE_TRANSIENT, which C spells as a cast.
    let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    switch value.storage {
    case .null: try check(sqlite3_bind_null(raw, index))
    case .int64(let number): try check(sqlite3_bind_int64(raw, index, number))
    case .double(let number): try check(sqlite3_bind_double(raw, index, number))
    case .string(var text):
      try text.withUTF8 { bytes in
        // Without an address it would be NULL.
        guard !bytes.isEmpty else { return try check(sqlite3_bind_text(raw, index, "", 0, copied)) }
        try bytes.withMemoryRebound(to: CChar.self) {
          let count = UInt64($0.count)
          try check(
            sqlite3_bind_text64(raw, index, $0.baseAddress, count, copied, UInt8(SQLITE_UTF8))
          )
        }
      }
    case .blob(let data):
      try data.withUnsafeBytes { bytes in
        try check(
          bytes.isEmpty
            ? sqlite3_bind_zeroblob(raw, index, 0)
            : sqlite3_bind_blob64(raw, index, bytes.baseAddress, UInt64(bytes.count), copied)
        )
      }
    }
  }

  /// What is not bound would be recorded, or asked, with the value of the time before.
  private func check(_ code: Int32) throws {
    guard code != SQLITE_OK else { return }
    throw DatabaseError(
      resultCode: ResultCode(rawValue: code),
      message: String(cString: sqlite3_errstr(code))
    )
  }

  /// Runs the statement for what it does.
  func run() throws {
    _ = try step()
    sqlite3_reset(raw)
  }

  /// Goes to the next row; false when there is none.
  ///
  /// ``reset()`` ends the reading.
  func step() throws -> Bool {
    let code = sqlite3_step(raw)
    if code == SQLITE_ROW { return true }
    if code == SQLITE_DONE { return false }
    let message = String(cString: sqlite3_errmsg(db.sqliteConnection))
    let result = ResultCode(rawValue: sqlite3_extended_errcode(db.sqliteConnection))
    sqlite3_reset(raw)
    throw DatabaseError(resultCode: result, message: message)
  }

  func reset() {
    sqlite3_reset(raw)
  }

  /// How many columns a row has.
  var columns: Int32 { sqlite3_column_count(raw) }

  func integer(_ column: Int32) -> Int {
    Int(sqlite3_column_int64(raw, column))
  }

  /// The bytes of a column, until the next step.
  func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
    let start = sqlite3_column_blob(raw, column)?.assumingMemoryBound(to: UInt8.self)
    return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(raw, column)))
  }

  /// Whether a column holds bytes, and no number, text or nothing.
  func isBytes(_ column: Int32) -> Bool {
    sqlite3_column_type(raw, column) == SQLITE_BLOB
  }
}
