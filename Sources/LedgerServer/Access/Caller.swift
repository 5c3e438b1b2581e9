import Declarations
import Hummingbird
import NIOCore
import Synchronization

/// Who asks, beside what the server needs of every request.
struct Caller: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// What the token allows; nil where none was shown.
  var grant: Grant?
  /// The browser's session, where the token was shown there.
  var session: Sessions.Session?

  /// What is asked, found once for whoever counts it, logs it and keeps it; nil where nothing answers.
  var route: Route?
  /// The address that the request came from.
  var client: String
  /// Whether the browser speaks TLS to the proxy in front of this server.
  var isSecure = false
  /// Who it turned out to be, for whoever sees the request from outside.
  let identity = Identity()

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    client = source.channel.remoteAddress?.ipAddress ?? "unknown"
  }

  /// What is known of a request once its token and its body were looked at.
  final class Identity: Sendable {
    private let known = Mutex<(grant: String?, about: String?)>((nil, nil))

    var grant: String? {
      get { known.withLock { $0.grant } }
      set { known.withLock { $0.grant = newValue } }
    }

    /// What a form asks about, where the address does not say it.
    var about: String? {
      get { known.withLock { $0.about } }
      set { known.withLock { $0.about = newValue } }
    }
  }

  /// The largest body that is read.
  var maxUploadSize: Int { Limits.body }

  /// What is too much of one request.
  enum Limits {
    /// Bytes: some ten thousand declarations.
    static let body = 4 << 20
    /// Rows of a register, and bytes of text in its cells: more than any lab has products.
    static let registerRows = 20_000
    static let registerText = 8 << 20
    /// Refusals after which the rest of what was sent is not looked at.
    static let refusals = 100
    /// Events in one page of the feed.
    static let page = 1_000
  }

  /// How far the caller may go on a route.
  ///
  /// - Throws: ``Problem`` 401 without a token, 403 with one that does not reach.
  func reach(_ route: Route) throws(Problem) -> Route.Reach {
    let reach = route.reach(of: grant?.role)
    guard reach == .nothing else { return reach }
    throw grant == nil ? Problem.unauthorised : Problem.forbidden
  }

  /// Holds a question about labs to what is the caller's own.
  ///
  /// - Parameters:
  ///   - route: What is asked.
  ///   - lab: The lab that it is asked of; nil for all of them.
  /// - Throws: ``Problem`` 401 or 403.
  func require(_ route: Route, of lab: Lab?) throws(Problem) {
    guard try reach(route) != .everything else { return }
    guard let lab, lab == grant?.role.lab else { throw Problem.forbidden }
  }
}
