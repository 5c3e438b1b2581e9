import CanonicalJSON
import Ledger
import TestSupport
import Testing

// That nobody lays a product, and what is held against who operates it, on another lab.

extension Products {
  /// Who says that another operates a product gives it duties, and has to be who may.
  @Test(arguments: ["commercialisation.declared", "operator.assigned"])
  func `are not laid on another lab by who does not hold them`(type: String) async throws {
    let rival = #"{"operator":"acme"}"#
    let server = try await Self.server(
      Self.description("e", holder: "third", about: "69999999"),
      Self.event("o", "operator.assigned", by: "/ansm", #"{"operator":"other"}"#, about: "69999999")
    )
    // Of nobody, and of another holder, whose operator the sender is.
    for cis in [Self.cis, "69999999"] {
      let event = Self.event("x\(cis)", type, by: "/labs/other", rival, about: cis)
      let reply = try await Self.send(event, as: "other", to: server)
      let refusal = reply.json?.object?["refusals"]?.array?.first?.object
      #expect(reply.status == 422 && refusal?["field"]?.string == "data.operator", "\(reply.text)")
      let own = Self.event("y\(cis)", type, by: "/labs/other", #"{"operator":"other"}"#, about: cis)
      #expect(try await Self.send(own, as: "other", to: server).status == 201)
      let correction = Self.event(
        "z\(cis)",
        type,
        by: "/labs/other",
        rival,
        about: cis,
        more: ##","corrects":"/labs/other#y\##(cis)""##
      )
      #expect(try await Self.send(correction, as: "other", to: server).status == 422)
      #expect(
        try await Self.send(Self.stock("s\(cis)", by: "other", about: cis), as: "other", to: server)
          .status == 201
      )
    }
    let judged = try await server.ask("/api/v1/compliance?lab=acme&asOf=2026-03-01", as: "acme")
    #expect(judged.status == 200 && !judged.text.contains("breached"), "\(judged.text)")
    // At the command line whoever keeps the ledger looks at it, as ever.
    let line = Self.event("cli", type, by: "/labs/other", rival)
    #expect(try server.ledger.append(line).appended == 1)
  }

  /// What was is not rewritten by one of two labs, and what the authority said is not by either.
  @Test
  func `are handed on from today on, and not where the authority named who operates`()
    async throws
  {
    let server = try await Self.server(
      Self.description("d", holder: "acme"),
      Self.description("e", holder: "acme", about: "69999999"),
      Self.event("o", "operator.assigned", by: "/ansm", #"{"operator":"acme"}"#, about: "69999999")
    )
    let other = #"{"operator":"other"}"#
    for (cis, type, day) in [
      (Self.cis, "operator.assigned", "2026-02-01"),
      (Self.cis, "commercialisation.declared", "2090-01-01"),
      ("69999999", "operator.assigned", "2090-01-01"),
    ] {
      let event = Self.event("x", type, by: "/labs/acme", other, about: cis, from: day)
      let reply = try await Self.send(event, as: "acme", to: server)
      #expect(reply.status == 422 && reply.text.contains("data.operator"), "\(type) \(cis)")
    }
    let event = Self.event("x", "operator.assigned", by: "/labs/acme", other, from: "2090-01-01")
    #expect(try await Self.send(event, as: "acme", to: server).status == 201)
  }

  /// To take back that it took a product over would hand years of it to the lab before.
  @Test
  func `are not handed back for years that are past`() async throws {
    let server = try await Self.server(
      Self.description("d", holder: "acme"),
      Self.event("a", "operator.assigned", by: "/labs/acme", #"{"operator":"other"}"#),
      Self.event(
        "b",
        "operator.assigned",
        by: "/labs/acme",
        #"{"operator":"acme"}"#,
        from: "2026-02-02"
      ),
      Self.description("e", holder: "acme", about: "69999999"),
      Self.marketing("m", by: "acme", about: "69999999")
    )
    func correct(
      _ id: String,
      _ type: String,
      _ data: String,
      _ day: String,
      _ cis: String = Products.cis
    )
      async throws -> Int
    {
      let more = ##","corrects":"/labs/acme#\##(id)""##
      let event = Self.event(
        "c\(id)\(type)\(day)",
        type,
        by: "/labs/acme",
        data,
        about: cis,
        from: day,
        more: more
      )
      return try await Self.send(event, as: "acme", to: server).status
    }
    let own = #"{"operator":"acme"}"#
    #expect(try await correct("b", "event.retracted", "{}", "2026-02-02") == 422)
    #expect(try await correct("b", "operator.assigned", own, "2090-01-01") == 422)
    #expect(try await correct("a", "event.retracted", "{}", "2026-02-01") == 422)
    // What leaves it who operates, and what concerns nobody else, is corrected as anything is.
    #expect(try await correct("b", "operator.assigned", own, "2026-02-02") == 201)
    #expect(try await correct("m", "event.retracted", "{}", "2026-02-01", "69999999") == 201)
  }
}
