import Declarations
@testable import LedgerServer
import TestSupport
import Testing

/// What browsers say in headers, and what they are told in them.
@Suite struct `Headers` {
  @Test(
    arguments: [
      ("", nil), (";", nil), (",", nil), ("*", nil), ("de", nil), ("fro", nil), ("en;q=0", nil),
      ("en", .english), ("EN-gb", .english), ("fr, en", .french), ("en;q=0.8, fr;q=0.9", .french),
      ("de, en;q=0.5", .english), ("fr;q=0.1,en;q=1", .english),
      ("en; q=0.3 ,fr ; q=0.2", .english),
      ("fr;q=x,en;q=0.1", .english), ("fr;q=1.0001,en;q=0.1", .english), ("en;q=2", nil),
      ("fr;q=,en;q=0.001", .english), ("fr;q=0.000,en;q=0.001", .english),
    ] as [(String, Language?)]
  )
  func `name the language that is liked best`(header: String, language: Language?) {
    #expect(Preference.language(acceptedBy: header) == language)
  }

  /// What is answered depends on who asks: no cache may hand it to the next at the same machine.
  @Test(arguments: [
    "/api/v1/list", "/api/v1/list?asOf=2026-03-01&knownAt=1", "/list.csv", "/api/v1/export",
    "/api/v1/events", "/api/v1/events/0", "/api/v1/events/0/proof", "/api/v1/checkpoint", "/list",
    "/list.svg", "/audit", "/api/v1/nothing",
  ])
  func `say that an answer is for one caller`(path: String) async throws {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1"))
    let server = try await TestServer(ledger)
    try server.admit(.inspector, as: "inspector")
    let reply = try await server.ask(path, as: "inspector")
    let caching = try #require(reply.headers["cache-control"])
    #expect(caching.hasPrefix("private") || caching == "no-store" || caching == "no-cache")
    #expect(reply.headers["vary"] == "Accept-Language, Authorization, Cookie")
  }

  @Test
  func `ask again by the whole tag alone`() async throws {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1"))
    let server = try await TestServer(ledger)
    try server.admit(.inspector, as: "inspector")
    let path = "/api/v1/list?asOf=2026-03-01&knownAt=1"
    let tag = try #require(try await server.ask(path, as: "inspector").headers["etag"])
    for (known, status) in [
      (tag, 304), ("W/\(tag)", 304), ("\"a\", \(tag)", 304), ("*", 304), ("\"a\"", 200),
      ("x\(tag)x", 200), ("", 200),
    ] {
      let reply = try await server.ask(path, as: "inspector", headers: ["If-None-Match": known])
      #expect(reply.status == status, "\(known)")
    }
  }
}
