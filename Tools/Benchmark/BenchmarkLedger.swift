import Declarations
import Foundation
import GRDBSQLite
import Ledger
import MerkleLog
import SampleLedger

/// A ledger of a country that reports its stocks, to be measured.
final class BenchmarkLedger {
  let path: String
  private let key = SampleLedger.key(seed: 1)
  private var country: SampleCountry
  private var opened: LedgerWriter?

  /// The last day of the story.
  var lastDay: LegalDate { LegalDate(dayNumber: 16_436 + 4_018) }

  /// Makes it, ten thousand events at a time.
  init(at path: String, events: Int) throws {
    self.path = path
    // More are appended while it is measured.
    country = SampleCountry(seed: 1, count: events + 20_000)
    try LedgerWriter.create(at: path, signing: key)
    var left = events
    while left > 0 {
      try append(submissions(min(left, 10_000)))
      left -= min(left, 10_000)
    }
  }

  /// The writer, which stays open: opening is no part of appending.
  func writer() throws -> LedgerWriter {
    if let opened { return opened }
    let writer = try LedgerWriter(at: path, signing: key)
    opened = writer
    return writer
  }

  /// The next submissions of the story, ready to be appended.
  func submissions(_ count: Int) throws -> [Submission] {
    try (0..<count).map { _ in try country.next() }
  }

  func append(_ submissions: [Submission]) throws {
    let outcome = try writer().append(
      imported: submissions,
      from: [],
      as: .commandLine(user: "bench")
    )
    if let refused = outcome.refused.first { throw refused.refusal }
  }

  /// The bytes of some events.
  func someBodies(limit: Int) throws -> [[UInt8]] {
    let reader = try LedgerReader(at: path)
    var bodies: [[UInt8]] = []
    try reader.forEachBody(in: 0..<min(limit, reader.size)) { bodies.append($1) }
    return bodies
  }

  /// What the file has, and what the events in it have.
  func space() throws -> (file: Int, events: Int) {
    let database = try PlainDatabase(path)
    let pages = try database.number(
      "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    )
    return (pages, try database.number("SELECT sum(length(body)) FROM event"))
  }

  /// Every column of every event, through SQLite's own interface, and nothing done with it.
  func loopOverRows() throws -> Int {
    try PlainDatabase(path).bytes("SELECT sequence, body, leaf FROM event")
  }
}

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
