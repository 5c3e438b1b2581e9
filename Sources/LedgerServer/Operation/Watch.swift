import Hummingbird
import Logging

/// Sees every request and its answer: counts it and logs it.
///
/// What is logged names the route, the grant and how it ended; never a token, a cookie, or what stands behind the
/// question mark.
struct Watch: RouterMiddleware {
  typealias Context = Caller
  let metrics: Metrics

  func handle(
    _ request: Request,
    context: Caller,
    next: (Request, Caller) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    var context = context
    context.route = Route.routes(at: request.uri.path).first { $0.answers(request.method) }
    let response = try await next(request, context)
    let spent = start.duration(to: .now).components
    let microseconds = Int(spent.seconds) * 1_000_000 + Int(spent.attoseconds / 1_000_000_000_000)
    metrics.count(context.route, status: response.status.code, microseconds: microseconds)
    context.logger.info(
      "request",
      metadata: [
        "method": .string(request.method.rawValue),
        "route": .string(context.route?.rawValue ?? "none"),
        "status": .stringConvertible(response.status.code),
        "microseconds": .stringConvertible(microseconds),
        "client": .string(context.client),
        "grant": .string(context.identity.grant ?? "none"),
      ]
    )
    return response
  }
}
