package import Declarations
import HTTPTypes
import Hummingbird
import Ledger
package import Logging
package import MerkleLog
import NIOCore
package import UnixSignals

/// The ledger over HTTP: the same answers as the command line, under the roles of ``Route``.
package struct LedgerServer: Sendable {
  /// How a server behaves.
  package struct Options: Sendable {
    /// Requests a second that one caller may make; nil for as many as it likes.
    package var rate: Int?
    /// The address of the proxy in front of the server, whose word on who asks is believed; nil where there is none.
    package var proxy: String?
    /// How long a body may take to arrive.
    package var bodyTimeout: Duration = .seconds(30)
    /// How long whoever asked may take nothing of its answer.
    package var writeTimeout: Duration = .seconds(30)
    /// How long those who are being answered are waited for, once the server is told to end.
    package var endTimeout: Duration = .seconds(30)
    /// What brings the file up to the log that it shares with others; nil where the file is the ledger.
    package var follower: Follower?

    /// No limit, no proxy.
    package init() {}
  }

  private let responder: RouterResponder<Caller>
  private let writeTimeout: Duration
  private let endTimeout: Duration
  private let follower: Follower?

  /// Opens a ledger.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - key: The private key that signs what is recorded; nil for a server that only reads.
  ///   - options: How it behaves.
  ///   - clock: What time it is; the machine's clock unless a test says otherwise.
  /// - Throws: ``Ledger/LedgerError`` when there is no ledger, or it does not contain its signed head.
  package init(
    at path: String,
    signing key: SigningKey?,
    options: Options = Options(),
    clock: @escaping @Sendable () -> Instant = Instant.now
  ) throws {
    let archive = try Archive(at: path, following: options.follower, clock: clock)
    let (access, sessions) = (AccessFile(ofLedger: path), Sessions())
    let (metrics, reads) = (Metrics(), ReadLog(ofLedger: path))
    let bodies = Bodies(timeout: options.bodyTimeout, access: access, clock: clock)
    let router = Router(context: Caller.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: CommonHeaders())
    router.add(middleware: Forwarded(proxy: options.proxy))
    router.add(middleware: Watch(metrics: metrics))
    let problems = Problems(hiding: archive.path)
    router.add(middleware: problems)
    router.add(
      middleware: Authentication(
        access: access,
        sessions: sessions,
        limit: options.rate.map { RateLimit(rate: $0, metrics) },
        clock: clock
      )
    )
    // What goes wrong from here on is told to somebody who is known.
    router.add(middleware: problems)
    router.add(middleware: ReadKeeping(reads: reads, clock: clock))
    let appender = key.map {
      Appender(
        at: path,
        signing: $0,
        following: options.follower,
        metrics: metrics,
        clock: clock
      )
    }
    ListRoutes(archive: archive).add(to: router)
    ComplianceRoutes(archive: archive).add(to: router)
    EventRoutes(
      archive: archive,
      access: access,
      clock: clock,
      appender: appender,
      bodies: bodies
    ).add(to: router)
    ReconciliationRoutes(archive: archive, bodies: bodies).add(to: router)
    DeclarationRoutes(archive: archive, appender: appender, bodies: bodies, clock: clock)
      .add(to: router)
    EvidenceRoutes(archive: archive, reads: reads, bodies: bodies, clock: clock).add(to: router)
    OperationRoutes(archive: archive, access: access, metrics: metrics).add(to: router)
    SessionRoutes(access: access, sessions: sessions, bodies: bodies, clock: clock)
      .add(to: router)
    responder = router.buildResponder()
    (writeTimeout, endTimeout) = (options.writeTimeout, options.endTimeout)
    follower = options.follower
  }

  /// Answers until it is told to end; what is being appended is ended first.
  ///
  /// - Parameters:
  ///   - host: The address to listen at.
  ///   - port: The port; 0 for any.
  ///   - logger: Where requests are logged.
  ///   - signals: What the process is sent to end it; none where its task is cancelled instead.
  ///   - onRunning: Told the port once it listens.
  /// - Throws: What the system says when it cannot listen there.
  package func run(
    host: String,
    port: Int,
    logger: Logger,
    endedBy signals: [UnixSignal] = [.sigterm, .sigint],
    onRunning: @escaping @Sendable (Int) -> Void
  ) async throws {
    let patience = TimeAmount(writeTimeout)
    let application = Application(
      responder: responder,
      server: .http1(
        configuration: .init(
          additionalChannelHandlers: [StalledWrites(patience: patience)],
          idleTimeout: .seconds(60)
        )
      ),
      configuration: .init(address: .hostname(host, port: port), serverName: nil),
      onServerRunning: { channel in onRunning(channel.localAddress?.port ?? port) },
      logger: logger
    )
    let running = Task {
      try await application.runService(gracefulShutdownSignals: signals)
    }
    let deadline = Task { [endTimeout] in
      guard !signals.isEmpty else { return }
      for await _ in await UnixSignalsSequence(trapping: signals) {
        try await Task.sleep(for: endTimeout)
        // Who is still being answered takes its answer too slowly to be waited for.
        running.cancel()
      }
    }
    let following = Task { [follower] in await follower?.run(logger) }
    defer {
      deadline.cancel()
      following.cancel()
    }
    try await withTaskCancellationHandler {
      do {
        try await running.value
      } catch is CancellationError where !Task.isCancelled {
        // By the deadline: everybody else was answered.
      }
    } onCancel: {
      running.cancel()
    }
  }
}

/// What every answer says to the browser that shows it, and to whoever would keep it.
private struct CommonHeaders: RouterMiddleware {
  typealias Context = Caller

  func handle(
    _ request: Request,
    context: Caller,
    next: (Request, Caller) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    response.headers[.contentSecurityPolicy] =
      "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
      + "base-uri 'none'; frame-ancestors 'none'"
    response.headers[.xContentTypeOptions] = "nosniff"
    response.headers[.referrerPolicy] = "same-origin"
    response.headers[.requestID] = context.id
    // What is answered depends on who asks, unless the route says that it does not.
    let caching = response.headers[.cacheControl] ?? "private, no-cache"
    response.headers[.cacheControl] = caching
    if !caching.hasPrefix("public") {
      response.headers[.vary] = "Accept-Language, Authorization, Cookie"
    }
    return response
  }
}
