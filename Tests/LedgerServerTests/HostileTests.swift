import CanonicalJSON
import Declarations
import Foundation
import FoundationNetworking
import Glibc
import Ledger
import LedgerServer
import TestSupport
import Testing

/// What somebody sends who means no good, byte by byte over a socket of its own.
@Suite struct `Hostile requests` {
  private static func server(_ options: LedgerServer.Options = .init()) async throws -> TestServer {
    let ledger = try TemporaryLedger()
    try ledger.append(
      [Sample.qualification(id: "1"), Sample.marketing(id: "2")].joined(separator: "\n")
    )
    let server = try await TestServer(ledger, options: options)
    try server.admit(.lab(Lab(parsing: "acme")), as: "lab")
    try server.admit(.inspector, as: "inspector")
    return server
  }

  /// Sends bytes, and reads until the server ends, or for so long.
  private static func send(
    _ text: String,
    to port: Int,
    pausing: [String] = [],
    for seconds: Int = 120
  ) async throws -> String {
    // On a thread of its own: one of those that the server runs on would wait for itself.
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(
          with: Result { try exchange(text, port: port, pausing: pausing, seconds: seconds) }
        )
      }
    }
  }

  private static func exchange(
    _ text: String,
    port: Int,
    pausing: [String],
    seconds: Int
  ) throws -> String {
    let socket = try TestServer.connect(to: port, waiting: seconds)
    defer { close(socket) }
    for piece in [text] + pausing {
      let bytes = Array(piece.utf8)
      _ = Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
      if !pausing.isEmpty { usleep(200_000) }
    }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(socket, &buffer, buffer.count, 0)
      guard count > 0 else { break }
      answer += buffer.prefix(count)
      if String(decoding: answer, as: UTF8.self).contains("\r\n\r\n") { break }
    }
    return String(decoding: answer, as: UTF8.self)
  }

  private static func status(_ answer: String) -> Int? {
    answer.split(separator: " ").dropFirst().first.flatMap { Int($0) }
  }

  @Test(arguments: [
    ("GET /products/../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", [400, 401, 404]),
    ("GET /products/%2e%2e%2fetc%2fpasswd HTTP/1.1\r\nHost: a\r\n\r\n", [400, 401, 404]),
    ("GET /api/v1/events/0%00 HTTP/1.1\r\nHost: a\r\n\r\n", [400, 401, 404]),
    ("GET //api/v1/list HTTP/1.1\r\nHost: a\r\n\r\n", [400, 401, 404]),
    ("GET /API/V1/LIST HTTP/1.1\r\nHost: a\r\n\r\n", [404]),
    ("GET http://elsewhere/api/v1/list HTTP/1.1\r\nHost: a\r\n\r\n", [400, 401, 404]),
    ("GET /list?asOf=%ff%fe HTTP/1.1\r\nHost: a\r\n\r\n", [400]),
    (
      "GET /list?\(String(repeating: "a", count: 100_000)) HTTP/1.1\r\nHost: a\r\n\r\n",
      [400, 414, 431]
    ),
    (
      "GET /list HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 200_000))\r\n\r\n",
      [400, 431]
    ),
    ("GET /list HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", [400]),
    (
      "POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      [400]
    ),
    ("GET /list HTTP/1.1\r\nHost : a\r\n\r\n", [400]),
    ("GET /list HTTP/1.1\r\nHost: a\r\nAccept-Language: ;\r\n\r\n", [200]),
    ("GET /list HTTP/1.1\r\nHost: a\r\nAccept-Language: ,;q=,-;q=9.9.9\r\n\r\n", [200]),
    (
      "POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\n"
        + "Content-Length: 10\r\n\r\n--b\r\n--b\r\n", [400]
    ),
    (
      "POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
      [400]
    ),
    ("BREW / HTTP/1.1\r\nHost: a\r\n\r\n", [400, 404, 405]),
    ("\u{0}\u{1}\u{2}\r\n\r\n", [400]), ("GET / HTTP/9.9\r\nHost: a\r\n\r\n", [400, 505]),
  ])
  func `are answered by what is wrong, and leave the server as it was`(
    request: String,
    statuses: [Int]
  ) async throws {
    let server = try await Self.server()
    let answer = try await Self.send(request, to: server.port)
    // A connection that is closed without a word is an answer to what is no HTTP.
    if let status = Self.status(answer) {
      #expect(statuses.contains(status), "\(answer.prefix(200))")
    } else {
      #expect(answer.isEmpty && statuses.contains(400), "\(answer.prefix(200))")
    }
    #expect(try await server.ask("/healthz").status == 200)
  }

  @Test
  func `that trickle are cut off, and nobody waits for them`() async throws {
    var options = LedgerServer.Options()
    options.bodyTimeout = .seconds(1)
    let server = try await Self.server(options)
    let token = try #require(server.tokens["lab"])
    let head =
      "POST /api/v1/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n"
      + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
    let (port, pieces) = (server.port, ["{", "\"", "a", "\"", ":"])
    async let slow = Self.send(head, to: port, pausing: pieces)
    #expect(try await server.ask("/api/v1/list?published=true").status == 200)
    let answer = try await slow
    #expect(Self.status(answer) == 408, "\(answer.prefix(200))")
    #expect(try server.ledger.reader().size == 2)
  }

  @Test(arguments: ["text/html", "", "application/jsonx", "multipart/form-data; boundary=b"])
  func `of another type are told which are taken`(type: String) async throws {
    let server = try await Self.server()
    let reply = try await server.ask(
      "/api/v1/events",
      as: "lab",
      "POST",
      headers: ["Content-Type": type],
      body: Sample.qualification(id: "x")
    )
    #expect(reply.status == 415 && reply.text.contains("application/cloudevents+json"))
  }

  @Test
  func `of broken text are refused and kept`() async throws {
    let server = try await Self.server()
    let token = try #require(server.tokens["lab"])
    var request = URLRequest(
      url: try #require(URL(string: "http://127.0.0.1:\(server.port)/api/v1/events"))
    )
    request.httpMethod = "POST"
    request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.httpBody = Data(#"{"id":""#.utf8) + Data([0xFF, 0xC0]) + Data(#""}"#.utf8)
    let (_, response) = try await URLSession.shared.data(for: request)
    #expect((response as? HTTPURLResponse)?.statusCode == 422)
    #expect(try server.ledger.reader().refusedSubmissions().count == 1)
  }

  /// Little that is sent is little that is written.
  @Test
  func `of ten thousand bad lines cost a hundred, and are kept`() async throws {
    let server = try await Self.server()
    let good = Sample.qualification(id: "good")
    let reply = try await server.ask(
      "/api/v1/events",
      as: "lab",
      "POST",
      headers: ["Content-Type": "application/x-ndjson", "Accept-Language": "en"],
      body: good + "\n" + String(repeating: "{}\n", count: 10_000)
    )
    #expect(reply.status == 422)
    let rules = reply.json?.object?["refusals"]?.array?.map { $0.object?["rule"]?.string } ?? []
    #expect(rules.count == 101 && rules.last == "unread" && rules.first == "missing")
    #expect(try server.ledger.reader().size == 2)
    let kept = try server.ledger.reader().refusedSubmissions()
    #expect(kept.count == 102 && kept.first?.rule == "withheld")
    #expect(kept.last?.bytes.count == 3 * 9_900 - 1 || kept.last?.bytes.count == 3 * 9_900)
  }

  @Test
  func `of registers that no lab has are told how many rows are read`() async throws {
    let server = try await Self.server()
    let rows = String(repeating: "60234100;stock.reported\n", count: 20_001)
    for (body, status) in [
      ("cis;type\n" + rows, 422), (String(repeating: ";", count: 5 << 20), 413),
    ] {
      let reply = try await server.ask(
        "/api/v1/reconciliations?lab=acme",
        as: "lab",
        "POST",
        headers: ["Content-Type": "text/csv"],
        body: body
      )
      #expect(reply.status == status)
      #expect(
        reply.text.contains("\"code\":\"size\""),
        "\(reply.text.prefix(300)) \(reply.headers)"
      )
    }
  }

  /// Few bytes may be much work: a heading for each, or a cell that no spreadsheet has.
  @Test(arguments: [
    "cis,type," + String(repeating: "a,", count: 1_000_000) + "\n60234100,stock.reported\n",
    "cis,type\n60234100,\(String(repeating: "x", count: 200_000))\n",
    "cis,type\n60234100,stock.reported" + String(repeating: ",", count: 2_000) + "x\n",
  ])
  func `of sheets that no spreadsheet makes are refused`(body: String) async throws {
    let server = try await Self.server()
    let reply = try await server.ask(
      "/api/v1/reconciliations?lab=acme",
      as: "lab",
      "POST",
      headers: ["Content-Type": "text/csv"],
      body: body
    )
    #expect(reply.status == 422, "\(reply.text.prefix(300))")
    #expect(try await server.ask("/api/v1/list?published=true").status == 200)
  }

  /// A cell that a spreadsheet would reckon with is text.
  @Test
  func `leave no formula in an export, and no markup in a page`() async throws {
    let server = try await Self.server()
    let described =
      #"{"specversion":"1.0","id":"d","source":"/ansm","type":"fr.mitm.product.described.v1","#
      + #""subject":"cis/60234100","time":"2026-01-10T10:00:00+01:00","effectiveon":"2026-01-10","#
      + #""data":{"denomination":"=HYPERLINK(\"http://x\")<b>","authorisation":"active","holder":"acme"}}"#
    try server.ledger.append(described)
    let csv = try await server.ask("/list.csv?asOf=2026-03-01", as: "inspector")
    #expect(
      csv.text.contains("'=HYPERLINK") && !csv.text.contains(",=") && !csv.text.contains("\"=")
    )
    #expect(csv.headers["content-disposition"]?.hasPrefix("attachment; filename=\"mitm-") == true)
    for path in [
      "/list?asOf=2026-03-01", "/products/60234100?asOf=2026-03-01", "/labs/acme?asOf=2026-03-01",
      "/diff?from=2025-01-01&to=2026-03-01",
    ] {
      let page = try await server.ask(path, as: "inspector")
      // What is shown, and as text: a page that says what is wrong with the question would show nothing of it.
      #expect(page.status == 200 && page.text.contains("&lt;b&gt;"), "\(path)")
      #expect(!page.text.contains("<b>"), "\(path)")
    }
  }
}
