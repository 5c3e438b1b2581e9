import Hummingbird

extension Router<Caller> {
  /// Answers one of the routes.
  func on(
    _ route: Route,
    use handler: @Sendable @escaping (Request, Caller) async throws -> Response
  ) {
    on(RouterPath(route.path), method: route.method, use: handler)
  }
}
