import Declarations
import Foundation
import Ledger
@testable import LedgerServer
import TestSupport
import Testing

/// The pages: who signs in, what is said in which language, and that nothing that was declared becomes markup.
@Suite struct `Pages` {
  private static func server() async throws -> TestServer {
    let ledger = try TemporaryLedger()
    let described =
      #"{"specversion":"1.0","id":"d","source":"/ansm","type":"fr.mitm.product.described.v1","#
      + #""subject":"cis/60234100","time":"2026-01-10T10:00:00+01:00","effectiveon":"2026-01-10","#
      + #""data":{"denomination":"<script>alert(1)</script> & 'fils'","authorisation":"active","holder":"acme"}}"#
    try ledger.append(
      [described, Sample.qualification(id: "1"), Sample.marketing(id: "2")].joined(separator: "\n")
    )
    let server = try await TestServer(ledger)
    try server.admit(.inspector, as: "inspector")
    return server
  }

  private static func signIn(
    _ server: TestServer,
    token: String,
    headers: [String: String] = [:]
  ) async throws -> TestServer.Reply {
    try await server.ask(
      "/sign-in",
      "POST",
      headers: headers.merging(["Content-Type": "application/x-www-form-urlencoded"]) { $1 },
      body: "token=\(token)&lang=fr"
    )
  }

  @Test
  func `say what was declared and nothing more, in two languages`() async throws {
    let server = try await Self.server()
    for (language, heading) in [("fr", "Liste en vigueur"), ("en", "Current list")] {
      let page = try await server.ask("/list?asOf=2026-03-01&lang=\(language)", as: "inspector")
      #expect(page.text.contains("<html lang=\"\(language)\">") && page.text.contains(heading))
      #expect(page.text.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#39;fils&#39;"))
      #expect(!page.text.contains("<script"))
      #expect(page.text.contains("asOf=2026-03-01&amp;knownAt=3"))
      #expect(page.headers["content-security-policy"]?.contains("default-src 'none'") == true)
    }
    let product = try await server.ask("/products/60234100?asOf=2026-03-01", as: "inspector")
    #expect(!product.text.contains("<script") && product.text.contains("/api/v1/events/2/proof"))
    let search = try await server.ask(
      "/list?asOf=2026-03-01&q=%22%3E%3Cscript%3E&knownAt=",
      as: "inspector"
    )
    #expect(search.status == 200 && !search.text.contains("\"><script>"))
    #expect(!search.text.contains("60234100"))
  }

  /// The plus of a time zone is often left as it is.
  @Test(arguments: ["2026-11-01T00:00:00+01:00", "2026-11-01T00:00:00%2B01:00"])
  func `are asked as known at an instant, however its zone is written`(
    instant: String
  ) async throws {
    let server = try await Self.server()
    for path in [
      "/api/v1/list?asOf=2026-03-01&knownAt=\(instant)", "/list?knownAt=\(instant)",
      "/diff?from=2026-03-01@\(instant)&to=2026-03-02@\(instant)",
    ] {
      let reply = try await server.ask(path, as: "inspector")
      #expect(reply.status == 200, "\(path): \(reply.text)")
    }
  }

  /// Whoever is signed in stays so where something cannot be done.
  @Test
  func `of what is wrong know who asks`() async throws {
    let server = try await Self.server()
    let cookie = try await server.signIn(as: "inspector")
    for path in ["/declare", "/nowhere", "/products/1"] {
      let reply = try await server.ask(path, headers: ["Cookie": cookie, "Accept": "text/html"])
      #expect(reply.status >= 400 && reply.text.contains("action=\"/sign-out?"), "\(path)")
    }
    let out = try await server.ask("/labs?lang=en", headers: ["Accept": "text/html"])
    #expect(out.status == 401 && !out.text.contains("<li><a href=\"/labs"))
    // A form that comes from nowhere says so, and not that one may not.
    let form = try await server.ask(
      "/sign-out",
      "POST",
      headers: ["Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"],
      body: "guard=guess&lang=en"
    )
    #expect(form.status == 403 && form.text.contains("was not sent from a page"))
    let elsewhere = try await Self.signIn(
      server,
      token: server.tokens["inspector"] ?? "",
      headers: ["Origin": "https://elsewhere.example"]
    )
    #expect(elsewhere.status == 403)
    let pasted = "+\(server.tokens["inspector"] ?? "")%0A"
    #expect(try await Self.signIn(server, token: pasted).status == 200)
  }

  @Test
  func `of a lab keep its name, and know none that nothing is known of`() async throws {
    let server = try await Self.server()
    func event(_ id: String, _ type: String, _ data: String) -> String {
      #"{"specversion":"1.0","id":"\#(id)","source":"/ansm","type":"fr.mitm.\#(type).v1","#
        + #""subject":"lab/acme","time":"2026-01-11T10:00:00+01:00","effectiveon":"2026-01-1\#(id)","#
        + #""reason":"x","data":\#(data)}"#
    }
    try server.ledger.append(
      [
        event("1", "lab.registered", #"{"name":"ACME SAS"}"#),
        event("2", "inspection.conducted", #"{"case":"I1","findings":[]}"#),
      ].joined(separator: "\n")
    )
    let page = try await server.ask("/labs/acme?asOf=2026-03-01", as: "inspector")
    #expect(page.status == 200 && page.text.contains("ACME SAS (acme)"))
    #expect(page.text.contains("/products/60234100?asOf=2026-03-01"))
    #expect(try await server.ask("/labs/nobody", as: "inspector").status == 404)
  }

  /// What is exported from a page is what stands on it.
  @Test(arguments: [("dolipráne", 1), ("DOLIPRANE ACME", 1), ("6023", 1), ("other", 0), ("", 1)])
  func `find a product whatever the accents, and export what was found`(
    search: String,
    count: Int
  ) async throws {
    let ledger = try TemporaryLedger()
    let described =
      #"{"specversion":"1.0","id":"d","source":"/ansm","type":"fr.mitm.product.described.v1","#
      + #""subject":"cis/60234100","time":"2026-01-10T10:00:00+01:00","effectiveon":"2026-01-10","#
      + #""data":{"denomination":"DOLIPRANÉ","authorisation":"active","holder":"acme"}}"#
    try ledger.append(
      [Sample.qualification(id: "1"), Sample.marketing(id: "2"), described].joined(separator: "\n")
    )
    let server = try await TestServer(ledger)
    try server.admit(.inspector, as: "inspector")
    let asked = "asOf=2026-03-01&q=\(search.percentEncoded)&lang=fr"
    let page = try await server.ask("/list?\(asked)", as: "inspector").text
    #expect(page.contains(search.isEmpty ? "Spécialités : 1." : "Spécialités : \(count) sur 1."))
    // The forms of browsers write a space as a plus.
    let form = asked.replacing("%20", with: "+")
    let alike = try await server.ask("/list?\(form)", as: "inspector").text
    #expect(alike.contains("<td>DOLIPRANÉ</td>") == (count == 1))
    #expect(page.contains("<td>DOLIPRANÉ</td>") == (count == 1))
    let link = try #require(page.split(separator: "href=\"/list.csv?").dropFirst().first)
    let export = String(link.prefix { $0 != "\"" }).replacing("&amp;", with: "&")
    let csv = try await server.ask("/list.csv?\(export)", as: "inspector")
    #expect(csv.status == 200 && csv.text.contains("DOLIPRANÉ") == (count == 1))
    // Events are called what people call them.
    let product = try await server.ask("/products/60234100?lang=fr", as: "inspector").text
    #expect(product.contains("spécialité décrite <small class=\"note\">product.described</small>"))
  }

  /// The picture of both axes says what a list of each size would.
  @Test
  func `show on which days a product was listed, as it was known`() async throws {
    let server = try await Self.server()
    try server.ledger.append(Sample.retraction(id: "3", of: "/labs/acme#1"))
    let page = try await server.ask("/products/60234100?asOf=2026-03-01&lang=en", as: "inspector")
    #expect(page.text.contains("from event 2: since 2026-02-10"))
    #expect(page.text.contains("from event 3: never"))
    let before = try await server.ask(
      "/products/60234100?asOf=2026-03-01&knownAt=3&lang=en",
      as: "inspector"
    )
    #expect(before.text.contains("since 2026-02-10") && !before.text.contains("from event 3"))
    let history = try await server.ask("/history?asOf=2026-03-01&lang=en&by=day", as: "inspector")
    #expect(
      history.text.contains("<svg viewBox") && history.text.contains("event.retracted") == false
    )
    let plot = try await server.ask("/list.svg?asOf=2026-03-01", as: "inspector")
    #expect(plot.headers["content-type"] == "image/svg+xml" && plot.text.hasPrefix("<svg xmlns"))
  }

  @Test
  func `keep a session for who shows a token, until it is ended`() async throws {
    let server = try await Self.server()
    let token = try #require(server.tokens["inspector"])
    let wrong = try await Self.signIn(server, token: "mitm_nothing")
    #expect(wrong.status == 401 && wrong.headers["set-cookie"] == nil)
    // Another site's form.
    let foreign = try await Self.signIn(
      server,
      token: token,
      headers: ["Origin": "https://elsewhere.example"]
    )
    #expect(foreign.status == 403 && foreign.headers["set-cookie"] == nil)
    let cookie = try await server.signIn(as: "inspector")
    func ask(_ path: String, _ method: String = "GET", body: String? = nil) async throws
      -> TestServer.Reply
    {
      try await server.ask(
        path,
        method,
        headers: [
          "Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded",
        ],
        body: body
      )
    }
    let page = try await ask("/labs?asOf=2026-03-01&lang=fr")
    #expect(page.status == 200 && page.text.contains("Se déconnecter"))
    #expect(try await ask("/api/v1/list").status == 200)
    let word = try #require(page.text.firstMatch(of: /name="guard" value="([^"]+)"/)).1
    #expect(try await ask("/sign-out", "POST", body: "guard=guess").status == 403)
    #expect(try await ask("/labs").status == 200)
    _ = try await ask("/sign-out", "POST", body: "guard=\(word)")
    #expect(try await ask("/labs").status == 401)
  }

  /// A session is no token: what another site makes a browser send is not recorded.
  @Test
  func `record nothing with a session`() async throws {
    let server = try await Self.server()
    try server.admit(.lab(Lab(parsing: "acme")), as: "lab")
    let cookie = try await server.signIn(as: "lab")
    let size = try server.ledger.reader().size
    let reply = try await server.ask(
      "/api/v1/events",
      "POST",
      headers: ["Cookie": cookie, "Content-Type": "application/json"],
      body: Sample.qualification(id: "forged")
    )
    #expect(reply.status == 401)
    #expect(try server.ledger.reader().size == size)
  }

  @Test
  func `end with the token of the session`() async throws {
    let server = try await Self.server()
    let grant = try server.admit(.auditor, as: "auditor")
    let cookie = try await server.signIn(as: "auditor")
    #expect(try await server.ask("/labs", headers: ["Cookie": cookie]).status == 200)
    _ = try AccessFile(ofLedger: server.ledger.path).revoke(grant.id, at: .now())
    #expect(try await server.ask("/labs", headers: ["Cookie": cookie]).status == 401)
  }

  @Test
  func `say what is wrong on a page, and to a program in its form`() async throws {
    let server = try await Self.server()
    let page = try await server.ask("/list?asOf=never", headers: ["Accept": "text/html"])
    #expect(page.status == 400 && page.headers["content-type"]?.hasPrefix("text/html") == true)
    #expect(page.text.contains("never"))
    let lost = try await server.ask("/nowhere", headers: ["Accept": "text/html"])
    #expect(lost.status == 404 && lost.headers["content-type"]?.hasPrefix("text/html") == true)
    let program = try await server.ask("/nowhere")
    #expect(program.headers["content-type"] == "application/problem+json")
  }
}
