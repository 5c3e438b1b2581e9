package import HTTPTypes

/// What can be asked, and by whom: every route stands here, and the tests try every role at each.
package enum Route: String, CaseIterable, Sendable {
  case list, product, diff, compliance, events, event, proof, checkpoint, append
  case health, readiness, openAPI

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
    }
  }

  package var method: HTTPRequest.Method { self == .append ? .post : .get }

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
    case .proof, .checkpoint, .health, .readiness, .openAPI: return .everything
    case .append:
      switch role {
      case .lab?, .registrar?: return .own
      case .inspector?, .auditor?, nil: return .nothing
      }
    case .list:
      // Without more, the published list.
      switch role {
      case .inspector?, .auditor?, .registrar?: return .everything
      case .lab?, nil: return .own
      }
    case .compliance:
      switch role {
      case .inspector?, .auditor?: return .everything
      case .lab?: return .own
      case .registrar?, nil: return .nothing
      }
    case .diff:
      switch role {
      case .inspector?, .auditor?, .registrar?: return .everything
      case .lab?, nil: return .nothing
      }
    case .product, .events, .event:
      switch role {
      case .inspector?, .auditor?, .registrar?: return .everything
      case .lab?: return .own
      case nil: return .nothing
      }
    }
  }

  /// The methods that a path answers to.
  static func methods(at path: String) -> [HTTPRequest.Method] {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    return allCases.filter { route in
      let pattern = route.path.split(separator: "/")
      return pattern.count == parts.count
        && zip(pattern, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }.map(\.method)
  }
}
