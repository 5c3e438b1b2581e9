import Foundation
import SampleLedger

/// Requests that nobody would send, byte by byte, to a server of its own: it has to go on answering the others, and to have
/// recorded nothing that was not whole.
enum Requests {
  static func run(_ requests: Int, seed: UInt64, in folder: URL) throws -> String {
    let place = Place(folder.appending(path: "requests"))
    try place.make()
    try place.grow(by: 200)
    let token = try place.token("lab", "torture")
    let (server, port) = try serve(place)
    defer { kill(server.processIdentifier, SIGKILL) }
    let corpus = corpus(token)
    var random = SplitMix64(seed: seed)
    var statuses: [String: Int] = [:]
    for number in 0..<requests {
      let what = say(
        fr: "graine \(seed), requête \(number)",
        en: "seed \(seed), request \(number)"
      )
      let bytes = Mutation.of(corpus[random.below(corpus.count)], &random)
      let answer = exchange(bytes, port)
      let status = answer.flatMap(status) ?? say(fr: "sans réponse", en: "none")
      statuses[status, default: 0] += 1
      // A fault of the server is a bug, whoever caused it.
      guard !status.hasPrefix("5") || status == "503", server.isRunning else {
        let kept = FileManager.default.temporaryDirectory.appending(path: "mitm-request-\(seed)")
        try Data(bytes).write(to: kept)
        throw Lost(
          what,
          fr: "réponse : \(status) ; ce qui a été envoyé est dans \(kept.path)",
          en: "answered \(status); \(kept.path) has what was sent"
        )
      }
      if number % 100 == 0 { try checkHealth(port, what) }
    }
    let what = say(fr: "graine \(seed)", en: "seed \(seed)")
    try checkHealth(port, what)
    server.terminate()
    server.waitUntilExit()
    guard server.terminationStatus == 0 else {
      throw Lost(
        what,
        fr: "le serveur a fini avec \(server.terminationStatus)",
        en: "the server ended with \(server.terminationStatus)"
      )
    }
    try place.check(atLeast: 200)
    let counts = statuses.sorted { $0.key < $1.key }
      .map { say(fr: "\($0.key) : \($0.value)", en: "\($0.value) \($0.key)") }
      .joined(separator: ", ")
    return say(
      fr: "Requêtes traitées : \(requests) (\(counts)), plantages : 0 ; graine \(seed)",
      en: "\(requests) requests answered (\(counts)), 0 crashes; seed \(seed)"
    )
  }

  private static func checkHealth(_ port: Int, _ what: String) throws {
    // A busy machine may take long, and is none that answers nobody.
    let answer = exchange(
      Array("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8),
      port,
      waiting: 120
    )
    guard answer.flatMap(status) == "200" else {
      throw Lost(
        what,
        fr: "le serveur ne répond plus à personne",
        en: "the server answers nobody any more"
      )
    }
  }

  private static func status(_ answer: String) -> String? {
    answer.split(separator: " ", maxSplits: 2).dropFirst().first.map { String($0.prefix(3)) }
  }

  /// Starts a server at any port, and reads which from what it says.
  private static func serve(_ place: Place) throws -> (Process, Int) {
    let process = try place.start(["serve", "--ledger", place.ledger, "--port", "0", "--rate", "0"])
    for _ in 0..<2_400 {
      usleep(50_000)
      let said = try String(contentsOf: place.folder.appending(path: "notes"), encoding: .utf8)
      guard let line = said.split(separator: "\n").first(where: { $0.contains("http://") }),
        let port = line.split(separator: ":").last.flatMap({ Int($0) })
      else { continue }
      return (process, port)
    }
    process.terminate()
    throw Lost(fr: "le serveur ne démarre pas", en: "the server does not start")
  }

  private static func corpus(_ token: String) -> [[UInt8]] {
    func request(
      _ line: String,
      _ type: String? = nil,
      _ body: String = "",
      more: String = ""
    ) -> [UInt8] {
      let content =
        type.map { "Content-Type: \($0)\r\nContent-Length: \(body.utf8.count)\r\n" } ?? ""
      return Array(
        ("\(line) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\nConnection: close\r\n"
          + "\(content)\(more)\r\n\(body)").utf8
      )
    }
    let event = String(decoding: Appending.lines(500..<501), as: UTF8.self)
    let part =
      "--b\r\nContent-Disposition: form-data; name=\"register\"; filename=\"a.csv\"\r\n\r\n"
    return [
      request("GET /list?published=true&asOf=2026-01-14&knownAt=120&lang=fr"),
      request(
        "GET /api/v1/list?published=true&asOf=2026-01-14&knownAt=2026-01-14T00:00:00%2B01:00"
      ),
      request("GET /api/v1/events?after=10&limit=20&rights=12@2026-01-14&growth=20@2026-01-15@3"),
      request("GET /api/v1/products/60000000?asOf=2026-01-14", more: "If-None-Match: \"x\"\r\n"),
      request("GET /labs/torture?stock=60000000&lang=en", more: "Cookie: mitm=x; a=\"b\"\r\n"),
      request("GET /history?by=year&from=2026-01-01&published=true"),
      request("GET /declare?what=stock&cis=60000000&units=12"),
      request("POST /api/v1/events", "application/cloudevents+json", event),
      request("POST /api/v1/events", "application/cloudevents-batch+json", "[\(event)]"),
      request(
        "POST /api/v1/reconciliations?lab=torture",
        "text/csv",
        "id;cis;type;units\n1;60000000;stock.reported;12\n"
      ),
      request(
        "POST /reconcile",
        "multipart/form-data; boundary=b",
        part + "id;cis;type\n1;60000000;stock.reported\n\r\n--b--\r\n"
      ),
      request(
        "POST /declare",
        "application/x-www-form-urlencoded",
        "what=stock&cis=60000000&effectiveon=2026-01-14&units=1&sales12m=12&lang=fr"
      ),
      request("POST /sign-in", "application/x-www-form-urlencoded", "token=\(token)&lang=fr"),
      Array(
        ("POST /api/v1/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n"
          + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "\(String(event.utf8.count, radix: 16))\r\n\(event)\r\n0\r\n\r\n").utf8
      ),
    ]
  }

  /// Sends bytes and says that no more come, and reads the beginning of what is answered; nil where nothing is
  /// within so many seconds.
  private static func exchange(
    _ bytes: [UInt8],
    _ port: Int,
    waiting seconds: Int = 2
  ) -> String? {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let isConnected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else { return nil }
    var patience = timeval(tv_sec: seconds, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    _ = send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    shutdown(socket, Int32(SHUT_WR))
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = recv(socket, &buffer, buffer.count, 0)
    return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
  }
}
