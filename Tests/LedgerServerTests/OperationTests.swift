import CanonicalJSON
import Declarations
import Foundation
import Ledger
@testable import LedgerServer
import Logging
import Synchronization
import TestSupport
import Testing
import UnixSignals

/// What is counted, logged, limited and kept, and what is not.
@Suite struct `How the server runs` {
  private static func server(
    _ options: LedgerServer.Options = .init(),
    log: (any LogHandler)? = nil,
    endedBy signals: [UnixSignal] = []
  ) async throws -> TestServer {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1"))
    let server = try await TestServer(ledger, options: options, log: log, endedBy: signals)
    try server.admit(.inspector, as: "inspector")
    try server.admit(.auditor, as: "auditor")
    try server.admit(.lab(Lab(parsing: "acme")), as: "lab")
    return server
  }

  @Test
  func `counts requests and submissions, and names nobody`() async throws {
    let server = try await Self.server()
    _ = try await server.ask("/api/v1/products/60234100", as: "inspector")
    _ = try await server.ask("/api/v1/products/60234100")
    _ = try await server.ask("/nowhere")
    for body in [Sample.qualification(id: "2"), Sample.qualification(id: "2"), "{}"] {
      _ = try await server.ask(
        "/api/v1/events",
        as: "lab",
        "POST",
        headers: ["Content-Type": "application/json"],
        body: body
      )
    }
    let text = try await server.ask("/metrics").text
    for line in [
      "mitm_events 2", "mitm_signed_events 2", "mitm_submissions_total{outcome=\"recorded\"} 1",
      "mitm_submissions_total{outcome=\"duplicate\"} 1",
      "mitm_submissions_total{outcome=\"refused\"} 1",
      "mitm_requests_total{route=\"product\",status=\"200\"} 1",
      "mitm_requests_total{route=\"product\",status=\"401\"} 1",
      "mitm_requests_total{route=\"none\",status=\"404\"} 1",
      "mitm_request_seconds_count{route=\"append\"} 3",
    ] {
      #expect(text.contains("\n\(line)\n") || text.hasPrefix("\(line)\n"), "\(line)")
    }
    #expect(!text.contains("60234100") && !text.contains("acme"))
    // A bucket holds what the smaller ones hold, and the last holds all.
    let product = text.split(separator: "\n").filter {
      $0.hasPrefix("mitm_request_seconds_bucket{route=\"product\"")
    }.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
    #expect(product == product.sorted() && product.last == 2 && product.count == 9)
  }

  @Test
  func `logs each request with its number, and never a secret`() async throws {
    let lines = Lines()
    let server = try await Self.server(log: JSONLog(label: "test") { lines.add($0) })
    let token = try #require(server.tokens["inspector"])
    let reply = try await server.ask("/api/v1/list?asOf=2026-01-01", as: "inspector")
    _ = try await server.ask("/api/v1/list?token=\(token)", as: "inspector")
    _ = try await server.ask("/api/v1/list", headers: ["Authorization": "Bearer mitm_guess"])
    let cookie = try await server.signIn(as: "inspector")
    _ = try await server.ask("/labs", headers: ["Cookie": cookie])
    let id = try #require(reply.headers["x-request-id"])
    let objects = lines.all.compactMap { try? JSONReader.value(of: Array($0.utf8)).object }
    #expect(objects.count == lines.all.count, "\(lines.all)")
    let own = objects.first { $0["request"]?.string == id }
    #expect(own?["route"]?.string == "list" && own?["status"]?.string == "200")
    #expect(own?["grant"]?.string?.count == 8)
    let text = lines.all.joined()
    for secret in [token, "mitm_guess", cookie.replacing("mitm_session=", with: "")] {
      #expect(!text.contains(secret))
    }
  }

  @Test
  func `says in both languages why it cannot answer`() async throws {
    let lines = Lines()
    let server = try await Self.server(log: JSONLog(label: "test") { lines.add($0) })
    try "{}\n".write(toFile: server.ledger.path + ".access", atomically: true, encoding: .utf8)
    #expect(try await server.ask("/api/v1/list", as: "inspector").status == 503)
    let objects = lines.all.compactMap { try? JSONReader.value(of: Array($0.utf8)).object }
    let said = objects.filter { $0["code"]?.string == "access" }.compactMap {
      $0["message"]?.string
    }
    #expect(
      said.contains { $0.contains("grant") && $0.contains(" / ") && $0.contains("accès") },
      "\(said)"
    )
  }

  private final class Lines: Sendable {
    private let kept = Mutex<[String]>([])
    func add(_ line: String) { kept.withLock { $0.append(line) } }
    var all: [String] { kept.withLock { $0 } }
  }

  @Test
  func `keeps who read what of the labs, for auditors alone`() async throws {
    let server = try await Self.server()
    _ = try await server.ask("/api/v1/products/60234100?asOf=2026-02-03", as: "inspector")
    _ = try await server.ask("/api/v1/products/69999999", as: "lab")
    _ = try await server.ask("/api/v1/checkpoint", as: "inspector")
    _ = try await server.ask("/api/v1/list?published=true")
    let kept = try await server.ask("/api/v1/reads", as: "auditor").json?.array ?? []
    let told = kept.compactMap(\.object).map { entry in
      [entry["role"]?.string, entry["question"]?.string, entry["status"]?.integer.map(String.init)]
    }
    // Who asks for the reads is kept, too, before they are shown.
    #expect(
      told == [
        ["lab", "GET /api/v1/products/69999999", "403"],
        ["inspector", "GET /api/v1/products/60234100?asOf=2026-02-03", "200"],
      ]
    )
    let again = try await server.ask("/api/v1/reads?limit=1", as: "auditor").json?.array
    #expect(again?.first?.object?["question"]?.string == "GET /api/v1/reads")
    let page = try await server.ask("/audit/reads?lang=fr", as: "auditor")
    #expect(page.text.contains("/api/v1/products/69999999"))
    let path = server.ledger.path + ".reads"
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  /// What cannot be kept is not shown.
  @Test
  func `shows nothing of the labs while the reads cannot be kept`() async throws {
    let server = try await Self.server()
    try FileManager.default.createDirectory(
      atPath: server.ledger.path + ".reads",
      withIntermediateDirectories: false
    )
    let reply = try await server.ask("/api/v1/products/60234100", as: "inspector")
    #expect(reply.status == 503 && reply.json?.object?["code"]?.string == "reads")
    #expect(try await server.ask("/api/v1/list?published=true").status == 200)
  }

  /// A full disk cuts a line off; the next one begins anew, and none hides another.
  @Test
  func `shows the reads around a line that was cut off, however long they are`() async throws {
    let server = try await Self.server()
    let path = server.ledger.path + ".reads"
    let long = "/api/v1/products/60234100?asOf=\(String(repeating: "x", count: 9_000))"
    for _ in 0..<40 { _ = try await server.ask(long, as: "inspector") }
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.seekToEnd()
    try file.write(contentsOf: Data("{\"at\":\"2026".utf8))
    try file.close()
    _ = try await server.ask("/api/v1/products/69999999", as: "lab")
    let lines = try await server.ask("/api/v1/reads?limit=42", as: "auditor").json?.array ?? []
    #expect(lines.count == 42)
    #expect(lines.first?.object?["role"]?.string == "lab")
    #expect(lines.dropFirst().first?.object?["unreadable"]?.string == "{\"at\":\"2026")
    #expect(
      lines.dropFirst(2).allSatisfy { $0.object?["question"]?.string?.hasSuffix("xx") == true }
    )
    let page = try await server.ask("/audit/reads?lang=fr", as: "auditor")
    #expect(page.status == 200 && page.text.contains("Ligne illisible"))
  }

  @Test
  func `keeps who was shown the last acts`() async throws {
    let server = try await Self.server()
    _ = try await server.ask("/audit", as: "inspector")
    _ = try await server.ask("/audit")
    let kept = try ReadLog(ofLedger: server.ledger.path).last(9)
    #expect(kept.map { $0.entry?.question } == ["GET /audit"])
  }

  /// Whoever restores a ledger puts another file in its place.
  @Test(.enabled(if: TestDatabase.isAbsent, "acts on the file of a ledger"))
  func `reads and writes the ledger that a restoration put in its place`() async throws {
    let server = try await Self.server()
    let ledger = server.ledger
    let copy = ledger.folder.appending(path: "copy.sqlite").path
    try FileManager.default.copyItem(atPath: ledger.path, toPath: copy)
    try ledger.append(Sample.qualification(id: "lost", cis: "69999999", lab: "other"))
    #expect(try await server.ask("/api/v1/events/1", as: "auditor").text.contains("\"lost\""))
    _ = try Restoration(of: ledger.path, from: .copy(copy), signing: ledger.key)
      .carryOut(user: "test", reason: nil)
    let event = try await server.ask("/api/v1/events/1", as: "auditor")
    #expect(event.text.contains("ledger.restored"))
    #expect(try await server.ask("/readyz").status == 200)
    // Who had come further than the ledger now goes is told so, and does not wait for what comes in its place.
    let behind = try await server.ask("/api/v1/events?after=2", as: "auditor")
    #expect(behind.status == 404 && behind.text.contains("restored"))
    #expect(try await server.ask("/api/v1/events?after=1", as: "auditor").text.hasPrefix("[]"))
    let sent = try await server.ask(
      "/api/v1/events",
      as: "lab",
      "POST",
      headers: ["Content-Type": "application/json"],
      body: Sample.qualification(id: "after")
    )
    #expect(sent.status == 201)
    #expect(try await server.ask("/api/v1/events/2", as: "auditor").text.contains("\"after\""))
    #expect(try await server.ask("/api/v1/products/69999999", as: "auditor").status == 200)
    // A copy that is written over it, with as many events and others among them.
    try ledger.append(Sample.qualification(id: "again", cis: "69999999", lab: "other"))
    #expect(try await server.ask("/api/v1/events/3", as: "auditor").text.contains("\"again\""))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: copy))
    let file = try #require(FileHandle(forWritingAtPath: ledger.path))
    try file.truncate(atOffset: 0)
    try file.write(contentsOf: bytes)
    try file.close()
    #expect(try await server.ask("/api/v1/list?published=true").status == 503)
    let refused = try await server.ask(
      "/api/v1/events",
      as: "lab",
      "POST",
      headers: ["Content-Type": "application/json"],
      body: Sample.qualification(id: "foreign")
    )
    #expect(refused.status == 503)
    // Where the ledger lies is nobody's to know who asks over the network.
    for reply in [refused, try await server.ask("/readyz")] {
      #expect(reply.status == 503 && !reply.text.contains(ledger.folder.path), "\(reply.text)")
    }
    _ = try Restoration(of: ledger.path, signing: ledger.key).carryOut(user: "test", reason: nil)
    #expect(
      try await server.ask("/api/v1/events/1", as: "auditor").text.contains("ledger.restored")
    )
    // Nothing at all, as in the moment between two files: nobody is answered from memory.
    try FileManager.default.moveItem(atPath: ledger.path, toPath: ledger.path + ".away")
    #expect(try await server.ask("/readyz").status == 503)
    #expect(try await server.ask("/api/v1/list?published=true").status == 503)
    try FileManager.default.moveItem(atPath: ledger.path + ".away", toPath: ledger.path)
    #expect(try await server.ask("/api/v1/list?published=true").status == 200)
  }

  @Test
  func `ends the wait of a token that was revoked`() async throws {
    let server = try await Self.server()
    let grant = try server.admit(.inspector, as: "second")
    let (access, id) = (AccessFile(ofLedger: server.ledger.path), grant.id)
    let revocation = Task {
      try await Task.sleep(for: .milliseconds(300))
      _ = try access.revoke(id, at: .now())
    }
    // Waits until its time is over, whenever that was: the revocation has to come before.
    let reply = try await server.ask("/api/v1/events?after=0&wait=10", as: "second")
    try await revocation.value
    #expect(reply.status == 401)
  }

  @Test
  func `limits each caller, and nobody for another`() async throws {
    var options = LedgerServer.Options()
    options.rate = 1
    let server = try await Self.server(options)
    var statuses: [Int] = []
    // However slow the machine is: one a second is less than it answers.
    while statuses.last != 429, statuses.count < 400 {
      statuses.append(try await server.ask("/api/v1/checkpoint", as: "inspector").status)
    }
    #expect(statuses.prefix(4).allSatisfy { $0 == 200 } && statuses.last == 429)
    let limited = try await server.ask("/api/v1/checkpoint", as: "inspector")
    if limited.status == 429 { #expect(limited.headers["retry-after"] == "1") }
    #expect(try await server.ask("/api/v1/checkpoint", as: "auditor").status == 200)
    // Guessing tokens is limited by where it comes from.
    var guesses: [Int] = []
    while guesses.last != 429, guesses.count < 400 {
      let header = ["Authorization": "Bearer mitm_\(guesses.count)"]
      guesses.append(try await server.ask("/api/v1/list", headers: header).status)
    }
    #expect(guesses.first == 401 && guesses.last == 429)
  }

  @Test
  func `fills a caller's bucket again as time goes by`() throws {
    let limit = RateLimit(rate: 2, Metrics())
    let start = ContinuousClock.now
    func takes(_ count: Int, after seconds: Int) -> Int {
      (0..<count).count { _ in
        (try? limit.take(from: "a", at: start.advanced(by: .seconds(seconds)))) != nil
      }
    }
    #expect(takes(20, after: 0) == 8)
    #expect(takes(20, after: 1) == 2)
    #expect(takes(20, after: 1_000) == 8)
    // What sends much counts for more; for no more than the bucket holds.
    let later = start.advanced(by: .seconds(2_000))
    #expect((try? limit.take(from: "b", cost: 6, at: later)) != nil)
    #expect((try? limit.take(from: "b", cost: 3, at: later)) == nil)
    #expect((try? limit.take(from: "b", cost: 2, at: later)) != nil)
    #expect((try? limit.take(from: "c", cost: 1_000, at: later)) != nil)
  }

  /// Only the proxy's own word is believed, and only the last of it.
  @Test
  func `believes the proxy that is named, and nobody else`() async throws {
    for (proxy, isBelieved) in [("127.0.0.1", true), ("192.0.2.1", false), (nil, false)] {
      let lines = Lines()
      var options = LedgerServer.Options()
      options.proxy = proxy
      let server = try await Self.server(options, log: JSONLog(label: "test") { lines.add($0) })
      _ = try await server.ask(
        "/healthz",
        headers: ["X-Forwarded-For": "198.51.100.7, 203.0.113.9", "X-Forwarded-Proto": "https"]
      )
      let text = lines.all.joined()
      #expect(text.contains("\"client\":\"203.0.113.9\"") == isBelieved)
      #expect(!text.contains("198.51.100.7"))
    }
  }

  /// What was answered is recorded, and what was under way when the server was told to end is answered.
  @Test
  func `ends what is being appended before it ends`() async throws {
    // The only one in this process that this signal ends.
    let server = try await Self.server(endedBy: [.sigusr2])
    let before = try server.ledger.reader().size
    let stop = server.stop
    var ending: Task<Void, Never>?
    var acknowledged = 0
    for number in 0..<500 {
      let reply = try? await server.ask(
        "/api/v1/events",
        as: "lab",
        "POST",
        headers: ["Content-Type": "application/json"],
        body: Sample.qualification(id: "end-\(number)")
      )
      guard let reply else { break }
      #expect(reply.status == 201, "\(reply.text)")
      acknowledged += 1
      // Not before something was answered, however long that took; the others come while it ends.
      if ending == nil { ending = Task { await stop() } }
    }
    _ = await ending?.value
    #expect(acknowledged > 0 && acknowledged < 500)
    #expect(try server.ledger.reader().size == before + acknowledged)
    #expect(try server.ledger.reader().verify().isClean)
  }

  @Test
  func `verifies the whole ledger when an auditor asks`() async throws {
    let server = try await Self.server()
    let began = try await server.ask(
      "/audit/verify",
      as: "auditor",
      "POST",
      headers: ["Content-Type": "application/x-www-form-urlencoded"],
      body: "lang=en"
    )
    #expect(began.status == 200)
    var page = began.text
    for _ in 0..<2_400 where !page.contains("Intact: 1 event,") {
      try await Task.sleep(for: .milliseconds(50))
      page = try await server.ask("/audit?lang=en", as: "auditor").text
    }
    #expect(page.contains("Intact: 1 event,"))
  }

  @Test
  func `exports what is hashed, byte for byte`() async throws {
    let server = try await Self.server()
    try server.ledger.append(
      (2..<2_200).map { Sample.qualification(id: "\($0)") }.joined(separator: "\n")
    )
    var bytes: [UInt8] = []
    try server.ledger.reader().forEachBody(in: 0..<2_100) { _, body in bytes += body + [0x0A] }
    let reply = try await server.ask("/api/v1/export?knownAt=2100", as: "auditor")
    #expect(Array(reply.body) == bytes)
    #expect(reply.headers["content-disposition"] == "attachment; filename=\"mitm-2100.ndjson\"")
  }
}
