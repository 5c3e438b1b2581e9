import Declarations
import Foundation
import GRDB
import GRDBSQLite
@testable import Ledger
import MerkleLog
import Projections
import TestSupport
import Testing

/// Every way round the append-only rule that is known, tried below the application.
@Suite struct `The truth in a ledger file` {
  /// A connection without the writer's authorizer, as any tool with SQLite would open it.
  private func tool(_ ledger: TemporaryLedger) throws -> DatabaseQueue {
    try DatabaseQueue(path: ledger.path)
  }

  private func filled() throws -> TemporaryLedger {
    let ledger = try TemporaryLedger()
    let lines = (0..<4).map { Sample.qualification(id: "q\($0)") }.joined(separator: "\n")
    #expect(try ledger.append(lines).appended == 4)
    return ledger
  }

  /// What the triggers in the file refuse to anybody.
  @Test(arguments: [
    ("UPDATE event SET body = x'7b7d' WHERE sequence = 1", "event: append-only"),
    ("DELETE FROM event WHERE sequence = 3", "event: append-only"),
    ("DELETE FROM event", "event: append-only"),
    (
      "INSERT OR REPLACE INTO event VALUES (1, x'7b7d', zeroblob(32))",
      "event: the sequence is not the next"
    ),
    ("REPLACE INTO event VALUES (3, x'7b7d', zeroblob(32))", "event: the sequence is not the next"),
    (
      "INSERT OR IGNORE INTO event VALUES (9, x'7b7d', zeroblob(32))",
      "event: the sequence is not the next"
    ),
    (
      "INSERT INTO event (body, leaf) VALUES (x'7b7d', zeroblob(32))",
      "event: the sequence is not the next"
    ),
    ("INSERT INTO event VALUES (6, x'7b7d', zeroblob(32))", "event: the sequence is not the next"),
    ("INSERT INTO event VALUES (-1, x'7b7d', zeroblob(32))", "event: the sequence is not the next"),
    (
      "INSERT INTO event VALUES (1, x'7b7d', zeroblob(32)) ON CONFLICT DO UPDATE SET leaf = x'00'",
      "event: the sequence is not the next"
    ),
    ("UPDATE OR REPLACE event SET sequence = 2 WHERE sequence = 3", "event: append-only"),
    ("UPDATE node SET hash = zeroblob(32)", "node: append-only"),
    ("DELETE FROM node", "node: append-only"),
    ("INSERT OR REPLACE INTO node VALUES (1, 0, zeroblob(32))", "node: a subtree never changes"),
    ("UPDATE intake SET outcome = 'refused'", "intake: append-only"),
    ("DELETE FROM intake", "intake: append-only"),
    (
      "INSERT OR REPLACE INTO intake SELECT * FROM intake WHERE id = 0",
      "intake: the id is not the next"
    ),
    ("UPDATE ledger SET origin = 'other'", "ledger: append-only"),
    ("DELETE FROM ledger", "ledger: append-only"),
    ("INSERT OR REPLACE INTO ledger VALUES (1, 'other', 'key')", "ledger: its origin is fixed"),
  ])
  func `refuses to be changed by any tool`(sql: String, message: String) throws {
    let ledger = try filled()
    let before = try ledger.reader().root(of: .init(size: 4))
    let queue = try tool(ledger)
    let error = #expect(throws: DatabaseError.self) {
      try queue.inDatabase { try $0.execute(sql: sql) }
    }
    #expect(error?.message == message)
    let verification = try ledger.reader().verify()
    #expect(verification.isClean)
    #expect(verification.root == before)
  }

  /// What triggers cannot see, the writer's own connection refuses.
  @Test(arguments: [
    "UPDATE event SET body = x'7b7d'", "DELETE FROM event", "DROP TABLE event",
    "DROP TRIGGER event_update", "DROP TABLE index_run", "ALTER TABLE event RENAME TO other",
    "ALTER TABLE event ADD COLUMN more TEXT", "PRAGMA writable_schema = ON",
    "PRAGMA synchronous = OFF", "PRAGMA journal_mode = DELETE", "PRAGMA recursive_triggers = OFF",
    "PRAGMA user_version = 7", "CREATE TABLE other (x)", "CREATE TEMP TABLE event (x)",
    "CREATE TRIGGER t AFTER INSERT ON event BEGIN DELETE FROM node; END",
    "CREATE INDEX i ON event (leaf)", "ATTACH ':memory:' AS other", "VACUUM", "REINDEX",
  ])
  func `refuses its own writer what would change it`(sql: String) throws {
    let ledger = try filled()
    let queue = try LedgerFile.writer(at: ledger.path)
    let error = #expect(throws: DatabaseError.self) {
      try queue.inDatabase { try $0.execute(sql: sql) }
    }
    #expect(error?.resultCode == .SQLITE_AUTH)
    #expect(try ledger.reader().verify().isClean)
  }

  /// SQLite itself denies these as long as writable_schema cannot be set.
  @Test(arguments: [
    "DELETE FROM sqlite_schema", "UPDATE sqlite_schema SET sql = ''",
    "INSERT INTO sqlite_schema VALUES (1, 1, 1, 1, 1)",
  ])
  func `keeps its schema`(sql: String) throws {
    let ledger = try filled()
    let queue = try LedgerFile.writer(at: ledger.path)
    #expect(throws: DatabaseError.self) { try queue.inDatabase { try $0.execute(sql: sql) } }
    #expect(try ledger.reader().verify().isClean)
  }

  @Test
  func `cannot be written through a reader`() throws {
    let ledger = try filled()
    let reader = try LedgerFile.reader(at: ledger.path)
    for sql in ["INSERT INTO index_state VALUES (1, 1, 1, x'')", "DELETE FROM index_run"] {
      #expect(throws: DatabaseError.self) {
        try reader.inDatabase { try $0.execute(sql: sql) }
      }
    }
  }

  @Test
  func `is on disk before it is acknowledged`() throws {
    let ledger = try filled()
    let settings = try LedgerFile.writer(at: ledger.path).inDatabase { db in
      (
        try Int.fetchOne(db, sql: "PRAGMA synchronous"),
        try String.fetchOne(db, sql: "PRAGMA journal_mode"),
        try Int.fetchOne(db, sql: "PRAGMA recursive_triggers")
      )
    }
    #expect(settings == (2, "wal", 1))
  }

  @Test
  func `has one writer at a time`() throws {
    let ledger = try filled()
    let first = try ledger.writer()
    let error = #expect(throws: LedgerError.self) { _ = try ledger.writer() }
    #expect(error?.kind == .busy)
    withExtendedLifetime(first) {}
  }

  @Test
  func `lets a reader see one state while a writer goes on`() throws {
    let ledger = try filled()
    let reader = try ledger.reader()
    #expect(try reader.size == 4)
    try ledger.append(Sample.qualification(id: "later"))
    #expect(try reader.size == 5)
    #expect(try reader.root(of: .init(size: 4)) != reader.root(of: .init(size: 5)))
  }

  @Test
  func `shows in verify what an owner of the file edits`() throws {
    let tampering: [(String, Verification.Problem.Kind, Int?)] = [
      ("UPDATE event SET body = CAST(body || ' ' AS BLOB) WHERE sequence = 2", .leaf, 2),
      ("UPDATE event SET leaf = zeroblob(32) WHERE sequence = 1", .leaf, 1),
      ("DELETE FROM event WHERE sequence = 1", .gap, 1),
      ("UPDATE node SET hash = zeroblob(32) WHERE level = 1 AND position = 1", .node, 2),
      ("DELETE FROM node WHERE level = 2", .node, 0),
      ("INSERT INTO node VALUES (5, 5, zeroblob(32))", .node, nil),
    ]
    for (sql, kind, sequence) in tampering {
      let ledger = try filled()
      try tool(ledger).inDatabase { db in
        for table in ["event", "node"] {
          try db.execute(sql: "DROP TRIGGER \(table)_update; DROP TRIGGER \(table)_delete")
        }
        try db.execute(sql: sql)
      }
      let problems = try Verification.ofLedger(at: ledger.path).problems
      #expect(problems.contains { $0.kind == kind && $0.sequence == sequence }, "\(sql)")
    }
  }
}

@Suite struct `The file of a ledger` {
  @Test
  func `is whole by itself once its writer has ended`() throws {
    let ledger = try TemporaryLedger()
    let reader = try ledger.reader()
    try ledger.append(Sample.qualification(id: "1"))
    #expect(try reader.size == 1)
    let copy = ledger.folder.appending(path: "copy.sqlite").path
    try FileManager.default.copyItem(atPath: ledger.path, toPath: copy)
    #expect(try LedgerReader(at: copy).size == 1)
  }

  @Test
  func `is one and the same through a link`() throws {
    let ledger = try TemporaryLedger()
    let link = ledger.folder.appending(path: "link.sqlite").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: ledger.path)
    let first = try LedgerWriter(at: link, signing: nil)
    let error = #expect(throws: LedgerError.self) { _ = try ledger.writer() }
    #expect(error?.kind == .busy)
    withExtendedLifetime(first) {}
    #expect(!FileManager.default.fileExists(atPath: link + ".lock"))
  }

  @Test
  func `leaves nothing behind when it cannot be made`() throws {
    let ledger = try TemporaryLedger()
    let path = ledger.folder.appending(path: "new.sqlite").path
    #expect(throws: (any Error).self) {
      try LedgerFile.create(at: path, verifierKey: ledger.key.verifier) { db in
        try db.execute(sql: "INSERT INTO nowhere VALUES (1)")
      }
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test
  func `shows two events with one name`() throws {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1"))
    let first = try ledger.reader().event(at: 0)
    let again = Event(
      recording: first.submission,
      actor: first.actor,
      at: first.recordedAt.nextMicrosecond,
      sequence: 1,
      salt: first.salt
    )
    let error = try DatabaseQueue(path: ledger.path).inDatabase { db in
      var tree = try EventTable.frontier(of: 1, db)
      try EventTable.append(again.canonicalBytes, to: &tree, db)
      return #expect(throws: LedgerError.self) {
        try EventIndex.rebuild(size: 2, root: tree.root, db)
      }
    }
    #expect(error?.message.english == "Events 0 and 1 have the same source and id.")
    let problems = try ledger.reader().verify().problems
    #expect(problems.map(\.kind) == [.duplicate, .unsigned])
  }
}
