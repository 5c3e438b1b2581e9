import Foundation
import GRDBSQLite
import SampleLedger

/// SQLite as it is: what all else is compared with.
final class PlainDatabase {
  struct Fault: Error {}

  private var connection: OpaquePointer?

  init(_ path: String, isNew: Bool = false) throws {
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (isNew ? SQLITE_OPEN_CREATE : 0)
    guard sqlite3_open_v2(path, &connection, flags, nil) == SQLITE_OK else { throw Fault() }
  }

  deinit {
    sqlite3_close_v2(connection)
  }

  func execute(_ sql: String) throws {
    guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else { throw Fault() }
  }

  func prepared(_ sql: String) throws -> OpaquePointer {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK, let statement
    else { throw Fault() }
    return statement
  }

  func number(_ sql: String) throws -> Int {
    let statement = try prepared(sql)
    defer { sqlite3_finalize(statement) }
    guard sqlite3_step(statement) == SQLITE_ROW else { throw Fault() }
    return Int(sqlite3_column_int64(statement, 0))
  }

  func forEachRow(_ sql: String, _ body: (OpaquePointer) -> Void) throws {
    let statement = try prepared(sql)
    defer { sqlite3_finalize(statement) }
    while sqlite3_step(statement) == SQLITE_ROW { body(statement) }
  }

  /// How many bytes the columns of a query have.
  func bytes(_ sql: String) throws -> Int {
    let statement = try prepared(sql)
    defer { sqlite3_finalize(statement) }
    var total = 0
    while sqlite3_step(statement) == SQLITE_ROW {
      for column in 0..<sqlite3_column_count(statement) {
        total +=
          sqlite3_column_blob(statement, column) == nil
          ? 8 : Int(sqlite3_column_bytes(statement, column))
      }
    }
    return total
  }
}

/// A table of the same bytes, durable as the ledger is, with no index or with two on random keys.
final class PlainTable {
  private let database: PlainDatabase
  private let insertion: OpaquePointer
  private var random = SplitMix64(seed: 7)

  init(beside path: String, indexed: Bool = false) throws {
    let location = path + (indexed ? ".indexed" : ".plain")
    try? FileManager.default.removeItem(atPath: location)
    database = try PlainDatabase(location, isNew: true)
    try database.execute(
      """
      PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      CREATE TABLE event (sequence INTEGER PRIMARY KEY, body BLOB, one INTEGER, other INTEGER);
      """
    )
    if indexed {
      try database.execute(
        "CREATE INDEX first ON event (one); CREATE INDEX second ON event (other)"
      )
    }
    insertion = try database.prepared("INSERT INTO event (body, one, other) VALUES (?, ?, ?)")
  }

  deinit {
    sqlite3_finalize(insertion)
  }

  func insert(_ bodies: [[UInt8]]) throws {
    try database.execute("BEGIN IMMEDIATE")
    for body in bodies {
      sqlite3_bind_int64(insertion, 2, Int64(bitPattern: random.next()))
      sqlite3_bind_int64(insertion, 3, Int64(bitPattern: random.next()))
      let status = body.withUnsafeBufferPointer {
        sqlite3_bind_blob(insertion, 1, $0.baseAddress, Int32($0.count), nil)
        return sqlite3_step(insertion)
      }
      guard status == SQLITE_DONE else { throw PlainDatabase.Fault() }
      sqlite3_reset(insertion)
    }
    try database.execute("COMMIT")
  }
}

/// A file that is written and synced, and nothing else: as fast as anything durable can be.
final class FlatFile {
  private let descriptor: Int32

  init(beside path: String) throws {
    descriptor = open(path + ".flat", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { throw PlainDatabase.Fault() }
  }

  deinit {
    close(descriptor)
  }

  func append(_ body: [UInt8]) throws {
    guard write(descriptor, body, body.count) == body.count, fdatasync(descriptor) == 0 else {
      throw PlainDatabase.Fault()
    }
  }
}
