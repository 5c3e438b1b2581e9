import GRDB
import GRDBSQLite

/// SQLite's log beside the file (`-wal`), of which the last commits are read until they are in the file.
enum WriteAheadLog {
  /// So many pages of it are moved into the file.
  static let pages: CInt = 4_000
  private static let piece = 65_536

  /// Commits without waiting for the disk, which is enough for what can be made again.
  ///
  /// SQLite moves the log into the file behind a commit and tells nobody when the sync before it fails. So that is left to
  /// a commit that has waited.
  static func withoutWaiting(_ db: Database, _ work: () throws -> Void) throws {
    try db.execute(sql: "PRAGMA synchronous = NORMAL")
    sqlite3_wal_autocheckpoint(db.sqliteConnection, 0)
    defer {
      sqlite3_wal_autocheckpoint(db.sqliteConnection, pages)
      try? db.execute(sql: "PRAGMA synchronous = FULL")
    }
    try work()
  }

  /// Writes once more what is there, and waits until the disk has it.
  ///
  /// After a sync that failed the system takes for written what no disk has: the commits before that waited for nobody, as
  /// those of signed checkpoints do, and whatever the next process finds there and takes for committed. Without this,
  /// what is acknowledged on top of it would be lost with the power, although its own sync works.
  ///
  /// - Parameter db: A connection that holds the right to write.
  /// - Throws: `DatabaseError` when the log cannot be read or written.
  static func writeAgain(_ db: Database) throws {
    // SQLite opens the log when something is read.
    _ = try Int.fetchOne(db, sql: "PRAGMA schema_version")
    var pointer: UnsafeMutablePointer<sqlite3_file>?
    try check(
      sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &pointer)
    )
    guard let log = pointer, let methods = log.pointee.pMethods?.pointee,
      let measure = methods.xFileSize, let read = methods.xRead, let write = methods.xWrite,
      let sync = methods.xSync
    else { return }
    var size: sqlite3_int64 = 0
    try check(measure(log, &size))
    guard size > 0 else { return }
    try withUnsafeTemporaryAllocation(byteCount: piece, alignment: 8) { bytes in
      var start: sqlite3_int64 = 0
      while start < size {
        let count = CInt(min(size - start, sqlite3_int64(piece)))
        try check(read(log, bytes.baseAddress, count, start))
        try check(write(log, bytes.baseAddress, count, start))
        start += sqlite3_int64(count)
      }
    }
    try check(sync(log, SQLITE_SYNC_NORMAL))
  }

  private static func check(_ code: CInt) throws {
    guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
  }
}
