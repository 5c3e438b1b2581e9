import Compliance
import Declarations
import Hummingbird
import Projections
import Reports

/// What `mitm compliance` answers.
struct ComplianceRoutes {
  let archive: Archive

  func add(to router: Router<Caller>) {
    router.on(Route.compliance) { try await compliance($0, $1) }
  }

  private func compliance(_ request: Request, _ caller: Caller) async throws -> Response {
    let reach = try caller.reach(.compliance)
    let query = try Query(request, Axes.names + ["lab", "cis"])
    let lab = try query.value("lab") { text throws(Refusal) in try Lab(parsing: text) }
    let cis = try query.value("cis") { text throws(Refusal) in try CIS(parsing: text) }
    guard reach == .everything || lab != nil && lab == caller.grant?.role.lab else {
      throw Problem.forbidden
    }
    let axes = try Axes(query)
    let answer = try await archive.answer { archive in
      let basis = try archive.basis(of: axes)
      let labs = archive.duties.compliance(
        in: Docket(try archive.wholeHistory(basis.knownAt)),
        asOf: basis.asOf,
        ComplianceFilter(lab: lab, cis: cis)
      )
      return ComplianceAnswer(
        basis: basis,
        labs: labs,
        book: archive.rulebook,
        isDetailed: lab != nil || cis != nil
      )
    }
    return Reply.response(answer, to: request, isFixed: axes.isFixed)
  }
}
