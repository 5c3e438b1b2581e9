import Declarations
import Foundation
import GRDB
@testable import Ledger
import MerkleLog
import Projections
import Schema
import TestSupport
import Testing

@Suite struct `An append` {
  @Test
  func `is signed, once for each that recorded something`() throws {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1"))
    try ledger.append(Sample.qualification(id: "1"))
    try ledger.append(Sample.qualification(id: "2") + "\n" + Sample.marketing(id: "3"))
    let checkpoints = try ledger.reader().checkpoints
    #expect(checkpoints.map(\.size) == [0, 1, 3])
    for checkpoint in checkpoints {
      let note = try SignedNote(parsing: checkpoint.note)
      let read = try Checkpoint(verifying: note, with: ledger.key.verifier)
      #expect(read.size == checkpoint.size && read.root == checkpoint.root)
      #expect(try ledger.reader().root(of: .init(size: read.size)) == read.root)
    }
    let head = try String(contentsOf: ledger.head, encoding: .utf8)
    #expect(head == checkpoints.last?.note)
  }

  @Test
  func `gives the same receipt for ever`() throws {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1") + "\n" + Sample.marketing(id: "2"))
    let first = try ledger.reader().receipt(of: 1)
    for number in 3..<9 { try ledger.append(Sample.qualification(id: "\(number)")) }
    #expect(try ledger.reader().receipt(of: 1) == first)
    for sequence in 0..<8 {
      let receipt = try ledger.reader().receipt(of: sequence)
      let checkpoint = try receipt.verify(receipt.extra ?? [], with: ledger.key.verifier)
      #expect(checkpoint?.size == max(sequence + 1, 2))
    }
    let error = #expect(throws: LedgerError.self) { try ledger.reader().receipt(of: 8) }
    #expect(error?.message.english == "There is no event 8: the ledger has 8.")
  }

  @Test
  func `is not made without the ledger's own key`() throws {
    let ledger = try TemporaryLedger()
    let input = { [("a", DeliveryReader(bytes: Array(Sample.qualification(id: "1").utf8)))] }
    let keyless = #expect(throws: LedgerError.self) {
      try LedgerWriter(at: ledger.path, signing: nil).append(input(), as: .commandLine(user: "t"))
    }
    #expect(keyless?.kind == .noKey)
    let other = SigningKey(name: ledger.key.name)
    let foreign = #expect(throws: LedgerError.self) {
      _ = try LedgerWriter(at: ledger.path, signing: other)
    }
    #expect(foreign?.kind == .unusable)
    #expect(try ledger.reader().size == 0)
  }

  /// What a crash between the commit and the checkpoint leaves: events that nobody was told of.
  @Test(.enabled(if: TestDatabase.isAbsent, "acts on the file of a ledger"))
  func `that was interrupted before it was signed is signed by the next, with the same bytes`()
    throws
  {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1"))
    try ledger.append(Sample.qualification(id: "2"))
    let receipt = try ledger.reader().receipt(of: 1)
    let before = try #require(try ledger.reader().checkpoints.first { $0.size == 1 })
    try ledger.edit("DELETE FROM checkpoint WHERE size = 2")
    try Data(before.note.utf8).write(to: ledger.head)

    let problems = try Verification.ofLedger(at: ledger.path).problems
    #expect(problems.map(\.kind) == [.unsigned])
    #expect(problems.first?.sequence == 1)
    let error = #expect(throws: LedgerError.self) { try ledger.reader().receipt(of: 1) }
    #expect(error?.message.english.contains("not signed yet") == true)

    let writer = try ledger.writer()
    #expect(writer.signedLate == 1..<2)
    #expect(try ledger.reader().receipt(of: 1) == receipt)
    #expect(try String(contentsOf: ledger.head, encoding: .utf8) == receipt.checkpoint)
  }

  @Test
  func `is durable again after its checkpoint, which need not be`() throws {
    let ledger = try TemporaryLedger()
    let writer = try ledger.writer()
    for number in 0..<3 {
      let body = Array(Sample.qualification(id: "\(number)").utf8)
      _ = try writer.append([("a", DeliveryReader(bytes: body))], as: .commandLine(user: "t"))
      let level = try writer.database.inDatabase { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
      #expect(level == 2)
    }
  }
}

@Suite struct `The signed head` {
  private func copy(_ path: String, to other: String) throws {
    try? FileManager.default.removeItem(atPath: other)
    try FileManager.default.copyItem(atPath: path, toPath: other)
  }

  /// A ledger whose file was put back to an earlier state.
  private func setBack() throws -> TemporaryLedger {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1"))
    try copy(ledger.path, to: ledger.path + ".copy")
    try ledger.append(Sample.qualification(id: "2") + "\n" + Sample.marketing(id: "3"))
    try copy(ledger.path, to: ledger.path + ".later")
    try copy(ledger.path + ".copy", to: ledger.path)
    return ledger
  }

  @Test
  func `keeps an older copy from being opened`() throws {
    let ledger = try setBack()
    for open in [{ _ = try ledger.reader() }, { _ = try ledger.writer() }] {
      let error = #expect(throws: LedgerError.self) { try open() }
      #expect(error?.kind == .forked)
      #expect(error?.message.english.contains("it has 1 event, and 3 were signed before") == true)
      #expect(error?.message.english.contains("mitm restore") == true)
    }
    #expect(try Verification.ofLedger(at: ledger.path).problems.map(\.kind) == [.head])
    try copy(ledger.path + ".later", to: ledger.path)
    #expect(try ledger.reader().size == 3)
  }

  /// The same number of events, other bytes, a tree that fits them, and no checkpoint that tells.
  @Test
  func `keeps a rewritten copy from being opened`() throws {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1"))
    let head = try Data(contentsOf: ledger.head)
    let other = try TemporaryLedger()
    try other.append(Sample.qualification(id: "2"))
    let key = ledger.key.verifier.text
    try other.edit("UPDATE ledger SET verifierkey = '\(key)'; DELETE FROM checkpoint")
    try head.write(to: other.head)
    let error = #expect(throws: LedgerError.self) { _ = try other.reader() }
    #expect(error?.kind == .forked)
    #expect(error?.message.english.contains("are not those that were signed") == true)
  }

  @Test(.enabled(if: TestDatabase.isAbsent, "acts on the file of a ledger"))
  func `of another ledger, or none at all, is said`() throws {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1"))
    let head = try Data(contentsOf: ledger.head)
    let stranger = try TemporaryLedger()
    for text in [try Data(contentsOf: stranger.head), Data("no note".utf8), Data()] {
      try text.write(to: ledger.head)
      let error = #expect(throws: LedgerError.self) { _ = try ledger.reader() }
      #expect(error?.kind == .forked)
    }
    // A copy without a head can be read by anybody, and written by nobody.
    try FileManager.default.removeItem(at: ledger.head)
    #expect(try ledger.reader().size == 1)
    let error = #expect(throws: LedgerError.self) { _ = try ledger.writer() }
    #expect(error?.message.english.contains("is missing") == true)
    try head.write(to: ledger.head)
    _ = try ledger.writer()
  }

  @Test(.enabled(if: TestDatabase.isAbsent, "acts on the file of a ledger"))
  func `that lags behind is brought up to date`() throws {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1"))
    let before = try Data(contentsOf: ledger.head)
    try ledger.append(Sample.qualification(id: "2"))
    let after = try Data(contentsOf: ledger.head)
    try before.write(to: ledger.head)
    #expect(try ledger.reader().size == 2)
    _ = try ledger.writer()
    #expect(try Data(contentsOf: ledger.head) == after)
  }

  @Test(.enabled(if: TestDatabase.isAbsent, "acts on the file of a ledger"))
  func `gives way to a deliberate restore, which is recorded`() throws {
    let ledger = try setBack()
    let restoration = try Restoration(of: ledger.path, signing: ledger.key)
    #expect(restoration.isNeeded && !restoration.containsHead)
    #expect(restoration.size == 1 && restoration.headSize == 3)
    let done = try restoration.carryOut(user: "t")
    #expect(done.sequence == 1 && done.before == nil)
    guard
      case .ledgerRestored(let restored) = try ledger.reader().event(at: 1).submission.fact
    else {
      Issue.record("no ledger.restored")
      return
    }
    #expect(restored.size == 1 && restored.lostSize == 3)
    #expect(try Verification.ofLedger(at: ledger.path).isClean)
    try ledger.append(Sample.qualification(id: "2"))
    #expect(try Restoration(of: ledger.path, signing: ledger.key).isNeeded == false)

    // The lost future is refused in its turn, and can be restored too: nothing is thrown away.
    let back = try Restoration(
      of: ledger.path,
      from: .copy(ledger.path + ".later"),
      signing: ledger.key
    )
    #expect(back.lostEvents == 2 && !back.containsHead)
    let second = try back.carryOut(user: "t")
    #expect(second.sequence == 3)
    let aside = try #require(second.before)
    #expect(try LedgerReader(at: aside).size == 3)
    #expect(try Verification.ofLedger(at: ledger.path).isClean)
    #expect(try ledger.reader().event(at: 2).submission.id.text == "3")
  }

  @Test(.enabled(if: TestDatabase.isAbsent, "acts on the file of a ledger"))
  func `does not give way to a copy that is not intact, or of another ledger`() throws {
    let ledger = try setBack()
    try ledger.edit("UPDATE event SET body = CAST(body || ' ' AS BLOB)")
    let damaged = #expect(throws: LedgerError.self) {
      _ = try Restoration(of: ledger.path, signing: ledger.key)
    }
    #expect(damaged?.kind == .damaged)
    let stranger = try TemporaryLedger()
    let other = #expect(throws: LedgerError.self) {
      _ = try Restoration(of: ledger.path, from: .copy(stranger.path), signing: ledger.key)
    }
    #expect(other?.kind == .unusable)
  }
}

@Suite struct `A ledger of an earlier schema` {
  private static let versions = Array(1..<LedgerSchema.version)

  /// The file as an earlier version of the program made it, its index not yet built.
  private func old(_ version: Int) throws -> TemporaryLedger {
    let ledger = try TemporaryLedger.ofEveryKind()
    let first = ledger.path + ".first"
    try FileManager.default.moveItem(atPath: ledger.path, toPath: first)
    for suffix in ["-wal", "-shm"] + (version < 2 ? [".head"] : []) {
      try? FileManager.default.removeItem(atPath: ledger.path + suffix)
    }
    let columns = """
      id, receivedat, actor, file, line, outcome, sequence, sha256, length, body, rule, field, value,
      french, english
      """
    try DatabaseQueue(path: ledger.path).inDatabase { db in
      LedgerSchema.addFunctions(to: db)
      for migration in Schema.migrations.prefix(version) { try db.execute(sql: migration) }
      let isSigned = version >= 2
      try db.execute(
        sql: """
          PRAGMA application_id = \(LedgerFile.Format.ledger.rawValue);
          PRAGMA user_version = \(version);
          PRAGMA journal_mode = WAL;
          ATTACH '\(first)' AS now;
          INSERT INTO ledger SELECT * FROM now.ledger;
          INSERT INTO event SELECT * FROM now.event ORDER BY sequence;
          INSERT INTO node SELECT * FROM now.node;
          INSERT INTO intake SELECT \(columns)\(isSigned ? ", digest" : "") FROM now.intake ORDER BY id;
          \(isSigned ? "INSERT INTO checkpoint SELECT * FROM now.checkpoint ORDER BY size;" : "")
          INSERT OR IGNORE INTO index_state SELECT id, \(version), size, root FROM now.index_state;
          DETACH now;
          """
      )
    }
    return ledger
  }

  @Test(arguments: versions)
  func `is read as it lies`(version: Int) throws {
    let ledger = try old(version)
    let reader = try ledger.reader()
    #expect(try reader.size == 5)
    #expect(try reader.refusedSubmissions().count == 2)
    // The first schema had no checkpoints; none has this one's index.
    let problems = try reader.verify().problems.map(\.kind)
    #expect(problems.allSatisfy { $0 == .index || version == 1 && $0 == .unsigned })
    let kept = try DatabaseQueue(path: ledger.path).inDatabase(LedgerSchema.version(of:))
    #expect(kept == version)
  }

  @Test(.enabled(if: TestDatabase.isAbsent, "acts on the file of a ledger"), arguments: versions)
  func `is brought up to this one by the first writer, nothing of it changed`(version: Int) throws {
    let ledger = try old(version)
    let root = try ledger.reader().root(of: .init(size: 5))
    let history = try ledger.reader().listHistory(.init(size: 5))
    _ = try ledger.writer()
    #expect(try ledger.reader().root(of: .init(size: 5)) == root)
    #expect(try ledger.reader().checkpoints.last?.size == 5)
    try ledger.append(Sample.qualification(id: "more"))
    #expect(try Verification.ofLedger(at: ledger.path).isClean)
    let day = try LegalDate(parsing: "2026-03-01")
    let after = try ledger.reader().listHistory(.init(size: 5))
    #expect(
      after.list(isPublished: false, state: nil, asOf: day).map(\.state.cis)
        == history.list(isPublished: false, state: nil, asOf: day).map(\.state.cis)
    )
  }
}
