import Declarations
import Hummingbird
import Logging

/// Looks at the token, if there is one.
///
/// A token that is shown has to be good, whatever is asked. A browser shows its session instead; one that is over
/// shows nobody.
struct Authentication: RouterMiddleware {
  typealias Context = Caller
  let access: AccessFile
  let sessions: Sessions
  let limit: RateLimit?
  let clock: @Sendable () -> Instant

  func handle(
    _ request: Request,
    context: Caller,
    next: (Request, Caller) async throws -> Response
  ) async throws -> Response {
    var context = context
    let header = request.headers[.authorization]
    if let header {
      context.grant = try grant(shownBy: header, context)
    } else if let session = sessions.session(of: request, at: clock()),
      let grant = try access.grant(named: session.grant, at: clock(), for: context)
    {
      (context.session, context.grant) = (session, grant)
    }
    // Before a bad token is told so: guessing is limited, too.
    // Whoever looks whether the server lives asks for nothing.
    if context.route != .health {
      try limit?.take(
        from: context.grant.map { "grant \($0.id)" } ?? "address \(context.client)",
        cost: request.cost
      )
    }
    guard let grant = context.grant else {
      if header != nil { throw Problem.unauthorised }
      return try await next(request, context)
    }
    context.identity.grant = grant.id
    context.logger[metadataKey: "grant"] = .string(grant.id)
    return try await next(request, context)
  }

  private func grant(shownBy header: String, _ context: Caller) throws(Problem) -> Grant? {
    let parts = header.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return try access.grant(of: String(parts[1]), at: clock(), for: context)
  }
}

extension Request {
  /// How many requests it counts for: one, and one more for each 64 KiB that it sends or may send.
  fileprivate var cost: Int {
    guard method == .post else { return 1 }
    let length = headers[.contentLength].flatMap { Int($0) } ?? Caller.Limits.body
    return 1 + min(max(length, 0), Caller.Limits.body) >> 16
  }
}
