import Declarations
import Hummingbird

/// Keeps who read what of the labs, before it is shown.
struct ReadKeeping: RouterMiddleware {
  typealias Context = Caller
  let reads: ReadLog
  let clock: @Sendable () -> Instant

  /// A token that somebody put into an address is nobody's to read.
  private static func withoutTokens(_ address: String) -> String {
    address.replacing(/mitm_[A-Za-z0-9_-]+/, with: "mitm_…")
  }

  func handle(
    _ request: Request,
    context: Caller,
    next: (Request, Caller) async throws -> Response
  ) async throws -> Response {
    guard let grant = context.grant, context.route?.showsLabData == true else {
      return try await next(request, context)
    }
    func keep(_ status: Int) throws {
      try reads.add(
        ReadLog.Entry(
          at: clock(),
          grant: grant.id,
          name: grant.name,
          role: grant.role.name,
          question: "\(request.method.rawValue) \(Self.withoutTokens(request.uri.string))"
            + (context.identity.about.map { " (\($0))" } ?? ""),
          status: status,
          request: context.id
        )
      )
    }
    // Before anything is done: what is recorded and then not answered would be sent again.
    try reads.check()
    let response: Response
    do {
      response = try await next(request, context)
    } catch {
      try keep(Problem(error).status.code)
      throw error
    }
    try keep(response.status.code)
    return response
  }
}
