import CanonicalJSON
import Declarations
import Foundation
import Ledger
@testable import LedgerServer
import TestSupport
import Testing

/// A log whose server has stopped answering without closing anything.
private struct HangingLog: LogStore {
  let log: FileLog
  /// Held while it hangs.
  let gate: DispatchSemaphore

  func identity() throws -> LogIdentity { try log.identity() }
  func head() throws -> LogHead {
    gate.wait()
    defer { gate.signal() }
    return try log.head()
  }
  func checkpoint(at size: Int) throws -> StoredCheckpoint? { try log.checkpoint(at: size) }
  func batch(after head: LogHead, limit count: Int) throws -> LogBatch {
    try log.batch(after: head, limit: count)
  }
  func append(_ batch: LogBatch, at head: LogHead) throws -> Bool {
    try log.append(batch, at: head)
  }
}

/// Two servers, each with a file of its own, that share a log.
@Suite struct `Servers that share a log` {
  private static func server(
    of shared: TemporaryLedger,
    every pause: Duration
  ) async throws -> TestServer {
    let ledger = try TemporaryLedger(following: shared)
    var options = LedgerServer.Options()
    // A busy machine takes longer than anybody would wait for an answer.
    options.follower = Follower(in: ledger.path, every: pause, patience: .seconds(300)) {
      FileLog(shared)
    }
    let server = try await TestServer(ledger, options: options)
    try server.admit(.lab(Lab(parsing: "acme")), as: "lab")
    try server.admit(.auditor, as: "auditor")
    return server
  }

  private static func post(_ text: String, to server: TestServer) async throws -> TestServer.Reply {
    try await server.ask(
      "/api/v1/events",
      as: "lab",
      "POST",
      headers: ["Content-Type": "application/json"],
      body: text
    )
  }

  private static func size(_ server: TestServer) async throws -> Int? {
    let head = try await server.ask("/api/v1/checkpoint")
    return head.text.split(separator: "\n").dropFirst().first.flatMap { Int($0) }
  }

  @Test
  func `answer from one record, whichever is asked`() async throws {
    let shared = try TemporaryLedger()
    // The second does not look by itself while the test lasts.
    let first = try await Self.server(of: shared, every: .milliseconds(20))
    let second = try await Self.server(of: shared, every: .seconds(3_600))
    let sent = try await Self.post(Sample.qualification(id: "1"), to: first)
    #expect(sent.status == 201, "\(sent.text)")
    // Whoever was told the size asks for it, and reads what was recorded elsewhere.
    let path = "/api/v1/list?asOf=2026-03-01"
    let behind = try await second.ask(path + "&knownAt=1", as: "auditor")
    #expect(behind.status == 200, "\(behind.text)")
    #expect(behind.json?.object?["basis"]?.object?["size"] == .integer(1), "\(behind.text)")
    #expect(try await second.ask(path + "&knownAt=2", as: "auditor").status == 404)
    // What was recorded there is known here, and what is recorded here follows on it.
    let again = try await Self.post(Sample.qualification(id: "1"), to: second)
    #expect(again.status == 200 && again.text.contains("duplicate"), "\(again.text)")
    #expect(try await Self.post(Sample.marketing(id: "2"), to: second).status == 201)
    #expect(try shared.reader().size == 2)
    for _ in 0..<6_000 where try await Self.size(first) != 2 {
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(try await Self.size(first) == 2)
    #expect(try shared.reader().verify().isClean)
  }

  /// A server that was put back and went on as far has as many events, and others: it is seen at once, not with the next one.
  @Test
  func `do not follow a log that has forked, however far it is`() async throws {
    let shared = try TemporaryLedger()
    let ledger = try TemporaryLedger(following: shared)
    let other = shared.folder.appending(path: "other.sqlite").path
    try LogCopy.create(at: other, like: shared.reader())
    try LogCopy.run(from: shared.reader(), to: LedgerWriter(at: other, signing: nil))
    try shared.append(Sample.qualification(id: "1"))
    try Follower(in: ledger.path) { FileLog(shared) }.follow()
    #expect(try ledger.reader().size == 1)
    let text = Array(Sample.marketing(id: "1").utf8)
    let writer = try LedgerWriter(at: other, signing: shared.key)
    _ = try writer.append([("test", DeliveryReader(bytes: text))], as: .commandLine(user: "test"))
    let (here, there) = (try ledger.reader().head(), try LedgerReader(at: other).head())
    #expect(here.size == there.size && here.entries == there.entries && here.signed == there.signed)
    let error = #expect(throws: LedgerError.self) {
      try Follower(in: ledger.path) { FileLog(at: other) }.follow()
    }
    #expect(error?.message.english.contains("has forked") == true, "\(error as Any)")
  }

  /// Whoever asks for what is not there yet waits a little, and keeps nobody else waiting for longer.
  @Test
  func `go on answering when the log hangs`() async throws {
    let shared = try TemporaryLedger()
    let ledger = try TemporaryLedger(following: shared)
    let gate = DispatchSemaphore(value: 1)
    var options = LedgerServer.Options()
    options.follower = Follower(in: ledger.path) { HangingLog(log: FileLog(shared), gate: gate) }
    let server = try await TestServer(ledger, options: options)
    try server.admit(.auditor, as: "auditor")
    gate.wait()
    defer { gate.signal() }
    let path = "/api/v1/list?asOf=2026-03-01"
    for _ in 0..<3 {
      #expect(try await server.ask(path + "&knownAt=1", as: "auditor").status == 404)
    }
    #expect(try await server.ask(path, as: "auditor").status == 200)
  }

  /// A log that cannot be reached takes nothing, and what was read of it is answered from all the same.
  @Test
  func `go on answering when the log is away`() async throws {
    let shared = try TemporaryLedger()
    let server = try await Self.server(of: shared, every: .milliseconds(20))
    #expect(try await Self.post(Sample.qualification(id: "1"), to: server).status == 201)
    let away = shared.path + ".away"
    try FileManager.default.moveItem(atPath: shared.path, toPath: away)
    let refused = try await Self.post(Sample.marketing(id: "2"), to: server)
    #expect(refused.status >= 400 && !refused.text.contains(shared.folder.path), "\(refused.text)")
    #expect(try await Self.size(server) == 1)
    try FileManager.default.moveItem(atPath: away, toPath: shared.path)
    #expect(try await Self.post(Sample.marketing(id: "2"), to: server).status == 201)
    #expect(try await Self.size(server) == 2)
  }
}
