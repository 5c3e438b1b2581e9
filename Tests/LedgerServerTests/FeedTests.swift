import CanonicalJSON
import Declarations
import Foundation
import Ledger
@testable import LedgerServer
import SampleLedger
import TestSupport
import Testing

/// The feed of a lab, to which products come and from which they go.
@Suite struct FeedTests {
  private static let products = ["60234100", "60234101", "60234102"]

  /// Who follows the links, and what it was handed over.
  private final class Follower {
    private let server: TestServer
    private(set) var link = "/api/v1/events?limit=2"
    private(set) var seen: [Int] = []

    init(_ server: TestServer) { self.server = server }

    /// Goes on by one page.
    ///
    /// - Returns: Whether it came any further.
    func follow() async throws -> Bool {
      let reply = try await server.ask(link, as: "acme")
      #expect(reply.status == 200, "\(link): \(reply.text)")
      let page = (reply.json?.array ?? []).compactMap { Int($0.object?["sequence"]?.string ?? "") }
      seen += page
      let next = reply.headers["link"]?.split(separator: ";").first?.dropFirst().dropLast()
      defer { link = next.map(String.init) ?? link }
      return next.map(String.init) != link
    }

    func followToEnd() async throws {
      while try await follow() {}
    }
  }

  private static func randomEvent(
    _ number: Int,
    losing: Bool,
    _ random: inout SplitMix64
  ) -> String {
    let cis = products[random.below(products.count)]
    let lab = ["acme", "other"][random.below(2)]
    switch random.below(5) {
    case 0 where losing || lab == "acme" && random.below(4) == 0:
      // Of some it is known today that they change hands later, or did before.
      let day = ["2026-02-01", "2026-06-01", "2030-01-01"][random.below(3)]
      let data = #"{"operator":"\#(lab)"}"#
      return Products.event(
        "\(number)",
        "operator.assigned",
        by: "/ansm",
        data,
        about: cis,
        from: day
      )
    case 2 where number > 3 && losing:
      return Sample.retraction(
        id: "\(number)",
        of: "/ansm#\(number - 1 - random.below(3))",
        by: "/ansm",
        subject: "cis/\(cis)"
      )
    default: return Products.stock("\(number)", by: lab, about: cis)
    }
  }

  /// `losing`: products go away, too, and may come back; then what was handed over may come again.
  @Test(arguments: 1...6, [false, true])
  func `hands over every event that may be read, whoever operates what`(
    seed: UInt64,
    losing: Bool
  ) async throws {
    var random = SplitMix64(seed: seed)
    let server = try await Products.server()
    let follower = Follower(server)
    for number in 0..<60 {
      // Of those that are refused, as what corrects nothing is, nothing is recorded.
      try server.ledger.append(Self.randomEvent(number, losing: losing, &random))
      if random.below(3) == 0 { _ = try await follower.follow() }
      if random.below(12) == 0 { try await follower.followToEnd() }
    }
    try await follower.followToEnd()
    var readable: Set<Int> = []
    for sequence in try 0..<server.ledger.reader().size
    where try await server.ask("/api/v1/events/\(sequence)", as: "acme").status == 200 {
      readable.insert(sequence)
    }
    #expect(readable.subtracting(follower.seen) == [], "seed \(seed): \(follower.link)")
    let isOnce = Set(follower.seen).count == follower.seen.count
    #expect(isOnce || losing, "seed \(seed): \(follower.seen)")
    #expect(!readable.isEmpty)
  }

  /// Others have come in their place: who goes on from where it was would miss them.
  @Test(.enabled(if: TestDatabase.isAbsent, "acts on the file of a ledger"))
  func `says that a ledger was restored, also once it has grown again`() async throws {
    let server = try await Products.server(Products.stock("a", by: "acme"))
    try server.admit(.inspector, as: "inspector")
    let ledger = server.ledger
    let copy = ledger.path + ".copy"
    try FileManager.default.copyItem(atPath: ledger.path, toPath: copy)
    for id in ["b", "c"] { try ledger.append(Products.stock(id, by: "acme")) }
    for name in ["inspector", "acme"] {
      let page = try await server.ask("/api/v1/events?wait=1", as: name)
      let link = try #require(page.headers["link"])
      #expect(link.contains("after=2&") && link.contains("wait=1&root="), "\(link)")
    }
    let page = try await server.ask("/api/v1/events", as: "inspector")
    let next = String(
      try #require(page.headers["link"]).split(separator: ";")[0].dropFirst().dropLast()
    )
    #expect(try await server.ask(next, as: "inspector").status == 200)
    _ = try Restoration(of: ledger.path, from: .copy(copy), signing: ledger.key)
      .carryOut(user: "t")
    for id in ["d", "e", "f"] { try ledger.append(Products.stock(id, by: "acme")) }
    #expect(try ledger.reader().size == 5)
    let gone = try await server.ask(next, as: "inspector")
    #expect(gone.status == 404 && gone.text.contains("restored"), "\(gone.text)")
  }

  /// A product that goes away while its earlier events are handed over, and comes back.
  @Test func `hands over all of what comes, goes and comes`() async throws {
    let server = try await Products.server()
    func assign(_ id: String, to lab: String) throws {
      let data = "{\"operator\":\"\(lab)\"}"
      try server.ledger.append(
        Products.event(id, "operator.assigned", by: "/ansm", data, from: "2026-02-01")
      )
    }
    try assign("first", to: "other")
    for number in 0..<12 { try server.ledger.append(Products.stock("\(number)", by: "other")) }
    try server.ledger.append(Products.stock("own", by: "acme", about: Self.products[1]))
    let follower = Follower(server)
    try await follower.followToEnd()
    for round in 0..<3 {
      try assign("to-\(round)", to: "acme")
      for _ in 0..<2 { _ = try await follower.follow() }
      try assign("from-\(round)", to: "other")
      for _ in 0..<2 { _ = try await follower.follow() }
    }
    try assign("last", to: "acme")
    try await follower.followToEnd()
    let size = try server.ledger.reader().size
    #expect(Set(0..<size).subtracting(follower.seen) == [], "\(follower.seen)")
  }

  /// What passes with the days alone.
  @Test func `hands over what came within reach on a day`() async throws {
    let server = try await Products.server()
    try server.ledger.append(
      [
        Products.event(
          "a",
          "operator.assigned",
          by: "/ansm",
          #"{"operator":"other"}"#,
          from: "2026-01-01"
        ),
        Products.stock("s", by: "other"),
        Products.event(
          "b",
          "operator.assigned",
          by: "/ansm",
          #"{"operator":"acme"}"#,
          from: "2026-02-01"
        ),
      ].joined(separator: "\n")
    )
    // Who answers from a day on may read before it, so that the day is that before all of it was known.
    let page = try await server.ask("/api/v1/events?after=2&rights=2@2026-01-15", as: "acme")
    #expect(page.json?.array?.count == 3)
    let same = try await server.ask("/api/v1/events?after=2&rights=3@2026-01-15", as: "acme")
    #expect(same.json?.array == [])
    for wrong in [
      "rights=3@2026-01-01&growth=1@2026-01-01@0", "growth=1@2026-01-01@0",
      "rights=1@2026-02-01&growth=3@2026-01-01@0", "rights=1@2999-01-01",
      "rights=3", "rights=x@2026-01-01", "growth=1@2026-01-01", "rights=1@2026-02-30",
    ] {
      let reply = try await server.ask("/api/v1/events?after=2&\(wrong)", as: "acme")
      #expect(reply.status == 404, "\(wrong)")
    }
    // Sequences of what may not be read are not told, whatever is claimed of earlier rights.
    let forged = try await server.ask(
      "/api/v1/events?after=2&limit=1&rights=0@2026-01-01&growth=3@2026-01-15@0",
      as: "other"
    )
    #expect(forged.status == 200 && forged.json?.array == [])
    #expect(forged.headers["link"]?.contains("growth") == false)
    // Rights of a ledger that was longer: it was restored since.
    let later = try await server.ask("/api/v1/events?after=2&rights=9@2026-01-15", as: "acme")
    #expect(later.status == 404)
  }
}
