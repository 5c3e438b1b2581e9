import CanonicalJSON
import Declarations
import Foundation
import Ledger
import LedgerServer
import MerkleLog
import Schema
import TestSupport
import Testing

/// What is answered, and how what is wrong is said.
@Suite struct `Answers over HTTP` {
  private static func server(isReadOnly: Bool = false) async throws -> TestServer {
    let ledger = try TemporaryLedger()
    try ledger.append(
      [Sample.qualification(id: "1"), Sample.marketing(id: "2")].joined(separator: "\n")
    )
    let server = try await TestServer(ledger, isReadOnly: isReadOnly)
    try server.admit(.inspector, as: "inspector")
    try server.admit(.lab(Lab(parsing: "acme")), as: "lab")
    return server
  }

  @Test
  func `stay the same where the question is complete, and say so`() async throws {
    let server = try await Self.server()
    let fixed = "/api/v1/list?asOf=2026-03-01&knownAt=2"
    let first = try await server.ask(fixed, as: "inspector")
    #expect(first.headers["cache-control"]?.contains("immutable") == true)
    #expect(first.json?.object?["count"]?.integer == 1)
    let tag = try #require(first.headers["etag"])
    let again = try await server.ask(fixed, as: "inspector", headers: ["If-None-Match": tag])
    #expect(again.status == 304 && again.body.isEmpty)
    let open = "/api/v1/list?asOf=2026-03-01"
    let before = try await server.ask(open, as: "inspector")
    #expect(before.headers["cache-control"]?.contains("immutable") == false)
    #expect(before.headers["etag"] == tag)
    try server.ledger.append(Sample.retraction(id: "3", of: "/labs/acme#1"))
    let after = try await server.ask(open, as: "inspector", headers: ["If-None-Match": tag])
    #expect(after.status == 200 && after.json?.object?["count"]?.integer == 0)
    #expect(try await server.ask(fixed, as: "inspector").body == first.body)
  }

  @Test
  func `say what is wrong with a question, in the language that is asked for`() async throws {
    let server = try await Self.server()
    for (query, code) in [
      ("asof=2026-01-01", "unknown-field"), ("asOf=yesterday", "malformed"),
      ("asOf=2026-01-01&asOf=2026-01-02", "malformed"), ("lang=xx", "choice"),
      ("published=yes", "choice"), ("state=gone", "choice"), ("knownAt=-1", "malformed"),
      ("asOf=%FF", "malformed"),
    ] {
      let french = try await server.ask(
        "/api/v1/list?\(query)",
        as: "inspector",
        headers: ["Accept-Language": "fr-FR"]
      )
      let english = try await server.ask(
        "/api/v1/list?\(query)",
        as: "inspector",
        headers: ["Accept-Language": "de, en-GB;q=0.8"]
      )
      #expect(french.status == 400 && english.status == 400, "\(query)")
      #expect(french.json?.object?["code"]?.string == code, "\(query)")
      #expect(french.headers["content-language"] == "fr")
      #expect(english.headers["content-language"] == "en")
      #expect(french.json?.object?["detail"] != english.json?.object?["detail"], "\(query)")
    }
  }

  @Test
  func `say that a ledger has not come so far, or that knowledge cannot shrink`() async throws {
    let server = try await Self.server()
    let beyond = try await server.ask("/api/v1/list?knownAt=3", as: "inspector")
    #expect(beyond.status == 404 && beyond.json?.object?["code"]?.string == "range")
    let back = try await server.ask(
      "/api/v1/diff?from=2026-01-01@2&to=2026-01-01@1",
      as: "inspector"
    )
    #expect(back.status == 409 && back.json?.object?["code"]?.string == "order")
  }

  @Test(arguments: ["DELETE", "PUT", "PATCH", "POST", "OPTIONS"])
  func `refuse another method with those that there are`(method: String) async throws {
    let server = try await Self.server()
    let reply = try await server.ask("/api/v1/checkpoint", method)
    #expect(reply.status == 405 && reply.headers["allow"] == "GET, HEAD")
    #expect(try await server.ask("/api/v1/nothing", method).status == 404)
  }

  @Test
  func `take one event or a batch, once`() async throws {
    let server = try await Self.server()
    func send(_ body: String, _ type: String = "application/cloudevents+json") async throws
      -> TestServer.Reply
    {
      try await server.ask(
        "/api/v1/events",
        as: "lab",
        "POST",
        headers: ["Content-Type": type],
        body: body
      )
    }
    let one = Sample.qualification(id: "a")
    let first = try await send(one)
    #expect(first.status == 201 && first.json?.object?["appended"]?.integer == 1)
    let again = try await send(one)
    #expect(again.status == 200 && again.json?.object?["duplicates"]?.integer == 1)
    #expect(again.json?.object?["receipts"] == first.json?.object?["receipts"])
    let batch = "[\(Sample.qualification(id: "b")),\(Sample.qualification(id: "c"))]"
    let both = try await send(batch, "application/cloudevents-batch+json; charset=utf-8")
    #expect(both.json?.object?["appended"]?.integer == 2)
    let size = try server.ledger.reader().size
    // All or nothing: one that is good goes with one that is not.
    let mixed = try await send("[\(Sample.qualification(id: "d")),{}]")
    #expect(mixed.status == 422)
    #expect(mixed.json?.object?["refusals"]?.array?.isEmpty == false)
    #expect(try await send("{").status == 422)
    #expect(try await send("").status == 422)
    #expect(try await send("<event/>", "application/xml").status == 415)
    #expect(try await send(Sample.qualification(id: "a", cis: "60234101")).status == 422)
    #expect(try server.ledger.reader().size == size)
    let recorded = try server.ledger.reader().event(at: size - 1)
    #expect(recorded.actor.hasPrefix("api:"))
    let refused = try server.ledger.reader().refusedSubmissions()
    #expect(refused.count == 4)
  }

  @Test
  func `hold back what is too long, and what cannot be signed`() async throws {
    let server = try await Self.server()
    let said = Schema.openAPI.matches(of: /x-max-bytes: (\d+)/).compactMap { Int($0.1) }
    let limit = try #require(said.first)
    #expect(said == [limit, limit])
    // As much as may be sent is read, and has nothing in it.
    for (count, status) in [(limit, 422), (limit + 1, 413)] {
      let long = try await server.ask(
        "/api/v1/events",
        as: "lab",
        "POST",
        headers: ["Content-Type": "application/json"],
        body: String(repeating: " ", count: count)
      )
      #expect(long.status == status)
    }
    let reading = try await Self.server(isReadOnly: true)
    let reply = try await reading.ask(
      "/api/v1/events",
      as: "lab",
      "POST",
      headers: ["Content-Type": "application/json"],
      body: Sample.qualification(id: "z")
    )
    #expect(reply.status == 503)
  }

  /// Whoever follows the links from the beginning sees every event, once, in order, whatever is appended meanwhile.
  @Test
  func `feed every event to who follows the links`() async throws {
    let server = try await Self.server()
    var seen: [String] = []
    var path = "/api/v1/events?limit=2"
    for round in 0..<6 {
      let page = try await server.ask(path, as: "inspector")
      seen += page.json?.array?.compactMap { $0.object?["sequence"]?.string } ?? []
      let link = try #require(page.headers["link"])
      path = String(try #require(link.firstMatch(of: /<(.*)>; rel="next"/)).1)
      try server.ledger.append(Sample.qualification(id: "more\(round)"))
    }
    #expect(seen == (0..<seen.count).map(String.init) && seen.count >= 7)
    // A question that waits is answered when something comes.
    let last = try server.ledger.reader().size - 1
    let (file, key, open) = (server.ledger.path, server.ledger.key, server.ledger.openLog)
    let late = Task.detached {
      try await Task.sleep(for: .milliseconds(300))
      _ = try LedgerWriter(at: file, signing: key, following: open?()).append(
        [("late", DeliveryReader(Array(Sample.qualification(id: "late").utf8)))],
        as: .commandLine(user: "test")
      )
    }
    let told = try await server.ask("/api/v1/events?after=\(last)&wait=30", as: "inspector")
    #expect(told.json?.array?.count == 1)
    try await late.value
  }

  @Test
  func `are ready only while the ledger contains its signed head`() async throws {
    let server = try await Self.server()
    #expect(try await server.ask("/readyz").status == 200)
    try "nothing".write(toFile: server.ledger.path + ".head", atomically: true, encoding: .utf8)
    #expect(try await server.ask("/readyz").status == 503)
    #expect(try await server.ask("/healthz").status == 200)
  }
}
