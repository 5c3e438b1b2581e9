package import HTTPTypes

/// What can be asked, and by whom: every route stands here, and the tests try every role at each.
package enum Route: String, CaseIterable, Sendable {
  case list, product, diff, compliance, events, event, proof, checkpoint, append
  case health, readiness, openAPI
  case home, listPage, listCSV, productPage, labsPage, labPage, diffPage, auditPage
  case signInPage, signIn, signOut, style

  /// The path, its variables in braces.
  package var path: String {
    switch self {
    case .list: "/api/v1/list"
    case .product: "/api/v1/products/{cis}"
    case .diff: "/api/v1/diff"
    case .compliance: "/api/v1/compliance"
    case .events, .append: "/api/v1/events"
    case .event: "/api/v1/events/{sequence}"
    case .proof: "/api/v1/events/{sequence}/proof"
    case .checkpoint: "/api/v1/checkpoint"
    case .health: "/healthz"
    case .readiness: "/readyz"
    case .openAPI: "/openapi.yaml"
    case .home: "/"
    case .listPage: "/list"
    case .listCSV: "/list.csv"
    case .productPage: "/products/{cis}"
    case .labsPage: "/labs"
    case .labPage: "/labs/{lab}"
    case .diffPage: "/diff"
    case .auditPage: "/audit"
    case .signInPage, .signIn: "/sign-in"
    case .signOut: "/sign-out"
    case .style: "/style.css"
    }
  }

  package var method: HTTPRequest.Method {
    switch self {
    case .append, .signIn, .signOut: .post
    default: .get
    }
  }

  /// Whether a person is answered, and not a program.
  var isPage: Bool {
    switch self {
    case .home, .listPage, .productPage, .labsPage, .labPage, .diffPage, .auditPage, .signInPage,
      .signIn, .signOut:
      true
    default: false
    }
  }

  /// How far a role may go.
  package enum Reach: Sendable, Equatable {
    case everything
    /// What is its own, or of what is public the public part.
    case own
    case nothing
  }

  /// How far a role may go; nil is who shows no token.
  package func reach(of role: Role?) -> Reach {
    switch self {
    case .proof, .checkpoint, .health, .readiness, .openAPI, .home, .auditPage, .signInPage,
      .signIn,
      .signOut, .style:
      return .everything
    case .append:
      switch role {
      case .lab?, .registrar?: return .own
      case .inspector?, .auditor?, nil: return .nothing
      }
    case .list, .listPage, .listCSV:
      // Without more, the published list.
      switch role {
      case .inspector?, .auditor?, .registrar?: return .everything
      case .lab?, nil: return .own
      }
    case .compliance, .labsPage, .labPage:
      switch role {
      case .inspector?, .auditor?: return .everything
      case .lab?: return .own
      case .registrar?, nil: return .nothing
      }
    case .diff, .diffPage:
      switch role {
      case .inspector?, .auditor?, .registrar?: return .everything
      case .lab?, nil: return .nothing
      }
    case .product, .productPage, .events, .event:
      switch role {
      case .inspector?, .auditor?, .registrar?: return .everything
      case .lab?: return .own
      case nil: return .nothing
      }
    }
  }

  /// The routes that a path may mean, whatever the method.
  static func routes(at path: String) -> [Route] {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    return allCases.filter { route in
      let pattern = route.path.split(separator: "/")
      return pattern.count == parts.count
        && zip(pattern, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
  }
}
