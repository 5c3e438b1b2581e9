import Declarations
import Foundation
import Ledger
import LedgerServer
import TestSupport
import Testing

/// The pages on which one acts: declaring, with what it will do, and reconciling.
@Suite struct `Acting on a page` {
  private static let form = "application/x-www-form-urlencoded"

  private static func server() async throws -> TestServer {
    let ledger = try TemporaryLedger()
    try ledger.append(
      [Sample.qualification(id: "1"), Sample.marketing(id: "2")].joined(separator: "\n")
    )
    let server = try await TestServer(ledger)
    try server.admit(.lab(Lab(parsing: "acme")), as: "lab")
    try server.admit(.inspector, as: "inspector")
    return server
  }

  private static func field(_ name: String, in page: String) -> String? {
    let parts = page.split(separator: "name=\"\(name)\" value=\"", maxSplits: 1)
    return parts.count == 2 ? String(parts[1].prefix { $0 != "\"" }) : nil
  }

  @Test
  func `shows what a declaration will do, and records it once`() async throws {
    let server = try await Self.server()
    let cookie = try await server.signIn(as: "lab")
    func send(_ body: String) async throws -> TestServer.Reply {
      try await server.ask(
        "/declare",
        "POST",
        headers: ["Cookie": cookie, "Content-Type": Self.form],
        body: body
      )
    }
    let page = try await server.ask("/declare?what=stock&lang=en", headers: ["Cookie": cookie])
    let word = try #require(Self.field("guard", in: page.text))
    let fields =
      "what=stock&cis=60234100&effectiveon=2026-03-01&units=100&sales12m=1200&lang=en&guard=\(word)"
    let size = try server.ledger.reader().size
    let preview = try await send(fields + "&step=preview")
    #expect(preview.status == 200 && preview.text.contains("safety stock"))
    #expect(try server.ledger.reader().size == size)
    let time = try #require(Self.field("time", in: preview.text))
    let record = fields + "&step=record&time=\(time.replacing("+", with: "%2B"))"
    let recorded = try await send(record)
    #expect(recorded.text.contains("Recorded: event \(size)."), "\(recorded.text)")
    #expect(recorded.text.contains("/api/v1/events/\(size)/proof"))
    // A second press of the button changes nothing.
    let again = try await send(record)
    #expect(again.text.contains("Recorded already: event \(size)."))
    #expect(try server.ledger.reader().size == size + 1)
    let event = try server.ledger.reader().event(at: size)
    #expect(event.submission.source.text == "/labs/acme" && event.actor.hasPrefix("api:"))
  }

  @Test
  func `says which field is wrong, and keeps the others`() async throws {
    let server = try await Self.server()
    func send(_ body: String) async throws -> TestServer.Reply {
      try await server.ask(
        "/declare",
        as: "lab",
        "POST",
        headers: ["Content-Type": Self.form],
        body: "what=stock&lang=fr&" + body
      )
    }
    let missing = try await send("cis=60234100&units=1")
    #expect(missing.status == 422 && missing.text.contains("Date d&#39;effet"))
    let wrong = try await send("cis=60234100&effectiveon=2026-03-01&units=many&sales12m=12")
    #expect(wrong.status == 422 && wrong.text.contains("id=\"units\" type=\"text\""))
    #expect(wrong.text.contains("aria-invalid") && wrong.text.contains("value=\"12\""))
    #expect(try await send("what=nothing").status == 400)
    #expect(try await send("").status == 422)
  }

  @Test
  func `warns of what is odd, in the page's own markup`() async throws {
    let server = try await Self.server()
    let preview = try await server.ask(
      "/declare",
      as: "lab",
      "POST",
      headers: ["Content-Type": Self.form],
      body: "what=stock&cis=60234100&effectiveon=2020-03-01&units=1&sales12m=12&lang=en"
    )
    #expect(preview.status == 200)
    #expect(
      preview.text.contains("<section class=\"card open\"><h2>Read again</h2><ul><li>Warning:")
    )
    #expect(!preview.text.contains("HTML("))
  }

  /// What was not looked at is shown first.
  @Test
  func `records nothing without a preview`() async throws {
    let server = try await Self.server()
    let reply = try await server.ask(
      "/declare",
      as: "lab",
      "POST",
      headers: ["Content-Type": Self.form],
      // A code as it stands on a box, and a space behind it.
      body: "what=stock&cis=6+023+410+0%20&effectiveon=2026-03-01&units=1&sales12m=12&lang=en"
        + "&step=record"
    )
    #expect(reply.status == 200 && reply.text.contains("name=\"time\""), "\(reply.text)")
    #expect(try server.ledger.reader().size == 2)
    let wrong = try await server.ask(
      "/declare",
      as: "lab",
      "POST",
      headers: ["Content-Type": Self.form],
      body: "what=stock&cis=sixty&effectiveon=2026-03-01&units=1&sales12m=12&lang=en"
    )
    #expect(wrong.status == 422 && wrong.text.contains("<a href=\"#cis\">"))
  }

  /// What is for ever is what was sent.
  @Test(arguments: ["arr%E9t", "%FF", "100%"])
  func `takes no text that is none`(motive: String) async throws {
    let server = try await Self.server()
    let reply = try await server.ask(
      "/declare",
      as: "lab",
      "POST",
      headers: ["Content-Type": Self.form],
      body: "what=stop&cis=60234100&effectiveon=2026-03-01&plannedOn=2028-01-01&urgent=false"
        + "&motive=\(motive)&lang=en"
    )
    #expect(reply.status == 400, "\(reply.text)")
  }

  /// On a page one files today, whatever the form says.
  @Test(arguments: ["2020-01-01T00:00:00Z", "2090-01-01T00:00:00Z"])
  func `records nothing as filed on another day`(time: String) async throws {
    let server = try await Self.server()
    let reply = try await server.ask(
      "/declare",
      as: "lab",
      "POST",
      headers: ["Content-Type": Self.form],
      body: "what=stock&cis=60234100&effectiveon=2026-03-01&units=1&sales12m=12&lang=en"
        + "&step=record&time=\(time)"
    )
    #expect(reply.status == 422 && reply.text.contains("out of date"))
    #expect(reply.text.contains("value=\"12\"") && !reply.text.contains("name=\"time\""))
    #expect(try server.ledger.reader().size == 2)
  }

  /// What another site makes a browser send has no word to show.
  @Test
  func `records nothing without the word of the page`() async throws {
    let server = try await Self.server()
    let cookie = try await server.signIn(as: "lab")
    let size = try server.ledger.reader().size
    for word in ["", "&guard=", "&guard=guess"] {
      for step in ["preview", "record"] {
        let reply = try await server.ask(
          "/declare",
          "POST",
          headers: ["Cookie": cookie, "Content-Type": Self.form],
          body:
            "what=stock&cis=60234100&effectiveon=2026-03-01&units=1&sales12m=1&step=\(step)\(word)"
        )
        #expect(reply.status == 403)
      }
    }
    #expect(try server.ledger.reader().size == size)
  }

  @Test
  func `reconciles a register that is dropped, and forgets it`() async throws {
    let server = try await Self.server()
    func drop(_ file: String, lab: String = "acme") async throws -> TestServer.Reply {
      try await server.ask(
        "/reconcile?lang=en",
        as: "inspector",
        "POST",
        headers: ["Content-Type": "multipart/form-data; boundary=b"],
        body: "--b\r\nContent-Disposition: form-data; name=\"lab\"\r\n\r\n\(lab)\r\n"
          + "--b\r\nContent-Disposition: form-data; name=\"register\"; filename=\"a<b>.csv\"\r\n\r\n"
          + "\(file)\r\n--b--\r\n"
      )
    }
    let page = try await drop("id;cis;type\n1;60234100;qualification.declared\n")
    #expect(page.status == 200 && page.text.contains("a&lt;b&gt;.csv"))
    #expect(page.text.contains("paired"))
    // Whose register it was stands in the body, and is kept all the same.
    let kept = try ReadLog(ofLedger: server.ledger.path).last(1)
    #expect(kept.first?.entry?.question == "POST /reconcile?lang=en (lab=acme)")
    let json = try await server.ask(
      "/api/v1/reconciliations?lab=acme&asOf=2026-03-01",
      as: "lab",
      "POST",
      headers: ["Content-Type": "text/csv"],
      body: "id;cis;type\n1;60234100;qualification.declared\n"
    )
    #expect(
      json.text.contains("\"matched\":1,") && json.text.contains("\"missing-in-register\":1,")
    )
    #expect(try await drop("nothing that is known\n").status == 422)
    #expect(try await drop("").status == 422)
    #expect(try await drop("id\n1\n", lab: "not a lab").status == 400)
    #expect(try await drop("PK\u{3}\u{4}").status == 422)
  }
}
