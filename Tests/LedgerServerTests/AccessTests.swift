import CanonicalJSON
import Declarations
import Foundation
import Ledger
import LedgerServer
import Projections
import Schema
import TestSupport
import Testing

/// Who may do what: every role at every route, over a socket.
@Suite struct `Access` {
  /// A ledger with a product of acme and one of other, and a token for every role.
  private static func server() async throws -> TestServer {
    let ledger = try TemporaryLedger()
    try ledger.append(
      [
        Sample.qualification(id: "1"), Sample.marketing(id: "2"),
        Sample.qualification(id: "3", cis: "69999999", lab: "other"),
        Sample.marketing(id: "4", cis: "69999999", lab: "other"),
      ].joined(separator: "\n")
    )
    // Event 4 seals the list.
    let known = KnownAt(size: 4)
    let day = try LegalDate(parsing: "2026-03-01")
    let list = SealedList(try ledger.reader().listHistory(known), asOf: day)
    let basis = Basis(asOf: day, knownAt: known, root: "", rulebook: "2")
    _ = try ledger.writer()
      .append(own: list.submission(basis, at: FilingTime(midnightOf: day)), user: "test")
    let server = try await TestServer(ledger)
    try server.admit(.lab(Lab(parsing: "acme")), as: "lab")
    try server.admit(.inspector, as: "inspector")
    try server.admit(.auditor, as: "auditor")
    try server.admit(.registrar, as: "registrar")
    return server
  }

  /// Every question, and the status that each role gets: no token, lab acme, inspector, auditor, registrar.
  private static let table: [(route: Route, path: String, statuses: [Int])] = [
    (.list, "/api/v1/list?published=true", [200, 200, 200, 200, 200]),
    (.list, "/api/v1/list?published=true&state=listed", [401, 403, 200, 200, 200]),
    (.list, "/api/v1/list", [401, 403, 200, 200, 200]),
    (.history, "/api/v1/history?published=true", [200, 200, 200, 200, 200]),
    (.history, "/api/v1/history", [401, 403, 200, 200, 200]),
    (.product, "/api/v1/products/60234100", [401, 200, 200, 200, 200]),
    (.product, "/api/v1/products/69999999", [401, 403, 200, 200, 200]),
    (.product, "/api/v1/products/61111111", [401, 403, 200, 200, 200]),
    (.diff, "/api/v1/diff?from=2026-01-01&to=2026-03-01", [401, 403, 200, 200, 200]),
    (.compliance, "/api/v1/compliance", [401, 403, 200, 200, 403]),
    (.compliance, "/api/v1/compliance?lab=acme", [401, 200, 200, 200, 403]),
    (.compliance, "/api/v1/compliance?lab=other", [401, 403, 200, 200, 403]),
    (.compliance, "/api/v1/compliance?cis=60234100", [401, 403, 200, 200, 403]),
    (.due, "/api/v1/due", [401, 403, 200, 200, 403]),
    (.due, "/api/v1/due?lab=acme", [401, 200, 200, 200, 403]),
    (.due, "/api/v1/due?lab=other", [401, 403, 200, 200, 403]),
    (.events, "/api/v1/events", [401, 200, 200, 200, 200]),
    (.event, "/api/v1/events/0", [401, 200, 200, 200, 200]),
    (.event, "/api/v1/events/2", [401, 403, 200, 200, 200]),
    (.event, "/api/v1/events/99", [401, 403, 404, 404, 404]),
    (.proof, "/api/v1/events/2/proof", [200, 200, 200, 200, 200]),
    (.checkpoint, "/api/v1/checkpoint", [200, 200, 200, 200, 200]),
    (.checkpoints, "/api/v1/checkpoints", [200, 200, 200, 200, 200]),
    (.consistency, "/api/v1/consistency?from=1", [200, 200, 200, 200, 200]),
    (.consistency, "/api/v1/consistency?from=3&to=2", [409, 409, 409, 409, 409]),
    (.listProof, "/api/v1/seals/4/products/60234100", [401, 200, 200, 200, 200]),
    (.listProof, "/api/v1/seals/4/products/69999999", [401, 403, 200, 200, 200]),
    (.listProof, "/api/v1/seals/0/products/60234100", [401, 404, 404, 404, 404]),
    (.proofPage, "/audit/proof?sequence=2", [200, 200, 200, 200, 200]),
    (.export, "/api/v1/export", [401, 403, 200, 200, 200]),
    (.reads, "/api/v1/reads", [401, 403, 403, 200, 403]),
    (.metrics, "/metrics", [200, 200, 200, 200, 200]),
    (.health, "/healthz", [200, 200, 200, 200, 200]),
    (.readiness, "/readyz", [200, 200, 200, 200, 200]),
    (.openAPI, "/openapi.yaml", [200, 200, 200, 200, 200]),
    (.home, "/", [200, 200, 200, 200, 200]),
    (.listPage, "/list", [200, 200, 200, 200, 200]),
    (.listPage, "/list?kind=listed", [401, 403, 200, 200, 200]),
    (.listPage, "/list?state=none", [401, 403, 200, 200, 200]),
    (.listCSV, "/list.csv", [401, 403, 200, 200, 200]),
    (.listCSV, "/list.csv?published=true", [200, 200, 200, 200, 200]),
    (.listPlot, "/list.svg", [200, 200, 200, 200, 200]),
    (.historyPage, "/history", [200, 200, 200, 200, 200]),
    (.productPage, "/products/60234100", [401, 200, 200, 200, 200]),
    (.productPage, "/products/69999999", [401, 403, 200, 200, 200]),
    (.labsPage, "/labs", [401, 200, 200, 200, 403]),
    (.labPage, "/labs/acme", [401, 200, 200, 200, 403]),
    (.labPage, "/labs/other", [401, 403, 200, 200, 403]),
    (.diffPage, "/diff", [401, 403, 200, 200, 200]),
    (.diffPage, "/diff?from=2026-01-01&to=2026-03-01", [401, 403, 200, 200, 200]),
    (.reconcilePage, "/reconcile", [401, 200, 200, 200, 403]),
    (.declarePage, "/declare", [401, 200, 403, 403, 403]),
    (.declarePage, "/declare?what=stock", [401, 200, 403, 403, 403]),
    (.readsPage, "/audit/reads", [401, 403, 403, 200, 403]),
    (.auditPage, "/audit", [200, 200, 200, 200, 200]),
    (.signInPage, "/sign-in", [200, 200, 200, 200, 200]),
    (.style, "/style.css", [200, 200, 200, 200, 200]),
  ]

  private static let form = "application/x-www-form-urlencoded"
  private static let register = "cis,type\n60234100,qualification.declared\n"
  private static let upload = """
    --x\r\nContent-Disposition: form-data; name="lab"\r\n\r\nacme\r\n--x\r
    Content-Disposition: form-data; name="register"; filename="r.csv"\r\n\r\n\(register)\r\n--x--\r\n
    """

  /// Everything that is sent, and the status that each role gets.
  private static let sent:
    [(route: Route, path: String, type: String, body: String, statuses: [Int])] = [
      (
        .reconcile, "/api/v1/reconciliations?lab=acme", "text/csv", register,
        [401, 200, 200, 200, 403]
      ),
      (
        .reconcile, "/api/v1/reconciliations?lab=other", "text/csv", register,
        [401, 403, 200, 200, 403]
      ),
      (
        .reconciledPage, "/reconcile", "multipart/form-data; boundary=x", upload,
        [401, 200, 200, 200, 403]
      ),
      (.declare, "/declare", form, "what=stock&cis=60234100", [401, 422, 403, 403, 403]),
      (.verify, "/audit/verify", form, "lang=fr", [401, 403, 200, 200, 403]),
    ]

  private static let roles = [nil, "lab", "inspector", "auditor", "registrar"]

  @Test
  func `is what the table says, for every role at every question`() async throws {
    let server = try await Self.server()
    // Appending is tried below, signing in and out with the pages.
    let asked = Set(Self.table.map(\.route)).union(Self.sent.map(\.route))
      .union([.append, .signIn, .signOut])
    #expect(asked == Set(Route.allCases))
    for (_, path, statuses) in Self.table {
      for (role, status) in zip(Self.roles, statuses) {
        let reply = try await server.ask(path, as: role)
        #expect(reply.status == status, "\(path) as \(role ?? "nobody")")
        guard status >= 400 else { continue }
        if path.hasPrefix("/api/") {
          #expect(reply.headers["content-type"] == "application/problem+json")
          #expect(reply.json?.object?["status"]?.integer == Int64(status))
        }
      }
    }
  }

  @Test
  func `is what the table says, for every role at everything that is sent`() async throws {
    let server = try await Self.server()
    let size = try server.ledger.reader().size
    for (_, path, type, body, statuses) in Self.sent {
      for (role, status) in zip(Self.roles, statuses) {
        let reply = try await server.ask(
          path,
          as: role,
          "POST",
          headers: ["Content-Type": type],
          body: body
        )
        #expect(reply.status == status, "\(path) as \(role ?? "nobody"): \(reply.text.prefix(300))")
      }
    }
    #expect(try server.ledger.reader().size == size)
  }

  @Test
  func `is what the description of the interface says of each operation`() throws {
    let acme = try Lab(parsing: "acme")
    var described: [String: String] = [:]
    var operation = ""
    for line in Schema.openAPI.split(separator: "\n").map({ $0.drop { $0 == " " } }) {
      if line.hasPrefix("operationId: ") { operation = String(line.dropFirst(13)) }
      if line.hasPrefix("x-reach: ") { described[operation] = String(line.dropFirst(9)) }
    }
    let roles: [Role?] = [nil, .lab(acme), .inspector, .auditor, .registrar]
    for route in Route.allCases where described[route.rawValue] != nil {
      let said = roles.map { role in
        var reach = "\(route.reach(of: role))"
        // What is a role's own, in the words of whoever asks.
        if reach == "own", [.list, .history].contains(route) { reach = "published" }
        if reach == "own", role == .registrar { reach = "acts" }
        return "\(role?.name ?? "nobody"): \(reach)"
      }
      #expect(described[route.rawValue] == "{\(said.joined(separator: ", "))}", "\(route)")
    }
    let operations = Schema.openAPI.matches(of: /operationId: (\w+)/).map { String($0.1) }
    #expect(Set(operations) == Set(described.keys) && !operations.isEmpty)
    #expect(operations.allSatisfy { Route(rawValue: $0) != nil })
  }

  /// Who may state as whom.
  private static let statements: [(source: String, statuses: [Int])] = [
    ("/labs/acme", [401, 201, 403, 403, 422]), ("/labs/other", [401, 422, 403, 403, 422]),
    ("/ansm", [401, 422, 403, 403, 201]), ("/ledger", [401, 422, 403, 403, 422]),
  ]

  @Test
  func `lets each state as itself and as nobody else`() async throws {
    let server = try await Self.server()
    var size = try server.ledger.reader().size
    for (source, statuses) in Self.statements {
      for (role, status) in zip(Self.roles, statuses) {
        let isLab = source.hasPrefix("/labs/")
        let type = isLab ? "qualification.declared" : "qualification.added"
        let data =
          isLab
          ? #"{"ground":"vital","channel":"demarche-numerique"}"#
          : #"{"decision":"D-1","notifiedOn":"2026-02-01"}"#
        let event =
          #"{"specversion":"1.0","id":"\#(role ?? "")\#(source.count)","source":"\#(source)","#
          + #""type":"fr.mitm.\#(type).v1","subject":"cis/60234100","#
          + #""time":"2026-01-15T10:00:00+01:00","effectiveon":"2026-02-01","reason":"x","data":\#(data)}"#
        let reply = try await server.ask(
          "/api/v1/events",
          as: role,
          "POST",
          headers: ["Content-Type": "application/cloudevents+json"],
          body: event
        )
        #expect(reply.status == status, "\(source) as \(role ?? "nobody"): \(reply.text)")
        if status == 201 { size += 1 }
        #expect(try server.ledger.reader().size == size)
      }
    }
  }

  @Test
  func `shows a lab its own events, and of a proof of another's nothing but the proof`()
    async throws
  {
    let server = try await Self.server()
    let feed = try await server.ask("/api/v1/events", as: "lab")
    #expect(feed.json?.array?.compactMap { $0.object?["id"]?.string } == ["1", "2"])
    // The link goes on behind the last that was looked at, not behind the last that was shown.
    #expect(feed.headers["link"]?.contains("after=4&") == true)
    let other = try await server.ask("/api/v1/events/2/proof", as: "lab")
    #expect(!other.text.contains("\nextra "))
    let own = try await server.ask("/api/v1/events/0/proof", as: "lab")
    #expect(own.text.contains("\nextra "))
    let nobody = try await server.ask("/api/v1/events/0/proof")
    #expect(!nobody.text.contains("\nextra "))
  }

  @Test
  func `ends with a token that is revoked, expired, or another's`() async throws {
    let server = try await Self.server()
    let grant = try server.admit(.inspector, as: "second")
    #expect(try await server.ask("/api/v1/list", as: "second").status == 200)
    _ = try AccessFile(ofLedger: server.ledger.path).revoke(grant.id, at: .now())
    #expect(try await server.ask("/api/v1/list", as: "second").status == 401)
    // A token that is no good opens nothing, not even what is open to all.
    #expect(try await server.ask("/api/v1/checkpoint", as: "second").status == 401)
    try server.admit(.inspector, as: "old", until: Instant(nanoseconds: 0))
    #expect(try await server.ask("/api/v1/list", as: "old").status == 401)
    for header in ["Bearer", "Bearer ", "Bearer x", "Basic bWl0bQ==", "x"] {
      let reply = try await server.ask("/api/v1/list", headers: ["Authorization": header])
      #expect(reply.status == 401, "\(header)")
      #expect(reply.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
    }
    let file = try String(contentsOfFile: server.ledger.path + ".access", encoding: .utf8)
    for token in server.tokens.values { #expect(!file.contains(token)) }
  }

  /// Whoever wrote what it had read before would take the others back.
  @Test
  func `is changed by one at a time`() async throws {
    let ledger = try TemporaryLedger()
    let file = AccessFile(ofLedger: ledger.path)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<8 {
        group.addTask {
          for _ in 0..<8 {
            let (_, grant) = Grant.issue(to: "n\(number)", .auditor, at: .now(), until: nil)
            try file.add(grant)
            _ = try file.revoke(grant.id, at: .now())
          }
        }
      }
      try await group.waitForAll()
    }
    // Nothing is written where nothing changes.
    let path = ledger.path + ".access"
    let place = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
    #expect(try file.revoke("nobody's", at: .now()) == nil)
    let after = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
    #expect(place != nil && place == after)
    let grants = try file.grants()
    #expect(grants.count == 64 && grants.allSatisfy { !$0.isValid(at: .now()) })
  }

  @Test
  func `opens nothing while its file cannot be read`() async throws {
    let server = try await Self.server()
    let path = server.ledger.path + ".access"
    let file = try String(contentsOfFile: path, encoding: .utf8)
    try (file + "{}\n").write(toFile: path, atomically: true, encoding: .utf8)
    let reply = try await server.ask("/api/v1/list", as: "inspector")
    #expect(reply.status == 503 && reply.json?.object?["code"]?.string == "access")
    // Where the file is, is nobody's business; and such a server is not ready.
    #expect(!reply.text.contains(server.ledger.folder.path))
    #expect(try await server.ask("/readyz").status == 503)
    #expect(try await server.ask("/healthz").status == 200)
    // A revocation that cannot be read revokes all, and not nothing.
    let grant = try #require(file.split(separator: "\n").first)
    for end in [#","revokedAt":1}"#, #","expiresAt":"soon"}"#, #","revoked":"2026"}"#] {
      try (grant.dropLast() + end + "\n").write(toFile: path, atomically: true, encoding: .utf8)
      #expect(try await server.ask("/api/v1/list", as: "lab").status == 503, "\(end)")
    }
  }
}
