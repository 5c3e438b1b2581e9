import CanonicalJSON
import Declarations
import Foundation
import Ledger
@testable import LedgerServer
import TestSupport
import Testing

/// Whose a product is: who may state and read something about it over the network.
@Suite struct `Products` {
  static let cis = "60234100"

  static func event(
    _ id: String,
    _ type: String,
    by source: String,
    _ data: String,
    about cis: String = cis,
    from day: String = "2026-02-01",
    more: String = ""
  ) -> String {
    #"{"specversion":"1.0","id":"\#(id)","source":"\#(source)","type":"fr.mitm.\#(type).v1","#
      + #""subject":"cis/\#(cis)","time":"2026-01-15T10:00:00+01:00","effectiveon":"\#(day)","#
      + #""reason":"x","data":\#(data)\#(more)}"#
  }

  static func description(
    _ id: String,
    holder: String,
    about cis: String = cis,
    from day: String = "2026-01-01"
  ) -> String {
    let data = #"{"denomination":"PRODUCT","authorisation":"active","holder":"\#(holder)"}"#
    return event(id, "product.described", by: "/ansm", data, about: cis, from: day)
  }

  static func marketing(_ id: String, by lab: String, about cis: String = cis) -> String {
    let data = #"{"operator":"\#(lab)"}"#
    return event(id, "commercialisation.declared", by: "/labs/\(lab)", data, about: cis)
  }

  static func stock(_ id: String, by lab: String, about cis: String = cis) -> String {
    event(id, "stock.reported", by: "/labs/\(lab)", #"{"units":1,"sales12m":12}"#, about: cis)
  }

  /// A server of a ledger with these events, and a token for acme, for other, and for the registrar.
  static func server(_ events: String...) async throws -> TestServer {
    let ledger = try TemporaryLedger()
    if !events.isEmpty { try ledger.append(events.joined(separator: "\n")) }
    let server = try await TestServer(ledger)
    for lab in ["acme", "other"] { try server.admit(.lab(Lab(parsing: lab)), as: lab) }
    try server.admit(.registrar, as: "ansm")
    return server
  }

  static func send(
    _ event: String,
    as name: String,
    to server: TestServer
  ) async throws -> TestServer.Reply {
    try await server.ask(
      "/api/v1/events",
      as: name,
      "POST",
      headers: ["Content-Type": "application/json", "Accept-Language": "en"],
      body: event
    )
  }

  static func reads(_ name: String, at server: TestServer, _ cis: String = cis) async throws
    -> Bool
  {
    let statuses = [
      try await server.ask("/api/v1/products/\(cis)", as: name).status,
      try await server.ask("/products/\(cis)?asOf=2026-02-02", as: name).status,
    ]
    #expect(statuses == [200, 200] || statuses == [403, 403])
    return statuses[0] == 200
  }

  static func feed(_ name: String, at server: TestServer) async throws -> [String] {
    try await server.ask("/api/v1/events", as: name).json?.array?
      .compactMap { $0.object?["id"]?.string } ?? []
  }

  @Test(arguments: [
    ("qualification.declared", #"{"ground":"vital","channel":"letter"}"#),
    ("modification.requested", #"{"qualified":false,"channel":"letter"}"#),
    ("commercialisation.declared", #"{"operator":"other"}"#), ("commercialisation.stopped", "{}"),
    ("commercialisation.suspended", "{}"),
    (
      "commercialisation.stop-announced",
      #"{"plannedOn":"2027-01-01","urgent":false,"motive":"x"}"#
    ),
    ("stock.reported", #"{"units":1,"sales12m":12}"#), ("plan.filed", #"{"year":2025}"#),
    ("shortage.declared", #"{"file":"R1","kind":"stockout","causes":["x"]}"#),
    ("operator.assigned", #"{"operator":"other"}"#),
    ("dossier.changed", #"{"dossier":1,"state":"accepted"}"#),
  ])
  func `of another take no statement, and tell nothing`(type: String, data: String) async throws {
    let server = try await Self.server(Self.description("d", holder: "acme"))
    let reply = try await Self.send(
      Self.event("x", type, by: "/labs/other", data),
      as: "other",
      to: server
    )
    #expect(reply.status == 422, "\(reply.text)")
    let refusal = reply.json?.object?["refusals"]?.array?.first?.object
    #expect(refusal?["rule"]?.string == "source" && refusal?["field"]?.string == "subject")
    #expect(!reply.text.contains("acme"))
    #expect(try server.ledger.reader().size == 1)
    #expect(try await !Self.reads("other", at: server))
    // What was sent is kept all the same.
    #expect(try server.ledger.reader().refusedSubmissions().count == 1)
    let own = Self.event("y", type, by: "/labs/acme", data.replacing("other", with: "acme"))
    #expect(try await Self.send(own, as: "acme", to: server).status == 201)
  }

  @Test
  func `are read by who answers, and by who is to`() async throws {
    let server = try await Self.server(Self.description("d", holder: "acme"))
    #expect(try await Self.reads("acme", at: server))
    let assigned = Self.event(
      "a",
      "operator.assigned",
      by: "/labs/acme",
      #"{"operator":"other"}"#,
      from: "2090-01-01"
    )
    #expect(try await Self.send(assigned, as: "acme", to: server).status == 201)
    #expect(try await Self.reads("other", at: server))
    #expect(
      try await Self.send(Self.stock("s", by: "other"), as: "other", to: server).status == 201
    )
    #expect(try await Self.feed("acme", at: server) == ["d", "a", "s"])
    // The holder sells it: it reads what it stated itself, and nothing that comes after.
    try server.ledger.append(Self.description("d2", holder: "third", from: "2026-02-01"))
    #expect(try await !Self.reads("acme", at: server))
    #expect(try await Self.feed("acme", at: server) == ["a"])
    // Nor does its word on who will operate bind who holds it then.
    #expect(try await !Self.reads("other", at: server))
    let back = Self.event("b", "operator.assigned", by: "/labs/acme", #"{"operator":"acme"}"#)
    #expect(try await Self.send(back, as: "acme", to: server).status == 422)
    // Nor does it take back that it handed on.
    let retracted = Self.event(
      "r",
      "event.retracted",
      by: "/labs/acme",
      "{}",
      more: #","corrects":"/labs/acme#a""#
    )
    #expect(try await Self.send(retracted, as: "acme", to: server).status == 422)
  }

  /// Before the register knows a product, its lab declares it; that is no key to what comes after.
  @Test
  func `of nobody are those of who declares them first, until it is known whose they are`()
    async throws
  {
    let server = try await Self.server()
    #expect(
      try await Self.send(Self.marketing("m", by: "other"), as: "other", to: server).status == 201
    )
    #expect(try await Self.reads("other", at: server))
    #expect(try await !Self.reads("acme", at: server))
    // Another one neither changes it nor is told of it.
    for event in [Self.stock("s", by: "acme"), Self.marketing("n", by: "acme")] {
      #expect(try await Self.send(event, as: "acme", to: server).status == 422)
    }
    #expect(try await Self.feed("acme", at: server) == [])
    #expect(try await Self.feed("other", at: server) == ["m"])
    // Now it is known whose it is.
    let described = Self.description("d", holder: "acme")
    #expect(try await Self.send(described, as: "ansm", to: server).status == 201)
    #expect(try await Self.reads("acme", at: server))
    #expect(try await !Self.reads("other", at: server))
    #expect(
      try await Self.send(Self.stock("t", by: "other"), as: "other", to: server).status == 422
    )
    // The fold still takes who declared it for its operator; the door does not.
    #expect(try await Self.send(Self.stock("u", by: "acme"), as: "acme", to: server).status == 201)
    for path in [
      "/api/v1/compliance?lab=other", "/api/v1/due?lab=other&within=3000", "/labs/other",
    ] {
      let reply = try await server.ask(
        "\(path)\(path.contains("?") ? "&" : "?")asOf=2026-03-01",
        as: "other"
      )
      #expect(reply.status == 200 && !reply.text.contains(Self.cis), "\(path): \(reply.text)")
    }
  }

  /// What the authority recorded about a product of nobody is no lab's to read, whatever it says of itself.
  @Test
  func `of nobody are read by none but who stated all of it`() async throws {
    let server = try await Self.server(
      Self.event(
        "q",
        "qualification.added",
        by: "/ansm",
        #"{"decision":"D1","notifiedOn":"2026-01-10"}"#
      )
    )
    #expect(try server.ledger.reader().size == 1)
    for name in ["acme", "other"] { #expect(try await !Self.reads(name, at: server)) }
    #expect(try await Self.feed("acme", at: server) == [])
    #expect(
      try await Self.send(Self.marketing("m", by: "acme"), as: "acme", to: server).status == 201
    )
    #expect(try await !Self.reads("acme", at: server))
    #expect(try await Self.feed("acme", at: server) == ["m"])
  }

  /// An operator is replaced by who may replace it, whatever it said of its own future.
  @Test
  func `are no longer those of an operator that names itself`() async throws {
    let server = try await Self.server(
      Self.description("d", holder: "acme"),
      Self.event("o", "operator.assigned", by: "/ansm", #"{"operator":"other"}"#)
    )
    let own = Self.event(
      "x",
      "operator.assigned",
      by: "/labs/other",
      #"{"operator":"other"}"#,
      from: "2090-01-01"
    )
    #expect(try await Self.send(own, as: "other", to: server).status == 201)
    let replaced = Self.event(
      "p",
      "operator.assigned",
      by: "/ansm",
      #"{"operator":"acme"}"#,
      from: "2026-02-02"
    )
    #expect(try await Self.send(replaced, as: "ansm", to: server).status == 201)
    #expect(try await !Self.reads("other", at: server))
    #expect(
      try await Self.send(Self.stock("s", by: "other"), as: "other", to: server).status == 422
    )
    // How it was judged while it answered is still told.
    let judged = try await server.ask("/api/v1/compliance?lab=other&asOf=2026-02-01", as: "other")
    #expect(judged.status == 200)
  }

  @Test
  func `do not tell by a cause what others recorded`() async throws {
    let server = try await Self.server(
      Self.description("d", holder: "acme"),
      Self.description("e", holder: "other", about: "69999999"),
      Self.stock("s", by: "acme")
    )
    var refusals: [String?] = []
    for cause in ["/labs/acme#s", "/labs/acme#none", "/ansm#d", "/ansm#none"] {
      let event = Self.event(
        "r",
        "stock.reported",
        by: "/labs/other",
        #"{"units":1,"sales12m":12}"#,
        about: "69999999",
        more: #","causationid":"\#(cause)""#
      )
      let reply = try await Self.send(event, as: "other", to: server)
      #expect(reply.status == 422)
      let refusal = reply.json?.object?["refusals"]?.array?.first?.object
      refusals.append(refusal?["rule"]?.string)
    }
    #expect(refusals == Array(repeating: "causation", count: 4))
    let own = Self.event(
      "r",
      "stock.reported",
      by: "/labs/other",
      #"{"units":1,"sales12m":12}"#,
      about: "69999999",
      more: #","causationid":"/ansm#e""#
    )
    #expect(try await Self.send(own, as: "other", to: server).status == 201)
  }

  /// What is recorded at the command line was looked at by who keeps the ledger.
  @Test
  func `have the operator that a lab names at the command line`() async throws {
    let server = try await Self.server(
      Self.marketing("m", by: "other"),
      Self.description("d", holder: "acme")
    )
    for name in ["acme", "other"] {
      #expect(try await Self.reads(name, at: server))
      #expect(try await Self.send(Self.stock(name, by: name), as: name, to: server).status == 201)
    }
  }

  @Test
  func `keep their events from who would correct them`() async throws {
    let server = try await Self.server(
      Self.description("d", holder: "acme"),
      Self.stock("s", by: "acme"),
      Self.description("e", holder: "other", about: "69999999")
    )
    func refusal(of reference: String) async throws -> String? {
      let reply = try await Self.send(
        Self.event(
          "r",
          "event.retracted",
          by: "/labs/other",
          "{}",
          about: "69999999",
          more: #","corrects":"\#(reference)""#
        ),
        as: "other",
        to: server
      )
      #expect(reply.status == 422)
      return reply.json?.object?["refusals"]?.array?.first?.object?["message"]?.string
    }
    let known = try await refusal(of: "/labs/acme#s")
    #expect(known?.contains("its own events only") == true)
    #expect(try await refusal(of: "/labs/acme#nothing") == known)
  }
}
