import HTTPTypes
import Hummingbird

/// What a proxy in front of this server says of who asks; believed of that proxy alone.
struct Forwarded: RouterMiddleware {
  typealias Context = Caller
  /// The address that the proxy speaks from; nil where there is none.
  let proxy: String?

  func handle(
    _ request: Request,
    context: Caller,
    next: (Request, Caller) async throws -> Response
  ) async throws -> Response {
    guard let proxy, context.client == proxy else { return try await next(request, context) }
    var context = context
    context.isSecure = request.headers[.forwardedProtocol] == "https"
    // The proxy adds the address that it saw behind what it was told: the last is its own word.
    if let last = request.headers[.forwardedFor]?.split(separator: ",").last {
      let client = last.drop(while: \.isWhitespace).prefix(45)
      if !client.isEmpty { context.client = String(client) }
    }
    return try await next(request, context)
  }
}
