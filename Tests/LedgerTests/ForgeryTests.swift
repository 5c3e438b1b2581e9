import CanonicalJSON
import Declarations
import Foundation
import GRDB
@testable import Ledger
import MerkleLog
import Projections
import TestSupport
import Testing

/// What somebody with the file and without the key may try.
@Suite struct `A forged ledger` {
  /// Puts bytes behind the last event, with leaf and subtrees that fit, as only the key is missing.
  private func add(_ body: [UInt8], to ledger: TemporaryLedger) throws {
    try DatabaseQueue(path: ledger.path).inDatabase { db in
      var tree = try EventTable.frontier(of: EventTable.size(db), db)
      try EventTable.append(body, to: &tree, db)
    }
  }

  /// The last event again under another name and number, a microsecond later.
  private func copy(
    of ledger: TemporaryLedger,
    named id: String,
    changing change: (inout JSONObject) -> Void = { _ in }
  ) throws -> [UInt8] {
    let reader = try ledger.reader()
    let last = try reader.event(at: reader.size - 1)
    var submission = last.submission.json
    submission["id"] = .string(id)
    change(&submission)
    return Event(
      recording: try Submission(submission),
      actor: last.actor,
      at: last.recordedAt.nextMicrosecond,
      sequence: last.sequence + 1,
      salt: last.salt
    ).canonicalBytes
  }

  @Test(.enabled(if: TestDatabase.isAbsent, "acts on the file of a ledger"))
  func `is never signed by the next writer`() throws {
    let forgeries: [(String, (TemporaryLedger) throws -> [UInt8])] = [
      ("no event", { _ in Array("{}".utf8) }),
      ("a new name", { try copy(of: $0, named: "new") }),
      ("a name that is taken", { try copy(of: $0, named: "1") }),
    ]
    for (name, forge) in forgeries {
      let ledger = try TemporaryLedger()
      try ledger.append(Sample.qualification(id: "1") + "\n" + Sample.marketing(id: "2"))
      try add(forge(ledger), to: ledger)
      let error = #expect(throws: LedgerError.self, "\(name)") { _ = try ledger.writer() }
      #expect(error?.message.english.contains("are not signed and will not be") == true, "\(name)")
      let problems = try Verification.ofLedger(at: ledger.path).problems
      #expect(problems.contains { $0.kind == .unsigned && $0.sequence == 2 }, "\(name)")
      #expect(try ledger.reader().checkpoints.map(\.size) == [0, 2], "\(name)")
    }
  }

  /// What binds the index to the events has no key either; nor has what it says of the names before them.
  @Test(
    .enabled(if: TestDatabase.isAbsent, "acts on the file of a ledger"),
    arguments: [
      (2, "", "has the source and id of event 0"), (1_100, "", "has the source and id of event 0"),
      (1_100, "DELETE FROM index_run WHERE kind = 0", "“mitm rebuild” makes it again"),
      (1_100, "UPDATE index_run SET entries = x'' WHERE kind = 0", "“mitm rebuild” makes it again"),
    ]
  )
  func `is never signed where a name is taken, though the index is bound to it`(
    size: Int,
    sql: String,
    why: String
  ) throws {
    let ledger = try TemporaryLedger()
    let lines = (1...size).map { Sample.qualification(id: "\($0)") }
    try ledger.append(lines.joined(separator: "\n"))
    try add(copy(of: ledger, named: "1"), to: ledger)
    try DatabaseQueue(path: ledger.path).inDatabase {
      try EventIndex.bind(size: size + 1, root: EventTable.root(of: size + 1, $0), $0)
      try $0.execute(sql: sql)
    }
    let error = #expect(throws: LedgerError.self) { _ = try ledger.writer() }
    #expect(error?.message.english.contains(why) == true)
    #expect(try ledger.reader().checkpoints.map(\.size) == [0, size])
  }

  @Test(.enabled(if: TestDatabase.isAbsent, "acts on the file of a ledger"))
  func `is never signed where it seals another list`() throws {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1") + "\n" + Sample.marketing(id: "2"))
    _ = try ledger.seal(asOf: "2026-03-01")
    let forged = try copy(of: ledger, named: "other") { submission in
      var data = submission["data"]?.object ?? [:]
      data["root"] = .string(MerkleTree.leaf([]).base64)
      submission["data"] = .object(data)
    }
    try add(forged, to: ledger)
    try DatabaseQueue(path: ledger.path).inDatabase {
      try EventIndex.bind(size: 4, root: EventTable.root(of: 4, $0), $0)
    }
    let error = #expect(throws: LedgerError.self) { _ = try ledger.writer() }
    #expect(error?.message.english.contains("that event 3 seals is not the one") == true)
  }

  /// A crash between recording and signing leaves this.
  @Test(
    .enabled(if: TestDatabase.isAbsent, "acts on the file of a ledger"),
    arguments: [1, 2, 1_024, 1_100, 2_048]
  )
  func `is told from one that only lacks its last signature`(size: Int) throws {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "0", cis: "60234101"))
    let lines = (1...size).map { number in
      Sample.qualification(id: "\(number)", cis: number == size ? "60234101" : "60234100")
    }
    try ledger.append(lines.joined(separator: "\n"))
    let note = try ledger.reader().checkpoint(at: 1)?.note
    try ledger.edit("DELETE FROM checkpoint WHERE size > 1")
    try HeadFile.write(try #require(note), of: ledger.path)
    #expect(try ledger.writer().signedLate == 1..<size + 1)
    #expect(try ledger.reader().verify().isClean)
  }

  @Test
  func `is not intact because somebody holds the lock`() throws {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1"))
    try add(copy(of: ledger, named: "new"), to: ledger)
    let lock = try WriterLock(ledger: ledger.path)
    let problems = try Verification.ofLedger(at: ledger.path).problems
    #expect(problems.map(\.kind) == [.unsigned])
    withExtendedLifetime(lock) {}
  }

  @Test
  func `shows that a checkpoint was taken away or changed`() throws {
    let edits = [
      "DELETE FROM checkpoint WHERE size = 1",
      "UPDATE checkpoint SET note = CAST(note || '— evil AAAAAAAA\n' AS BLOB) WHERE size = 1",
    ]
    for edit in edits {
      let ledger = try TemporaryLedger()
      for id in ["1", "2", "3"] { try ledger.append(Sample.qualification(id: id)) }
      try ledger.edit(edit)
      let problems = try Verification.ofLedger(at: ledger.path).problems
      #expect(problems.contains { $0.kind == .checkpoint }, "\(edit)")
    }
  }

  @Test
  func `gives nobody a proof that does not hold`() throws {
    let edits = [
      "UPDATE event SET body = CAST(replace(body, 'vital', 'vitae') AS BLOB) WHERE sequence = 0",
      "UPDATE node SET hash = zeroblob(32) WHERE level = 1 AND position = 0",
    ]
    for edit in edits {
      let ledger = try TemporaryLedger()
      let lines = (0..<5).map { Sample.qualification(id: "\($0)") }
      try ledger.append(lines.joined(separator: "\n"))
      try ledger.edit(edit)
      let sequence = edit.contains("node") ? 3 : 0
      #expect(throws: LedgerError.self, "\(edit)") { try ledger.reader().receipt(of: sequence) }
      #expect(throws: LedgerError.self, "\(edit)") {
        let reader = try ledger.reader()
        _ = try reader.consistency(from: 3, to: 5)
        try reader.forEachBody(in: 0..<5) { _, _ in }
      }
    }
  }

  @Test(arguments: ["checkpoint", "node", "intake", "event", "ledger", "index_run"])
  func `whose table was dropped is found wanting, not an error`(table: String) throws {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1"))
    try ledger.edit("DROP TABLE \(table)")
    let problems = try Verification.ofLedger(at: ledger.path).problems
    #expect(problems.contains { $0.row?.table == "sqlite_schema" && $0.row?.key == table })
  }

  @Test(arguments: [-1, 0, 1, 99])
  func `that lies about its schema is refused in words`(version: Int) throws {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1"))
    try DatabaseQueue(path: ledger.path).inDatabase {
      try $0.execute(sql: "PRAGMA user_version = \(version)")
    }
    let error = #expect(throws: LedgerError.self) { _ = try ledger.reader() }
    #expect(error?.kind == .unusable || error?.kind == .damaged)
  }

  /// A head that lies there names a ledger that was lost; a new one in its place would bury that.
  @Test
  func `is not made in the place of one that was signed`() throws {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1"))
    let head = try Data(contentsOf: ledger.head)
    let export = try ledger.reader().event(at: 0).canonicalBytes + [0x0A]
    let notes = try ledger.reader().checkpoints.map { try SignedNote(parsing: $0.note) }
    try ledger.append(Sample.qualification(id: "2"))
    let later = try Data(contentsOf: ledger.head)
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: ledger.path + suffix)
    }
    let made = #expect(throws: LedgerError.self) {
      try LedgerWriter.create(at: ledger.path, signing: SigningKey(name: "new.example/ledger"))
    }
    #expect(made?.kind == .cannotCreate)
    func mirror() throws {
      _ = try Mirror(
        at: ledger.path,
        from: DeliveryReader(bytes: export),
        checkpoints: notes,
        key: ledger.key.verifier
      )
    }
    let older = #expect(throws: LedgerError.self) { try mirror() }
    #expect(older?.kind == .forked)
    #expect(try Data(contentsOf: ledger.head) == later)
    try head.write(to: ledger.head)
    try mirror()
    #expect(try ledger.reader().size == 1)
  }
}

@Suite struct `A verification` {
  @Test(.enabled(if: TestDatabase.isAbsent, "acts on the file of a ledger"))
  func `sees one state while a writer goes on`() throws {
    let ledger = try TemporaryLedger()
    let (path, key) = (ledger.path, ledger.key)
    try ledger.append(Sample.qualification(id: "first"))
    DispatchQueue.concurrentPerform(iterations: 2) { thread in
      do {
        if thread == 0 {
          for number in 0..<60 {
            let body = Array(Sample.qualification(id: "\(number)").utf8)
            let writer = try LedgerWriter(at: path, signing: key)
            _ = try writer.append(
              [("a", DeliveryReader(bytes: body))],
              as: .commandLine(user: "t")
            )
          }
        } else {
          for _ in 0..<60 {
            let problems = try Verification.ofLedger(at: path).problems
            #expect(problems.isEmpty, "\(problems)")
          }
        }
      } catch {
        Issue.record("\(error)")
      }
    }
    #expect(try ledger.reader().size == 61)
  }
}
