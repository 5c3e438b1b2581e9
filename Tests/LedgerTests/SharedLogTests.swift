import CanonicalJSON
import Declarations
import Foundation
import GRDB
@testable import Ledger
import MerkleLog
import NaiveModel
import Projections
import SampleLedger
import TestSupport
import Testing

/// A shared log, and what may happen on the way to it.
final class InterruptedLog: LogStore {
  struct Cut: Error {}

  let log: any LogStore
  /// What happens before a batch arrives.
  var before: () throws -> Void = {}
  /// What happens once it is there, before anybody is told.
  var after: () throws -> Void = {}
  /// Whether it says of every batch that somebody else came first.
  var turnsBack = false
  private(set) var appends = 0

  init(_ log: any LogStore) {
    self.log = log
  }

  func identity() throws -> LogIdentity { try log.identity() }
  func head() throws -> LogHead { try log.head() }
  func checkpoint(at size: Int) throws -> StoredCheckpoint? { try log.checkpoint(at: size) }

  func batch(after head: LogHead, limit count: Int) throws -> LogBatch {
    try log.batch(after: head, limit: count)
  }

  func append(_ batch: LogBatch, at head: LogHead) throws -> Bool {
    guard !turnsBack else { return false }
    try before()
    appends += 1
    let isNext = try log.append(batch, at: head)
    try after()
    return isNext
  }
}

/// Several nodes that record in one log, each with a file of its own.
@Suite struct `A shared log` {
  private let shared: TemporaryLedger
  private let log: InterruptedLog
  private let folder: TemporaryFolder

  init() throws {
    shared = try TemporaryLedger()
    log = InterruptedLog(try shared.writer())
    folder = try TemporaryFolder()
  }

  private func path(_ node: String) -> String { folder.url.appending(path: "\(node).sqlite").path }

  private func node(
    _ name: String,
    clock: @escaping () -> Instant = Instant.now
  ) throws -> LedgerWriter {
    try Replica.prepare(at: path(name), of: log, named: "shared")
    return try LedgerWriter(at: path(name), signing: shared.key, clock: clock, following: log)
  }

  @discardableResult
  private func append(
    _ text: String,
    on writer: LedgerWriter,
    keepsGoing: Bool = false
  ) throws -> AppendOutcome {
    var options = LedgerWriter.Options()
    options.keepsGoing = keepsGoing
    let input = ("test.ndjson", DeliveryReader(bytes: Array(text.utf8)))
    let user = Credential.commandLine(user: "test")
    return try #require(try writer.append([input], as: user, options: options).first)
  }

  /// Whether the files of nodes, some of which are open, have what the log has.
  private func expectSame(_ open: [LedgerWriter], _ nodes: String..., size: Int) throws {
    let reader = try shared.reader()
    #expect(try reader.size == size)
    for writer in open { try writer.follow() }
    for name in nodes {
      if !FileManager.default.fileExists(atPath: path(name)) { _ = try node(name) }
      let copy = try LedgerReader(at: path(name))
      #expect(try copy.head() == reader.head())
      let known = KnownAt(size: size)
      #expect(try copy.root(of: known) == reader.root(of: known))
      #expect(
        try copy.batch(after: .none, limit: 10_000).entries
          == reader.batch(after: .none, limit: 10_000).entries
      )
      #expect(try copy.verify().isClean)
    }
    #expect(try reader.verify().isClean)
    for writer in open { #expect(try writer.rebuildIndex(isCheck: true).isEqual) }
  }

  @Test
  func `holds what several nodes record, in one order`() throws {
    // One whose clock is an hour behind.
    let slow = Instant(nanoseconds: Instant.now().nanoseconds - 3_600_000_000_000)
    let (first, second) = (try node("first"), try node("second", clock: { slow }))
    try append(Sample.qualification(id: "1"), on: first)
    let outcome = try append(Sample.qualification(id: "1"), on: second)
    #expect(outcome.appended == 0 && outcome.duplicates == 1)
    try append(Sample.retraction(id: "2", of: "/labs/acme#1"), on: second)
    #expect(try !append(Sample.retraction(id: "3", of: "/labs/acme#1"), on: first).refused.isEmpty)
    let mixed = Sample.marketing(id: "4") + "\n{\n" + Sample.marketing(id: "5")
    #expect(try append(mixed, on: first, keepsGoing: true).appended == 2)
    #expect(try append(mixed, on: second).refused.count == 1)
    try expectSame([first, second], "first", "second", "third", size: 4)
    var times: [Instant] = []
    try shared.reader().forEachEvent(in: 0..<4) { times.append($0.recordedAt) }
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
  }

  /// Between what a node reads and what it records, another one records: it looks at everything anew.
  @Test
  func `lets nobody record over another`() throws {
    let (first, second) = (try node("first"), try node("second"))
    try append(Sample.qualification(id: "1"), on: first)
    var rivals = [
      Sample.retraction(id: "2", of: "/labs/acme#1"), Sample.marketing(id: "3"), "{",
    ]
    log.before = {
      guard !rivals.isEmpty else { return }
      let rival = rivals.removeFirst()
      let hook = log.before
      log.before = {}
      defer { log.before = hook }
      try append(rival, on: second, keepsGoing: true)
    }
    // The event that it corrects is void by the time it comes.
    let outcome = try append(Sample.retraction(id: "4", of: "/labs/acme#1"), on: first)
    #expect(outcome.refused.map(\.refusal.rule) == [.correction])
    #expect(rivals.isEmpty)
    log.before = {}
    #expect(try append(Sample.marketing(id: "3"), on: first).duplicates == 1)
    try expectSame([first, second], "first", "second", size: 3)
  }

  /// A server that turns back whoever comes, as one does that is overloaded, is not asked for ever.
  @Test
  func `is not asked for ever`() throws {
    let writer = try node("first")
    log.turnsBack = true
    let error = #expect(throws: LedgerError.self) {
      try append(Sample.qualification(id: "1"), on: writer)
    }
    #expect(error?.kind == .busy)
    log.turnsBack = false
    #expect(try append(Sample.qualification(id: "1"), on: writer).appended == 1)
  }

  /// The batch is there, and nobody was told: whoever sends again is told that it is known.
  @Test
  func `records once what was sent twice`() throws {
    let writer = try node("first")
    log.after = { throw InterruptedLog.Cut() }
    #expect(throws: InterruptedLog.Cut.self) {
      try append(Sample.qualification(id: "1"), on: writer)
    }
    log.after = {}
    #expect(try shared.reader().size == 1)
    #expect(try append(Sample.qualification(id: "1"), on: writer).duplicates == 1)
    log.before = { throw InterruptedLog.Cut() }
    #expect(throws: InterruptedLog.Cut.self) { try append(Sample.marketing(id: "2"), on: writer) }
    log.before = {}
    #expect(try LedgerReader(at: path("first")).size == 1)
    #expect(try append(Sample.marketing(id: "2"), on: writer).appended == 1)
    try expectSame([writer], "first", size: 2)
  }

  /// What people write may have any character: none of it ends what the journal says, here or in a copy.
  @Test
  func `keeps of what was refused every character`() throws {
    let bad = #"{"specversion":"1.0","id":"a\u0000b","source":"/ansm"}"#
    let key = #"{"\u0000bad":1}"#
    let writer = try node("first")
    #expect(try append("\(bad)\n\(key)\n\0", on: writer, keepsGoing: true).refused.count == 3)
    #expect(try shared.reader().verify().isClean)
    try expectSame([writer], "first", "second", size: 0)
    let entries = try LedgerReader(at: path("second")).batch(after: .none, limit: 9).entries
    #expect(entries.map { $0.values[12] }.first == .text("a\u{2400}b"))
    #expect(entries.map { $0.values[9] }.first == .bytes(Array(bad.utf8)))
  }

  /// A server that lost what was read from it, or has something else in its place, is not followed.
  @Test(arguments: [true, false])
  func `is not followed where it has forked`(isRewritten: Bool) throws {
    try append(Sample.qualification(id: "1"), on: node("first"))
    try append(Sample.marketing(id: "2"), on: node("first"))
    let other = try TemporaryLedger()
    try FileManager.default.removeItem(atPath: other.path)
    try FileManager.default.removeItem(atPath: other.path + ".head")
    // What the first node recorded stands in for a backup of the server.
    let copy = try LedgerWriter(at: made(other.path), signing: nil)
    var batch = try shared.reader().batch(after: .none, limit: 1)
    batch.entries = Array(batch.entries.prefix(1))
    #expect(try copy.append(batch, at: copy.head()))
    let restored = InterruptedLog(copy)
    if isRewritten {
      let intruder = folder.url.appending(path: "intruder.sqlite").path
      try Replica.prepare(at: intruder, of: restored, named: "restored")
      let writer = try LedgerWriter(at: intruder, signing: shared.key, following: restored)
      for id in ["other", "another"] { try append(Sample.qualification(id: id), on: writer) }
    }
    let error = #expect(throws: LedgerError.self) {
      _ = try LedgerWriter(at: path("first"), signing: shared.key, following: restored)
    }
    #expect(error?.kind == .forked)
    #expect(try LedgerReader(at: path("first")).size == 2)
  }

  private func made(_ path: String) throws -> String {
    try LogCopy.create(at: path, like: shared.reader())
    return path
  }

  /// Whoever opens the file of a node as if it were the ledger would fork it.
  @Test(.enabled(if: TestDatabase.isAbsent, "acts on the file of a ledger"))
  func `is where a node records, and its file is not`() throws {
    try append(Sample.qualification(id: "1"), on: node("first"))
    let error = #expect(throws: LedgerError.self) {
      _ = try LedgerWriter(at: path("first"), signing: shared.key)
    }
    #expect(error?.message.english.contains("shared") == true)
    #expect(throws: LedgerError.self) {
      _ = try Restoration(of: path("first"), signing: shared.key)
    }
    #expect(try LedgerReader(at: path("first")).size == 1)
    #expect(throws: LedgerError.self) {
      try Replica.prepare(at: shared.path, of: log, named: "shared")
    }
    // Wherever it is copied to, it says itself that it follows.
    let copy = path("copy")
    try FileManager.default.copyItem(atPath: path("first"), toPath: copy)
    #expect(throws: LedgerError.self) { _ = try LedgerWriter(at: copy, signing: shared.key) }
    #expect(try append(Sample.marketing(id: "2"), on: node("copy")).appended == 1)
    // What was made the ledger on purpose is one.
    _ = try Restoration(of: path("own"), from: .copy(path("first")), signing: shared.key)
      .carryOut(user: "test")
    #expect(try LedgerWriter(at: path("own"), signing: shared.key).head().size == 2)
  }

  /// A file that was lost is made again from the log, which has to contain what the head beside it signs.
  @Test
  func `gives a node its file again`() throws {
    try append(Sample.qualification(id: "1"), on: node("first"))
    try FileManager.default.removeItem(atPath: path("first"))
    #expect(try append(Sample.marketing(id: "2"), on: node("first")).size == 2)
    try FileManager.default.removeItem(atPath: path("first"))
    let other = try TemporaryLedger(following: shared)
    let emptied = try LedgerReader(at: other.path)
    let error = #expect(throws: LedgerError.self) {
      try Replica.prepare(at: path("first"), of: emptied, named: "emptied")
    }
    #expect(error?.kind == .forked)
    #expect(!FileManager.default.fileExists(atPath: path("first")))
  }

  /// What the ledger states once more is answered when the store has confirmed that it is there.
  @Test
  func `confirms what is there already`() throws {
    let writer = try node("first")
    let text = Array(Sample.qualification(id: "1").utf8)
    let statement = try Submission(try #require(JSONReader.value(of: text).object))
    for expected in 1...2 {
      let outcome = try writer.append(
        imported: [statement],
        from: [],
        as: .commandLine(user: "test")
      )
      #expect(outcome.size == 1)
      #expect(log.appends == expected)
    }
    log.before = { throw InterruptedLog.Cut() }
    #expect(throws: InterruptedLog.Cut.self) {
      try writer.append(imported: [statement], from: [], as: .commandLine(user: "test"))
    }
  }
}
