import GRDB
import GRDBSQLite

/// Denies the writer's own connection every statement that would change or remove what is recorded,
/// or the guards that protect it.
///
/// GRDB sets an authorizer of its own when it opens, to learn what statements touch; observations,
/// which need that, are not used on this connection.
enum AppendOnlyAuthorizer {
  static func install(on db: Database) {
    _ = sqlite3_set_authorizer(
      db.sqliteConnection,
      { _, action, first, second, _, _ in
        decide(action, first.map { String(cString: $0) }, second.map { String(cString: $0) })
      },
      nil
    )
  }

  static func remove(from db: Database) {
    _ = sqlite3_set_authorizer(db.sqliteConnection, nil, nil)
  }
}

private func decide(_ action: CInt, _ first: String?, _ second: String?) -> CInt {
  switch action {
  case SQLITE_UPDATE, SQLITE_DELETE:
    // The index is derived: it is thrown away and rebuilt.
    return first?.hasPrefix("index_") == true ? SQLITE_OK : SQLITE_DENY
  case SQLITE_INSERT:
    return first?.hasPrefix("sqlite_") == true ? SQLITE_DENY : SQLITE_OK
  case SQLITE_PRAGMA:
    // Reading a setting takes no argument. Of those that are set: SQLite's own checkpoints, and when
    // to wait for the disk, which the ledger's checkpoint rows do not.
    let isAllowed =
      second == nil || first == "wal_checkpoint"
      || first == "synchronous" && ["NORMAL", "FULL"].contains(second)
    return isAllowed ? SQLITE_OK : SQLITE_DENY
  case SQLITE_READ, SQLITE_SELECT, SQLITE_TRANSACTION, SQLITE_SAVEPOINT, SQLITE_FUNCTION,
    SQLITE_RECURSIVE:
    return SQLITE_OK
  default:
    // Everything else creates, drops, alters or attaches.
    return SQLITE_DENY
  }
}
