package import HTTPTypes

/// What can be asked, and by whom: every route stands here, and the tests try every role at each.
package enum Route: String, CaseIterable, Sendable {
  case list, history, product, diff, compliance, due, reconcile
  case events, event, proof, append
  case checkpoint, checkpoints, consistency, listProof, export, reads
  case health, readiness, metrics, openAPI
  case home, listPage, listCSV, listPlot, historyPage, productPage, diffPage
  case labsPage, labPage, reconcilePage, reconciledPage, declarePage, declare
  case auditPage, proofPage, verify, readsPage
  case signInPage, signIn, signOut, style

  /// The path, its variables in braces.
  package var path: String {
    switch self {
    case .list: "/api/v1/list"
    case .history: "/api/v1/history"
    case .product: "/api/v1/products/{cis}"
    case .diff: "/api/v1/diff"
    case .compliance: "/api/v1/compliance"
    case .due: "/api/v1/due"
    case .reconcile: "/api/v1/reconciliations"
    case .events, .append: "/api/v1/events"
    case .event: "/api/v1/events/{sequence}"
    case .proof: "/api/v1/events/{sequence}/proof"
    case .checkpoint: "/api/v1/checkpoint"
    case .checkpoints: "/api/v1/checkpoints"
    case .consistency: "/api/v1/consistency"
    case .listProof: "/api/v1/seals/{sequence}/products/{cis}"
    case .export: "/api/v1/export"
    case .reads: "/api/v1/reads"
    case .health: "/healthz"
    case .readiness: "/readyz"
    case .metrics: "/metrics"
    case .openAPI: "/openapi.yaml"
    case .home: "/"
    case .listPage: "/list"
    case .listCSV: "/list.csv"
    case .listPlot: "/list.svg"
    case .historyPage: "/history"
    case .productPage: "/products/{cis}"
    case .labsPage: "/labs"
    case .labPage: "/labs/{lab}"
    case .reconcilePage, .reconciledPage: "/reconcile"
    case .declarePage, .declare: "/declare"
    case .diffPage: "/diff"
    case .auditPage: "/audit"
    case .proofPage: "/audit/proof"
    case .verify: "/audit/verify"
    case .readsPage: "/audit/reads"
    case .signInPage, .signIn: "/sign-in"
    case .signOut: "/sign-out"
    case .style: "/style.css"
    }
  }

  /// The method that it is asked by; HEAD goes with GET.
  package var method: HTTPRequest.Method {
    switch self {
    case .append, .reconcile, .reconciledPage, .declare, .verify, .signIn, .signOut: .post
    default: .get
    }
  }

  /// Whether a method is answered; who asks for the head alone is answered as who asks for all.
  func answers(_ asked: HTTPRequest.Method) -> Bool {
    method == asked || method == .get && asked == .head
  }

  /// Whether a person is answered, and not a program.
  var isPage: Bool {
    switch self {
    case .home, .listPage, .historyPage, .productPage, .labsPage, .labPage, .reconcilePage,
      .reconciledPage, .declarePage, .declare, .diffPage, .auditPage, .proofPage, .verify,
      .readsPage,
      .signInPage, .signIn, .signOut:
      true
    default: false
    }
  }

  /// Whether it shows what labs declare and the public is not shown: who asked is kept.
  var showsLabData: Bool {
    switch self {
    case .list, .history, .product, .diff, .compliance, .due, .reconcile, .events, .event, .proof,
      .listProof, .export, .reads, .listPage, .listCSV, .listPlot, .historyPage, .productPage,
      .labsPage,
      .labPage, .reconciledPage, .declare, .diffPage, .auditPage, .readsPage:
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
    case .proof, .checkpoint, .checkpoints, .consistency, .proofPage, .health, .readiness, .metrics,
      .openAPI, .home,
      .auditPage, .signInPage, .signIn, .signOut, .style:
      return .everything
    case .append:
      switch role {
      case .lab?, .registrar?: return .own
      case .inspector?, .auditor?, nil: return .nothing
      }
    case .declarePage, .declare:
      return role?.lab == nil ? .nothing : .own
    case .list, .listPage, .listCSV, .history, .historyPage, .listPlot:
      // Without more, the published list.
      switch role {
      case .inspector?, .auditor?, .registrar?: return .everything
      case .lab?, nil: return .own
      }
    case .compliance, .due, .labsPage, .labPage, .reconcile, .reconcilePage, .reconciledPage:
      switch role {
      case .inspector?, .auditor?: return .everything
      case .lab?: return .own
      case .registrar?, nil: return .nothing
      }
    case .diff, .diffPage, .export:
      switch role {
      case .inspector?, .auditor?, .registrar?: return .everything
      case .lab?, nil: return .nothing
      }
    case .verify:
      switch role {
      case .inspector?, .auditor?: return .everything
      case .lab?, .registrar?, nil: return .nothing
      }
    case .reads, .readsPage:
      return role == .auditor ? .everything : .nothing
    case .product, .productPage, .listProof, .events, .event:
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
    return patterns.filter { _, pattern in
      pattern.count == parts.count
        && zip(pattern, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }.map(\.route)
  }

  /// The parts of each path: they are looked at for every request.
  private static let patterns = allCases.map { (route: $0, parts: $0.path.split(separator: "/")) }
}
