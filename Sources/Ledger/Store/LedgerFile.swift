// One file, SQLite. Two kinds of tables: truth, which only grows, and index_…, which is derived.
// `PRAGMA application_id` names the format, `PRAGMA user_version` the schema.

import Declarations
import Foundation
import GRDB
import MerkleLog

/// Opens the file of a ledger and says what is wrong with one that is none.
enum LedgerFile {
  /// What a file is, as it says itself.
  enum Format: Int {
    /// A ledger: "MITM" in ASCII.
    case ledger = 0x4D49_544D
    /// What a node has read of a shared log: "MITR".
    case replica = 0x4D49_5452

    /// The format that an open file says it has; nil where it is none of these.
    init?(of db: Database) throws {
      guard let number = try Int.fetchOne(db, sql: "PRAGMA application_id") else { return nil }
      self.init(rawValue: number)
    }

    /// The format that the file at a path says it has; nil where it is none of these, or cannot be read.
    init?(ofFileAt path: String) {
      // By SQLite: whoever opens and closes its file by itself takes the locks of the whole process away.
      var configuration = Configuration()
      configuration.readonly = true
      let queue = try? DatabaseQueue(path: path, configuration: configuration)
      guard let format = try? queue?.read(Self.init(of:)) else { return nil }
      self = format
    }

    func write(to db: Database) throws {
      try db.execute(sql: "PRAGMA application_id = \(rawValue)")
    }
  }

  /// The path of the file itself: the log and the lock stand beside it, not beside a link to it.
  static func location(of path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }

  /// The folder of a file.
  static func folder(of path: String) -> String {
    URL(fileURLWithPath: path).deletingLastPathComponent().resolvingSymlinksInPath().path
  }

  /// A connection that can change nothing.
  static func reader(at path: String) throws -> DatabaseQueue {
    try checkIsFile(path)
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { db in
      LedgerSchema.addFunctions(to: db)
      // 32 MiB, so that the inner pages of ten million events stay at hand between questions.
      try db.execute(sql: "PRAGMA query_only = ON; PRAGMA cache_size = -32768")
    }
    return try translated(path) {
      let queue = try openForReading(path, configuration)
      try queue.read { try check($0, path) }
      return try LedgerSchema.upToDate(queue, path)
    }
  }

  private static func openForReading(
    _ path: String,
    _ configuration: Configuration
  ) throws -> DatabaseQueue {
    do {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.read { _ = try Int.fetchOne($0, sql: "PRAGMA schema_version") }
      return queue
    } catch let error as DatabaseError
      where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode) && isAtRest(path)
    {
      // A folder that cannot be written to: WAL's shared memory cannot be made there, and with no
      // log beside it the file is complete and nobody writes to it.
      let location = URL(fileURLWithPath: path).absoluteString + "?immutable=1"
      return try DatabaseQueue(path: location, configuration: configuration)
    }
  }

  /// The one connection that may append.
  ///
  /// The caller holds the lock.
  static func writer(at path: String) throws -> DatabaseQueue {
    try checkIsFile(path)
    return try translated(path) {
      let queue = try DatabaseQueue(path: path, configuration: writing)
      try queue.inDatabase {
        try check($0, path)
        try $0.inTransaction(.immediate) { [db = $0] in
          try WriteAheadLog.writeAgain(db)
          return .commit
        }
        let version = try LedgerSchema.version(of: $0)
        if version < LedgerSchema.version {
          try $0.inTransaction(.immediate) { [db = $0] in
            try LedgerSchema.migrate(db, from: version)
            return .commit
          }
        }
        if try !EventIndex.isThere($0) {
          try $0.inTransaction(.immediate) { [db = $0] in
            try LedgerSchema.makeIndexAgain(db)
            return .commit
          }
        }
        try harden($0)
      }
      return queue
    }
  }

  /// Makes the file of a new ledger, which must not exist.
  ///
  /// It is made under another name: whoever is killed meanwhile leaves nothing that could be taken for a ledger, and
  /// nothing that stands in the way of the next.
  static func create(
    at path: String,
    as format: Format = .ledger,
    verifierKey: VerifierKey,
    fill: (Database) throws -> Void
  ) throws {
    let path = location(of: path)
    let folder = folder(of: path)
    guard access(folder, W_OK | X_OK) == 0 else { throw cannotCreate(path, SystemReason.wording()) }
    let lock = try WriterLock(ledger: path)
    defer { withExtendedLifetime(lock) {} }
    guard !FileManager.default.fileExists(atPath: path) else { throw exists(path) }
    try requireNoLog(of: path)
    let draft = path + ".new"
    remove(draft)
    do {
      let queue = try DatabaseQueue(path: draft, configuration: writing)
      try queue.inDatabase { db in
        try db.execute(sql: "PRAGMA page_size = 8192; PRAGMA synchronous = FULL")
        try db.inTransaction(.immediate) {
          try LedgerSchema.migrate(db, from: 0)
          try format.write(to: db)
          try db.execute(
            sql: "INSERT INTO ledger (id, origin, verifierkey) VALUES (1, ?, ?)",
            arguments: [verifierKey.name, verifierKey.text]
          )
          try EventIndex.bind(size: 0, root: MerkleTree.emptyRoot, db)
          try fill(db)
          return .commit
        }
        // Last, so that all of it is in the one file that is renamed.
        try db.execute(sql: "PRAGMA journal_mode = WAL")
      }
      try queue.close()
      guard rename(draft, path) == 0 else { throw cannotCreate(path, SystemReason.wording()) }
    } catch {
      remove(draft)
      if let error = error as? DatabaseError { throw cannotCreate(path, reason(error)) }
      throw error
    }
    try AtomicFile.syncFolder(of: path)
  }

  /// What SQLite keeps beside a file, and would take for another's that is put there.
  static let logs = ["-wal", "-shm", "-journal"]

  /// Refuses to put a file beside the log of one that is gone: SQLite would read the one's pages into the other.
  static func requireNoLog(of path: String) throws {
    for log in logs.map({ path + $0 }) {
      var status = stat()
      guard stat(log, &status) == 0 else { continue }
      if status.st_size == 0 || log.hasSuffix("-shm"), unlink(log) == 0 { continue }
      throw LedgerError(
        .cannotCreate,
        Wording(
          fr:
            "« \(log) » est le journal de SQLite d'un registre qui n'est plus là : rien n'est créé à côté. Remettez ce "
            + "registre, ou déplacez son journal.",
          en:
            "“\(log)” is SQLite's log of a ledger that is no longer there: nothing is made beside it. Put that ledger "
            + "back, or move its log away."
        )
      )
    }
  }

  /// Removes a draft of a ledger, and what stands beside it; a folder of that name is somebody's, and stays.
  static func remove(_ path: String) {
    for suffix in [""] + logs + [".lock", ".head", ".head.new"] { unlink(path + suffix) }
  }

  private static var writing: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase(LedgerSchema.addFunctions)
    return configuration
  }

  /// Holds the connection to what the schema cannot hold: durability, and no way round the guards.
  ///
  /// The cache has room for what an append of a large ledger touches again and again; SQLite's own two
  /// megabytes have not, and each event would read the same pages anew.
  private static func harden(_ db: Database) throws {
    try db.execute(
      sql: """
        PRAGMA synchronous = FULL;
        PRAGMA recursive_triggers = ON;
        PRAGMA trusted_schema = OFF;
        PRAGMA wal_autocheckpoint = \(WriteAheadLog.pages);
        PRAGMA cache_size = -65536;
        """
    )
    // Some wrappers lower it behind one's back in WAL mode, and an acknowledged append would be
    // lost with the power.
    guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2,
      try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal"
    else {
      throw LedgerError(
        .inputOutput,
        Wording(
          fr: "SQLite refuse WAL ou synchronous=FULL : un ajout ne serait pas durable.",
          en: "SQLite refuses WAL or synchronous=FULL: an append would not be durable."
        )
      )
    }
    AppendOnlyAuthorizer.install(on: db)
  }

  private static func checkIsFile(_ path: String) throws {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw LedgerError(
        .notFound,
        Wording(
          fr: "Aucun registre à « \(path) » ; « mitm init » en crée un.",
          en: "No ledger at “\(path)”; “mitm init” makes one."
        )
      )
    }
    var status = stat()
    guard !isDirectory.boolValue, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG
    else {
      throw notALedger(path)
    }
  }

  private static func check(_ db: Database, _ path: String) throws {
    guard try Format(of: db) != nil else { throw notALedger(path) }
    let version = try LedgerSchema.version(of: db)
    guard version > 0 else { throw notALedger(path) }
    guard version <= LedgerSchema.version else {
      throw LedgerError(
        .unusable,
        Wording(
          fr:
            "« \(path) » est au schéma \(version), ce programme connaît le \(LedgerSchema.version) ; il "
            + "faut une version plus récente de mitm.",
          en:
            "“\(path)” has schema \(version), this program knows \(LedgerSchema.version); a later "
            + "version of mitm is needed."
        )
      )
    }
  }

  /// Nothing is being written: no write-ahead log, or an empty one.
  private static func isAtRest(_ path: String) -> Bool {
    let log = try? FileManager.default.attributesOfItem(atPath: path + "-wal")
    return (log?[.size] as? Int ?? 0) == 0
  }
}
