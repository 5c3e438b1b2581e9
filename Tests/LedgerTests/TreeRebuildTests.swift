import Declarations
import Foundation
import GRDB
@testable import Ledger
import MerkleLog
import TestSupport
import Testing

/// Leaves and subtrees follow from the bytes of the events, as long as these are the ones that were signed.
@Suite struct `Making the tree again` {
  private static let size = 45

  private static func ledger() throws -> TemporaryLedger {
    let ledger = try TemporaryLedger()
    for start in [0, 20] {
      let lines = (start..<(start == 0 ? 20 : size)).map { Sample.qualification(id: "\($0)") }
      try ledger.append(lines.joined(separator: "\n"))
    }
    return ledger
  }

  /// Changes rows behind the guards, and puts the guards back.
  private static func damage(_ ledger: TemporaryLedger, _ sql: String) throws {
    try DatabaseQueue(path: ledger.path).inDatabase { db in
      let guards = try Row.fetchAll(
        db,
        sql:
          "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ('event', 'node')"
      )
      for row in guards { try db.execute(sql: "DROP TRIGGER \(row[0] as String)") }
      try db.execute(sql: sql)
      for row in guards { try db.execute(sql: row[1]) }
    }
  }

  private static func rows(_ ledger: TemporaryLedger) throws -> [Row] {
    try DatabaseQueue(path: ledger.path).read {
      try Row.fetchAll($0, sql: "SELECT leaf, 0, 0 FROM event")
        + Row.fetchAll($0, sql: "SELECT hash, level, position FROM node")
    }
  }

  @Test(arguments: [
    "DELETE FROM node", "DELETE FROM node WHERE level = 1 AND position = 3",
    "UPDATE node SET hash = zeroblob(32) WHERE level = 2 AND position = 0",
    "UPDATE node SET position = 4000 WHERE level = 5 AND position = 0",
    "INSERT INTO node VALUES (1, 4000, zeroblob(32))",
    "UPDATE event SET leaf = zeroblob(32) WHERE sequence IN (7, 44)",
    "UPDATE event SET leaf = zeroblob(32); DELETE FROM node",
  ])
  func `gives what was there`(sql: String) throws {
    let ledger = try Self.ledger()
    let (before, receipt) = (try Self.rows(ledger), try ledger.reader().receipt(of: 30))
    try Self.damage(ledger, sql)
    let damaged = try Self.rows(ledger)
    #expect(try !LedgerReader(unguarded: ledger.path).verify().isClean)
    #expect(try !LedgerWriter(rebuilding: ledger.path).rebuildTree(isCheck: true))
    #expect(try Self.rows(ledger) == damaged)
    #expect(try !LedgerWriter(rebuilding: ledger.path).rebuildTree())
    #expect(try LedgerWriter(rebuilding: ledger.path).rebuildTree())
    #expect(try Self.rows(ledger) == before)
    #expect(try Verification.ofLedger(at: ledger.path).isClean)
    #expect(try ledger.reader().receipt(of: 30) == receipt)
    // The guards are there again, on the file and on the connection.
    #expect(throws: DatabaseError.self) {
      try DatabaseQueue(path: ledger.path).inDatabase { try $0.execute(sql: "DELETE FROM node") }
    }
    try ledger.append(Sample.qualification(id: "next"))
    #expect(try Verification.ofLedger(at: ledger.path).isClean)
  }

  private static let altered =
    "UPDATE event SET body = CAST(replace(CAST(body AS TEXT), 'vital', 'vitaI') AS BLOB)"

  /// Bytes that were changed are not made right by hashing them again.
  @Test(arguments: [
    "\(altered) WHERE sequence = 9", "\(altered) WHERE sequence = 44; DELETE FROM node",
    "DELETE FROM checkpoint WHERE size > 0; UPDATE event SET leaf = zeroblob(32) WHERE sequence = 9",
    "UPDATE checkpoint SET root = zeroblob(32); DELETE FROM node",
  ])
  func `changes no hash where the bytes are not those that were signed`(sql: String) throws {
    let ledger = try Self.ledger()
    try Self.damage(
      ledger,
      "DROP TRIGGER checkpoint_update; DROP TRIGGER checkpoint_delete; \(sql)"
    )
    let damaged = try Self.rows(ledger)
    do {
      _ = try LedgerWriter(rebuilding: ledger.path).rebuildTree()
      Issue.record("it was made again")
    } catch let error as LedgerError {
      #expect(error.kind == .damaged)
      #expect(error.message.english.contains("restore"))
    }
    #expect(try Self.rows(ledger) == damaged)
  }
}
