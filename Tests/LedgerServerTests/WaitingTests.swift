import CanonicalJSON
import Declarations
import Foundation
import FoundationNetworking
import Glibc
import Ledger
@testable import LedgerServer
import Synchronization
import TestSupport
import Testing
import UnixSignals

/// Who waits for whom, what may change meanwhile, and what others may make of it.
@Suite struct WaitingTests {
  private final class End: Sendable {
    let isOver = Mutex(false)
  }

  private static func server(
    _ options: LedgerServer.Options = .init(),
    stocks: Int = 0,
    endedBy signals: [UnixSignal] = []
  ) async throws -> TestServer {
    let ledger = try TemporaryLedger()
    let more = (0..<stocks).map { Products.stock("s\($0)", by: "acme") }
    try ledger.append(
      ([Sample.qualification(id: "1"), Sample.marketing(id: "2")] + more).joined(separator: "\n")
    )
    let server = try await TestServer(ledger, options: options, endedBy: signals)
    for lab in ["acme", "other"] { try server.admit(.lab(Lab(parsing: lab)), as: lab) }
    try server.admit(.inspector, as: "inspector")
    return server
  }

  private static func send(_ text: String, to socket: Int32) {
    let bytes = Array(text.utf8)
    _ = Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  /// What comes until the server ends.
  private static func text(from socket: Int32) async -> String {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        var (text, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
        while case let count = recv(socket, &buffer, buffer.count, 0), count > 0 {
          text += buffer.prefix(count)
        }
        continuation.resume(returning: String(decoding: text, as: UTF8.self))
      }
    }
  }

  @Test func `who takes nothing of its answer is not kept`() async throws {
    var options = LedgerServer.Options()
    options.writeTimeout = .seconds(1)
    let server = try await Self.server(options, stocks: 900)
    let socket = try server.connect(receiving: 4_096, waiting: 120)
    defer { close(socket) }
    let request = Self.export(from: server)
    Self.send(String(repeating: request, count: 40), to: socket)
    // To a connection that was closed nothing can be sent, once that is known.
    var isClosed = false
    for _ in 0..<300 where !isClosed {
      try await Task.sleep(for: .milliseconds(200))
      isClosed = Glibc.send(socket, "G", 1, Int32(MSG_NOSIGNAL)) < 0
    }
    #expect(isClosed)
    #expect(try await server.ask("/healthz").status == 200)
  }

  /// Little at a time is something: only who takes nothing is not waited for.
  @Test func `who takes its answer slowly has all of it`() async throws {
    var options = LedgerServer.Options()
    // Longer than a busy machine lets the reader wait for its turn.
    options.writeTimeout = .seconds(3)
    let server = try await Self.server(options, stocks: 900)
    let whole = try await server.ask("/api/v1/export", as: "inspector").body.count
    let socket = try server.connect(receiving: 4_096, waiting: 120)
    defer { close(socket) }
    let request = Self.export(from: server)
    Self.send(String(repeating: request, count: 19) + Self.last(request), to: socket)
    // Some hundred kilobytes each time, for longer than the patience of the server.
    let received = await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        var (total, buffer) = (0, [UInt8](repeating: 0, count: 1 << 18))
        while case let count = recv(socket, &buffer, buffer.count, 0), count > 0 {
          total += count
          usleep(UInt32(count))
        }
        continuation.resume(returning: total)
      }
    }
    #expect(received >= 20 * whole, "\(received) of \(20 * whole)")
  }

  /// A request for the whole ledger.
  private static func export(from server: TestServer) -> String {
    "GET /api/v1/export HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
      + "\(server.tokens["inspector"] ?? "")\r\n\r\n"
  }

  private static func last(_ request: String) -> String {
    request.replacing("Host: a\r\n", with: "Host: a\r\nConnection: close\r\n")
  }

  /// Whoever takes its answer slowly keeps no server from ending.
  @Test func `a server that is told to end waits for nobody for ever`() async throws {
    var options = LedgerServer.Options()
    options.endTimeout = .seconds(2)
    let server = try await Self.server(options, stocks: 900, endedBy: [.sigalrm])
    let socket = try server.connect(receiving: 4_096, waiting: 120)
    defer { close(socket) }
    let request = Self.export(from: server)
    Self.send(String(repeating: request, count: 40), to: socket)
    try await Task.sleep(for: .seconds(1))
    let stop = server.stopByAlarm
    let hasEnded = await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        await stop()
        return true
      }
      group.addTask {
        try? await Task.sleep(for: .seconds(120))
        return false
      }
      defer { group.cancelAll() }
      return await group.next() ?? false
    }
    #expect(hasEnded)
  }

  /// The operator's own commands come between the requests of many.
  @Test func `who waits for the ledger beside a busy server gets its turn`() async throws {
    let server = try await Self.server()
    let end = End()
    let ledger = server.ledger
    let (path, key, open) = (ledger.path, ledger.key, ledger.openLog)
    var request = URLRequest(
      url: try #require(URL(string: "http://127.0.0.1:\(server.port)/api/v1/events"))
    )
    request.httpMethod = "POST"
    // Far more than any answer takes on a machine that does other things, too.
    request.timeoutInterval = 600
    request.setValue("Bearer \(server.tokens["acme"] ?? "")", forHTTPHeaderField: "Authorization")
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    try await withThrowingTaskGroup(of: Void.self) { group in
      // Also where a turn does not come: the group waits for all that it began.
      defer { end.isOver.withLock { $0 = true } }
      for sender in 0..<24 {
        group.addTask { [request] in
          var (request, number) = (request, 0)
          while !end.isOver.withLock({ $0 }) {
            number += 1
            request.httpBody = Data(Products.stock("\(sender)-\(number)", by: "acme").utf8)
            _ = try await URLSession.shared.data(for: request)
          }
        }
      }
      try await Task.sleep(for: .seconds(1))
      for _ in 0..<3 {
        try await withCheckedThrowingContinuation { (turn: CheckedContinuation<Void, any Error>) in
          Thread.detachNewThread {
            turn.resume(
              with: Result { _ = try LedgerWriter(at: path, signing: key, following: open?()) }
            )
          }
        }
      }
      end.isOver.withLock { $0 = true }
      try await group.waitForAll()
    }
  }

  private static let bodies = [
    ("/api/v1/events", "application/json", Products.stock("late", by: "acme")),
    ("/api/v1/reconciliations?lab=acme", "text/csv", "cis;type\n60234100;stock.reported\n"),
    (
      "/declare", "application/x-www-form-urlencoded",
      "what=stock&cis=60234100&effectiveon=2026-03-01&units=1&sales12m=12&step=record&time="
        + Instant.now().recordedText
    ),
  ]

  @Test(arguments: bodies)
  func `a token that is revoked while its body arrives does nothing`(
    path: String,
    type: String,
    body: String
  ) async throws {
    let server = try await Self.server()
    let size = try server.ledger.reader().size
    let socket = try server.connect(receiving: 4_096, waiting: 120)
    defer { close(socket) }
    Self.send(
      "POST \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        + "Authorization: Bearer \(server.tokens["acme"] ?? "")\r\n"
        + "Content-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
        + body.prefix(10),
      to: socket
    )
    try await Task.sleep(for: .milliseconds(300))
    let access = AccessFile(ofLedger: server.ledger.path)
    let grant = try #require(try access.grants().first { $0.name == "acme" })
    _ = try access.revoke(grant.id, at: .now())
    Self.send(String(body.dropFirst(10)), to: socket)
    #expect(await Self.text(from: socket).hasPrefix("HTTP/1.1 401"))
    #expect(try server.ledger.reader().size == size)
  }

  /// What is recorded and then not answered would be sent again.
  @Test func `nothing is recorded where its reading could not be kept`() async throws {
    let server = try await Self.server()
    let size = try server.ledger.reader().size
    let reads = server.ledger.path + ".reads"
    try? FileManager.default.removeItem(atPath: reads)
    try FileManager.default.createDirectory(atPath: reads, withIntermediateDirectories: false)
    let now = Instant.now().recordedText
    let reply = try await server.ask(
      "/declare",
      as: "acme",
      "POST",
      headers: ["Content-Type": "application/x-www-form-urlencoded"],
      body: "what=stock&cis=60234100&effectiveon=2026-03-01&units=1&sales12m=12&lang=en"
        + "&step=record&time=\(now)"
    )
    #expect(reply.status == 503, "\(reply.text)")
    #expect(try server.ledger.reader().size == size)
  }

  /// What is kept of an address is read by auditors.
  @Test func `no token is kept of an address that has one`() async throws {
    let server = try await Self.server()
    let token = server.tokens["acme"] ?? ""
    let reply = try await server.ask("/api/v1/list?token=\(token)", as: "inspector")
    #expect(reply.status == 400)
    let kept = try ReadLog(ofLedger: server.ledger.path).last(1).first?.entry?.question
    #expect(kept == "GET /api/v1/list?token=mitm_…")
  }

  /// Whatever somebody sends under the name of a lab, that lab did not send it.
  @Test func `a lab is not told that it sent what others did`() async throws {
    let server = try await Self.server()
    let event = Products.stock("forged", by: "acme")
    for body in [event, event.replacing(#""id":"forged""#, with: #""id":"  ""#)] {
      let reply = try await server.ask(
        "/api/v1/events",
        as: "other",
        "POST",
        headers: ["Content-Type": "application/json"],
        body: body
      )
      #expect(reply.status == 422 && reply.text.contains("\"rule\":\"source\""), "\(reply.text)")
    }
    let answer = try await server.ask(
      "/api/v1/reconciliations?lab=acme",
      as: "acme",
      "POST",
      headers: ["Content-Type": "text/csv"],
      body: "cis;type;id\n60234100;stock.reported;forged\n"
    )
    #expect(answer.text.contains("\"refused\":0"), "\(answer.text)")
    #expect(!answer.text.contains("api:"))
  }

  /// What is a lab's own changes, and with it what it is told of days long past.
  @Test(arguments: ["compliance?", "due?", "products/60234100?"])
  func `what a lab is told of its own is asked again each time`(path: String) async throws {
    let server = try await Self.server()
    let fixed = "/api/v1/\(path)asOf=2026-03-01&knownAt=2"
    let filter = path.hasPrefix("products") ? "" : "&lab=acme"
    let own = try await server.ask(fixed + filter, as: "acme")
    #expect(own.status == 200, "\(own.text)")
    #expect(own.headers["etag"] == nil && own.headers["cache-control"] == "private, no-cache")
    let all = try await server.ask(fixed + filter, as: "inspector")
    #expect(all.headers["cache-control"]?.contains("immutable") == true)
  }
}
