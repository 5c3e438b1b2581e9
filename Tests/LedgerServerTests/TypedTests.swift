import CanonicalJSON
import Declarations
import Foundation
import Ledger
@testable import LedgerServer
import TestSupport
import Testing

/// What a person typed or chose stays where it was, on the page that answers and in the address that is kept.
@Suite struct TypedTests {
  private static let form = "application/x-www-form-urlencoded"

  private static func server() async throws -> TestServer {
    let server = try await Products.server(
      Products.description("d", holder: "acme"),
      Products.marketing("m", by: "acme"),
      Sample.qualification(id: "q"),
      Products.stock("s", by: "acme")
    )
    try server.admit(.inspector, as: "inspector")
    return server
  }

  private static func declare(
    _ body: String,
    to server: TestServer,
    headers: [String: String] = [:]
  ) async throws -> TestServer.Reply {
    try await server.ask(
      "/declare?lang=fr",
      as: headers.isEmpty ? "acme" : nil,
      "POST",
      headers: headers.merging(["Content-Type": form]) { $1 },
      body: body
    )
  }

  @Test func `a preview names the product, and can be edited and read in another language`()
    async throws
  {
    let server = try await Self.server()
    let page = try await Self.declare(
      "what=stock&cis=60234100&effectiveon=2026-03-01&units=7&sales12m=12",
      to: server
    )
    #expect(page.text.contains("<dd>60234100 – PRODUCT</dd>"), "\(page.text)")
    let kept = "what=stock&amp;cis=60234100&amp;effectiveon=2026-03-01&amp;units=7&amp;sales12m=12"
    #expect(page.text.contains("/declare?\(kept)&amp;lang=en"), "\(page.text)")
    let edited = try await Self.declare(
      "what=stock&cis=60234100&effectiveon=2026-03-01&units=7&sales12m=12&step=edit",
      to: server
    )
    #expect(edited.status == 200 && edited.text.contains("name=\"units\" value=\"7\""))
    let again = try await server.ask(
      "/declare?what=stock&cis=60234100&units=7&lang=fr",
      as: "acme"
    )
    #expect(again.text.contains("name=\"units\" value=\"7\""), "\(again.text)")
  }

  /// A restart ends all sessions: what was typed before it is shown again, and nothing is done.
  @Test func `a form of an earlier session is shown again`() async throws {
    let server = try await Self.server()
    let size = try server.ledger.reader().size
    let cookie = try await server.signIn(as: "acme")
    let page = try await Self.declare(
      "what=stock&cis=60234100&effectiveon=2026-03-01&units=7&sales12m=12&step=record"
        + "&guard=earlier&time=\(Instant.now().recordedText)",
      to: server,
      headers: ["Cookie": cookie]
    )
    #expect(page.status == 403 && page.text.contains("name=\"units\" value=\"7\""))
    #expect(!page.text.contains("value=\"record\""))
    #expect(try server.ledger.reader().size == size)
  }

  /// Every kind that a form offers can be recorded by it.
  @Test(arguments: [
    ("suspended", "", "commercialisation.suspended"),
    ("resumed", "", "commercialisation.resumed"), ("ended", "&file=F1", "shortage.ended"),
    ("retraction", "&corrects=s&reason=doublon", "event.retracted"),
  ])
  func `what a lab has to say can be said on a page`(
    what: String,
    fields: String,
    type: String
  ) async throws {
    let server = try await Self.server()
    try server.ledger.append(
      Products.event(
        "f",
        "shortage.declared",
        by: "/labs/acme",
        #"{"file":"F1","kind":"stockout","causes":[]}"#
      )
    )
    let size = try server.ledger.reader().size
    let said = "what=\(what)&cis=60234100&effectiveon=2026-03-01\(fields)"
    let preview = try await Self.declare(said, to: server)
    #expect(preview.status == 200 && preview.text.contains("value=\"record\""), "\(preview.text)")
    let recorded = try await Self.declare(
      said + "&step=record&time=\(Instant.now().recordedText)",
      to: server
    )
    #expect(recorded.status == 200, "\(recorded.text)")
    #expect(try server.ledger.reader().size == size + 1)
    let event = try server.ledger.reader().event(at: size)
    #expect(event.submission.type.rawValue == type)
  }

  @Test func `a reconciliation is asked again of the same day and knowledge`() async throws {
    let server = try await Self.server()
    func field(_ name: String, _ value: String) -> String {
      "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
    }
    for (lab, status) in [("acme", 200), ("Bad Lab", 400)] {
      let page = try await server.ask(
        "/reconcile?lang=fr",
        as: "inspector",
        "POST",
        headers: ["Content-Type": "multipart/form-data; boundary=b"],
        body: field("lab", lab) + field("asOf", "2026-02-20") + field("knownAt", "3")
          + "--b\r\nContent-Disposition: form-data; name=\"register\"; filename=\"a.csv\"\r\n\r\n"
          + "id;cis;type\n1;60234100;stock.reported\n\r\n--b--\r\n"
      )
      #expect(page.status == status)
      for kept in [
        "name=\"asOf\" value=\"2026-02-20\"", "name=\"knownAt\" size=\"12\" value=\"3\"",
        "value=\"\(lab)\"",
      ] {
        #expect(page.text.contains(kept), "\(kept)")
      }
    }
  }

  @Test func `an address that is kept asks the whole question`() async throws {
    let server = try await Self.server()
    let history = try await server.ask(
      "/history?by=year&from=2026-01-01&published=true&lang=fr",
      as: "inspector"
    )
    #expect(
      history.text.contains("&amp;published=true&amp;from=2026-01-01&amp;by=year&amp;lang=fr"),
      "\(history.text)"
    )
    let lab = try await server.ask("/labs/acme?stock=60234100&lang=fr", as: "acme")
    #expect(lab.status == 200 && lab.text.contains("&amp;stock=60234100&amp;lang=fr"))
    #expect(lab.text.contains("<input type=\"hidden\" name=\"stock\" value=\"60234100\">"))
    let diff = try await server.ask(
      "/diff?from=2026-01-01&fromKnown=1&to=2026-03-01&toKnown=&lang=fr",
      as: "inspector"
    )
    #expect(diff.text.contains("/diff?from=2026-01-01@1&amp;to=2026-03-01@4&amp;lang=fr"))
    #expect(diff.text.contains("name=\"fromKnown\" size=\"12\" value=\"1\""))
    let other = try await server.ask("/labs/acme?stock=60234109&lang=fr", as: "acme")
    #expect(other.status == 404 && other.text.contains("60234109"))
  }

  /// Of the published list, what was requested or decided since is nobody's before it is published.
  @Test func `the published list says nothing that is not published`() async throws {
    let server = try await Self.server()
    try server.ledger.append(
      [
        Products.event(
          "p",
          "publication.entered",
          by: "/ansm",
          #"{"publication":"2026-03","denomination":"PRODUCT"}"#,
          from: "2026-03-01"
        ),
        Products.event(
          "r",
          "modification.requested",
          by: "/labs/acme",
          #"{"qualified":false,"channel":"letter"}"#,
          from: "2026-04-01"
        ),
      ].joined(separator: "\n")
    )
    let path = "/api/v1/list?published=true&asOf=2026-05-01"
    let all = try await server.ask(path, as: "inspector")
    #expect(all.text.contains("withdrawalPending"), "\(all.text)")
    for name in [nil, "acme"] {
      let reply = try await server.ask(path, as: name)
      let row = try #require(reply.json?.object?["rows"]?.array?.first?.object)
      let told: Set = ["cis", "denomination", "atc", "holder"]
      #expect(row["cis"] != nil && Set(row.members.map(\.key)).isSubset(of: told))
      let page = try await server.ask("/list?asOf=2026-05-01&lang=en", as: name)
      #expect(page.text.contains("60234100") && !page.text.contains("2026-02-"), "\(page.text)")
      #expect(reply.headers["etag"] != all.headers["etag"])
      let csv = try await server.ask("/list.csv?published=true&asOf=2026-05-01", as: name)
      #expect(csv.text.contains(",60234100") || csv.text.contains("60234100"))
      #expect(!csv.text.contains("true"))
    }
  }

  /// What is recorded is what was typed, also where it cannot be seen.
  @Test func `a text goes through the preview as it was typed`() async throws {
    let server = try await Self.server()
    let motive = "a\u{2028}b\u{200E}c\u{85}d \"<&>'"
    let said =
      "what=stop&cis=60234100&effectiveon=2026-03-01&plannedOn=2028-01-01&urgent=false&motive="
      + (motive.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
    let preview = try await Self.declare(said, to: server)
    let quoted = "a\u{2028}b\u{200E}c\u{85}d &quot;&lt;&amp;&gt;&#39;"
    #expect(preview.text.contains("name=\"motive\" value=\"\(quoted)\""), "\(preview.text)")
  }

  @Test func `who asks for the head alone is told the same`() async throws {
    let server = try await Self.server()
    for path in ["/api/v1/events/9999", "/labs/nobody", "/api/v1/list?published=true"] {
      let (head, whole) = (
        try await server.ask(path, as: "inspector", "HEAD"),
        try await server.ask(path, as: "inspector")
      )
      #expect(head.status == whole.status, "\(path)")
    }
    let wrong = try await server.ask("/api/v1/list", as: "inspector", "DELETE")
    #expect(wrong.status == 405 && wrong.headers["allow"] == "GET, HEAD")
  }

  /// A browser is answered with a page, wherever a form of ours leads it.
  @Test(arguments: ["/audit/proof?sequence=99", "/api/v1/consistency?from=7&to=x"])
  func `what is wrong with a form is said on a page`(path: String) async throws {
    let server = try await Self.server()
    let page = try await server.ask(
      path,
      as: "inspector",
      headers: ["Accept": "text/html,application/xhtml+xml"]
    )
    #expect(page.status == 400 && page.text.hasPrefix("<!doctype html>"), "\(page.text)")
  }
}
