import Declarations
import Foundation
import GRDB
@testable import Ledger
import MerkleLog
import Projections
import SampleLedger
import TestSupport
import Testing

/// A ledger on its way from one store to another.
@Suite struct `Copying a ledger` {
  private let source: TemporaryLedger
  private let target: String
  private let folder: TemporaryFolder

  init() throws {
    source = try TemporaryLedger()
    for seed in 0..<3 as Range<Int> {
      let lines = (0..<20).map { Sample.qualification(id: "\(seed).\($0)") }
      try source.append((lines + ["{"]).joined(separator: "\n"), keepsGoing: true)
    }
    folder = try TemporaryFolder()
    target = folder.url.appending(path: "copy.sqlite").path
    try LogCopy.create(at: target, like: source.reader())
  }

  private struct Pages: LogSource {
    let source: any LogSource
    var change: (LogBatch) throws -> LogBatch = { $0 }

    func identity() throws -> LogIdentity { try source.identity() }
    func head() throws -> LogHead { try source.head() }
    func checkpoint(at size: Int) throws -> StoredCheckpoint? { try source.checkpoint(at: size) }

    /// Few at a time, so that every boundary is met.
    func batch(after head: LogHead, limit count: Int) throws -> LogBatch {
      try change(source.batch(after: head, limit: max(min(1, count), count * 7 / 5_000)))
    }
  }

  @Test
  func `gives the same bytes, and goes on where it was interrupted`() throws {
    var left = 3
    let pages = Pages(source: try source.reader()) { batch in
      left -= 1
      guard left >= 0 else { throw InterruptedLog.Cut() }
      return batch
    }
    #expect(throws: InterruptedLog.Cut.self) {
      try LogCopy.run(from: pages, to: LedgerWriter(at: target, signing: nil))
    }
    #expect(try LedgerReader(at: target).size == 20)
    var sizes: [Int] = []
    let reader = try source.reader()
    let head = try LogCopy.run(
      from: Pages(source: reader),
      to: LedgerWriter(at: target, signing: nil)
    ) { sizes.append($0) }
    #expect(sizes == [40, 60])
    let copy = try LedgerReader(at: target)
    #expect(try copy.head() == head && copy.head() == reader.head())
    #expect(
      try copy.batch(after: .none, limit: 1_000).events
        == reader.batch(after: .none, limit: 1_000).events
    )
    #expect(try copy.verify().isClean)
    let root = try LogCopy.root(of: Pages(source: reader), copiedFrom: reader, upTo: head)
    #expect(try root == copy.root(of: KnownAt(size: 60)))
    // Whoever has the key goes on there.
    #expect(try LedgerWriter(at: target, signing: source.key).head() == head)
  }

  /// What a source may do to what it hands over: nothing of it is taken, and the copy stays as it was.
  @Test(arguments: 0..<11)
  func `takes nothing that does not prove out`(damage: Int) throws {
    let key = SigningKey(name: source.key.name)
    let change: (inout LogBatch) throws -> Void =
      switch damage {
      case 0: { $0.events[2].swapAt(20, 21) }
      case 1: { $0.events[3] = $0.events[2] }
      case 2: { $0.events.remove(at: 1) }
      case 3: { $0.events[0] = Array("{}".utf8) }
      case 4: { $0.entries[1] = $0.entries[0] }
      case 5: { $0.entries.removeFirst() }
      case 6:
        { batch in
          var values = batch.entries[0].values
          values[2] = .text("somebody else")
          batch.entries[0] = LogEntry(values: values)
        }
      case 7: { $0.entries[0] = LogEntry(values: []) }
      case 8:
        { batch in
          batch.checkpoints = batch.checkpoints.map {
            StoredCheckpoint(size: $0.size, root: MerkleTree.leaf([1]), note: $0.note)
          }
        }
      case 9:
        { batch in
          batch.checkpoints = try batch.checkpoints.map {
            try key.checkpoint(size: $0.size, root: $0.root)
          }
        }
      default: { $0.checkpoints.append(try key.checkpoint(size: 5, root: MerkleTree.leaf([1]))) }
      }
    let pages = Pages(source: try source.reader()) { batch in
      var batch = batch
      try change(&batch)
      return batch
    }
    let error = #expect(throws: LedgerError.self) {
      try LogCopy.run(from: pages, to: LedgerWriter(at: target, signing: nil))
    }
    #expect(error?.kind == .damaged || error?.kind == .forked)
    #expect(try LedgerReader(at: target).head() == .none)
    #expect(throws: LedgerError.self) {
      try LogCopy.root(of: pages, copiedFrom: source.reader(), upTo: source.reader().head())
    }
  }

  /// Whoever can write to a server and has no key may put events there, at the end or in the middle of what is read.
  @Test(arguments: [true, false])
  func `takes nothing that nobody signed`(isLast: Bool) throws {
    let forged = FileManager.default.temporaryDirectory
      .appending(path: "mitm-\(UUID().uuidString).sqlite").path
    defer { for suffix in ["", "-wal", "-shm", ".head", ".lock"] { unlink(forged + suffix) } }
    try FileManager.default.copyItem(atPath: source.path, toPath: forged)
    let sizes = isLast ? "size > 40" : "size = 40"
    try DatabaseQueue(path: forged).inDatabase { db in
      try db.execute(sql: "DROP TRIGGER checkpoint_delete; DELETE FROM checkpoint WHERE \(sizes)")
    }
    func copy() throws {
      try LogCopy.run(
        from: Pages(source: LedgerReader(unguarded: forged)),
        to: LedgerWriter(at: target, signing: nil)
      )
    }
    if isLast {
      let error = #expect(throws: LedgerError.self) { try copy() }
      #expect(error?.message.english.contains("from 40 on") == true)
      #expect(try LedgerReader(at: target).head() == .none)
    } else {
      // Forty events that one signature covers are taken together, however many are read at a time.
      try copy()
      #expect(try LedgerReader(at: target).size == 60)
    }
  }

  /// Changes a row of a journal so that it vouches for itself, as whoever has the file can.
  private static func alter(_ path: String, entry: Int) throws {
    try DatabaseQueue(path: path).inDatabase { db in
      try db.execute(sql: "DROP TRIGGER intake_update")
      let row = try #require(
        try Row.fetchOne(db, sql: "SELECT \(Journal.allColumns) FROM intake WHERE id = \(entry)")
      )
      var values = Array(row.databaseValues.dropLast())
      values[2] = "somebody else".databaseValue
      try db.execute(
        sql: "UPDATE intake SET actor = ?, digest = ? WHERE id = ?",
        arguments: ["somebody else", Data(Journal.digest(of: values).bytes), entry]
      )
    }
  }

  /// No signature covers the journal: that the copy has another one than the original is said all the same.
  @Test(arguments: [0, 30, 62])
  func `proves that the journal is the same`(entry: Int) throws {
    let reader = try source.reader()
    let head = try LogCopy.run(from: reader, to: LedgerWriter(at: target, signing: nil))
    #expect(throws: Never.self) {
      try LogCopy.root(of: LedgerReader(at: target), copiedFrom: reader, upTo: head)
    }
    try Self.alter(target, entry: entry)
    let error = #expect(throws: LedgerError.self) {
      try LogCopy.root(of: Pages(source: LedgerReader(at: target)), copiedFrom: reader, upTo: head)
    }
    #expect(error?.message.english.hasPrefix("Entry \(entry) ") == true, "\(error as Any)")
  }

  /// Each receipt is made against the first checkpoint that covers it: none may be missing in a copy.
  @Test(arguments: [0, 20, 40])
  func `proves that no checkpoint is missing`(size: Int) throws {
    let reader = try source.reader()
    let head = try LogCopy.run(from: reader, to: LedgerWriter(at: target, signing: nil))
    try DatabaseQueue(path: target).inDatabase { db in
      try db.execute(
        sql: "DROP TRIGGER checkpoint_delete; DELETE FROM checkpoint WHERE size = \(size)"
      )
    }
    let error = #expect(throws: LedgerError.self) {
      try LogCopy.root(of: LedgerReader(at: target), copiedFrom: reader, upTo: head)
    }
    #expect(error?.message.english.contains("over \(size) events") == true, "\(error as Any)")
  }

  /// The events are the same and the journal is not: what the last entry says of itself tells the two apart.
  @Test
  func `does not follow a log whose journal has forked`() throws {
    try LogCopy.run(from: source.reader(), to: LedgerWriter(at: target, signing: nil))
    try Self.alter(target, entry: 62)
    let error = #expect(throws: LedgerError.self) {
      try LogCopy.run(from: source.reader(), to: LedgerWriter(at: target, signing: nil))
    }
    #expect(error?.kind == .forked)
    #expect(error?.message.english.contains("Entry 62") == true)
  }

  /// What was refused may be large: no batch has more of it than fits, and none is left out.
  @Test
  func `reads few large entries at a time`() throws {
    let large = "{" + String(repeating: "x", count: 1_000_000)
    try source.append(
      Array(repeating: large, count: 40).joined(separator: "\n"),
      keepsGoing: true
    )
    let reader = try source.reader()
    #expect(try reader.batch(after: .none, limit: 5_000).entries.count == 63 + 17)
    if let log = source.openLog?() {
      #expect(try log.batch(after: .none, limit: 5_000).entries.count == 63 + 17)
    }
    let head = try LogCopy.run(from: reader, to: LedgerWriter(at: target, signing: nil))
    #expect(head.entries == 63 + 40)
    #expect(throws: Never.self) {
      try LogCopy.root(of: LedgerReader(at: target), copiedFrom: reader, upTo: head)
    }
  }

  @Test
  func `joins no ledgers that are not the same`() throws {
    let other = try TemporaryLedger()
    let error = #expect(throws: LedgerError.self) {
      try LogCopy.run(from: other.reader(), to: LedgerWriter(at: target, signing: nil))
    }
    #expect(error?.kind == .forked)
  }
}
