import CanonicalJSON
import Declarations
import Foundation
import FoundationNetworking
import Glibc
import Ledger
import LedgerServer
import Logging
import TestSupport
import UnixSignals

/// A server at a port of its own, and who asks it over a real socket.
final class TestServer {
  /// What came back.
  struct Reply {
    let status: Int
    let headers: [String: String]
    let body: Data

    var json: JSONValue? { try? JSONReader.value(of: Array(body)) }
    var text: String { String(decoding: body, as: UTF8.self) }
  }

  let ledger: TemporaryLedger
  let port: Int
  /// No cookie is kept: tests show those that they mean.
  private let session: URLSession
  private let task: Task<Void, any Error>
  private(set) var tokens: [String: String] = [:]

  /// Serves a ledger; `isReadOnly` without its key.
  init(
    _ ledger: TemporaryLedger,
    isReadOnly: Bool = false,
    options: LedgerServer.Options = .init(),
    log: (any LogHandler)? = nil,
    endedBy signals: [UnixSignal] = []
  ) async throws {
    self.ledger = ledger
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpCookieStorage = nil
    configuration.httpShouldSetCookies = false
    session = URLSession(configuration: configuration)
    var options = options
    if options.follower == nil, let open = ledger.openLog {
      options.follower = Follower(in: ledger.path, opening: open)
    }
    let server = try LedgerServer(
      at: ledger.path,
      signing: isReadOnly ? nil : ledger.key,
      options: options
    )
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    if let log { logger = Logger(label: "test") { _ in log } }
    let (ports, listening) = AsyncStream.makeStream(of: Int.self)
    task = Task { [logger] in
      defer { listening.finish() }
      try await server.run(host: "127.0.0.1", port: 0, logger: logger, endedBy: signals) {
        listening.yield($0)
      }
    }
    var first = ports.makeAsyncIterator()
    guard let port = await first.next() else { throw URLError(.cannotConnectToHost) }
    self.port = port
  }

  deinit { task.cancel() }

  /// Sends the process the signal that ends this server, and waits until it has ended.
  var stop: @Sendable () async -> Void {
    { [task] in
      kill(getpid(), SIGUSR2)
      _ = await task.result
    }
  }

  /// The same by another signal, so that of two servers of this process each is ended by its own.
  var stopByAlarm: @Sendable () async -> Void {
    { [task] in
      kill(getpid(), SIGALRM)
      _ = await task.result
    }
  }

  /// Connects, to send and receive byte by byte.
  ///
  /// - Parameters:
  ///   - room: How many bytes the system keeps that were not received; nil for as many as it likes.
  ///   - seconds: How long to wait for what comes.
  /// - Returns: The socket, which whoever connects closes.
  /// - Throws: `URLError` when nobody listens.
  func connect(receiving room: Int32? = nil, waiting seconds: Int) throws -> Int32 {
    try Self.connect(to: port, receiving: room, waiting: seconds)
  }

  static func connect(to port: Int, receiving room: Int32? = nil, waiting seconds: Int) throws
    -> Int32
  {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    if var room {
      setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &room, socklen_t(MemoryLayout<Int32>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let isConnected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else {
      close(socket)
      throw URLError(.cannotConnectToHost)
    }
    return socket
  }

  /// Makes a token for a role.
  @discardableResult
  func admit(_ role: Role, as name: String, until: Instant? = nil) throws -> Grant {
    let (token, grant) = Grant.issue(to: name, role, at: .now(), until: until)
    try AccessFile(ofLedger: ledger.path).add(grant)
    tokens[name] = token
    return grant
  }

  private func url(_ path: String) throws -> URL {
    guard let url = URL(string: "http://127.0.0.1:\(port)\(path)") else {
      throw URLError(.badURL)
    }
    return url
  }

  /// Asks.
  ///
  /// - Parameters:
  ///   - path: The path, with what stands behind its question mark.
  ///   - name: Whose token is shown; nil for none.
  ///   - method: The method.
  ///   - headers: More headers.
  ///   - body: What is sent.
  /// - Returns: What came back.
  /// - Throws: `URLError` when nothing did.
  func ask(
    _ path: String,
    as name: String? = nil,
    _ method: String = "GET",
    headers: [String: String] = [:],
    body: String? = nil
  ) async throws -> Reply {
    var request = URLRequest(url: try url(path))
    request.httpMethod = method
    request.cachePolicy = .reloadIgnoringLocalCacheData
    // A busy machine takes longer than anybody would wait for an answer.
    request.timeoutInterval = 600
    if let name, let token = tokens[name] {
      request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
    }
    for (key, value) in headers { request.setValue(value, forHTTPHeaderField: key) }
    request.httpBody = body.map { Data($0.utf8) }
    let (data, response) = try await session.data(for: request)
    guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
    var received: [String: String] = [:]
    for (key, value) in response.allHeaderFields {
      received["\(key)".lowercased()] = "\(value)"
    }
    return Reply(status: response.statusCode, headers: received, body: data)
  }

  /// Signs in as a browser does, and takes the cookie.
  func signIn(as name: String) async throws -> String {
    // The answer leads on to a page; the cookie is set on the way, so that nothing may be followed.
    final class Still: NSObject, URLSessionTaskDelegate {
      func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
      ) {
        completionHandler(nil)
      }
    }
    let still = URLSession(
      configuration: session.configuration,
      delegate: Still(),
      delegateQueue: nil
    )
    var request = URLRequest(url: try url("/sign-in"))
    request.httpMethod = "POST"
    request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
    request.httpBody = Data("token=\(tokens[name] ?? "")&lang=fr".utf8)
    let (_, response) = try await still.data(for: request)
    let header = (response as? HTTPURLResponse)?.value(forHTTPHeaderField: "Set-Cookie") ?? ""
    guard header.contains("; HttpOnly; SameSite=Lax") else { throw URLError(.badServerResponse) }
    return String(header.prefix { $0 != ";" })
  }
}
