import Compliance
import Declarations
import Hummingbird
import Projections
import Reports

/// What `mitm compliance` answers, to programs and on pages.
struct ComplianceRoutes {
  let archive: Archive

  func add(to router: Router<Caller>) {
    router.on(Route.compliance) { try await compliance($0, $1) }
    router.on(Route.labsPage) { try await labsPage($0, $1) }
    router.on(Route.labPage) { try await labPage($0, $1) }
  }

  private func answer(
    _ caller: Caller,
    _ route: Route,
    _ axes: Axes,
    _ filter: ComplianceFilter
  ) async throws -> (answer: ComplianceAnswer, labs: [LabCompliance]) {
    let reach = try caller.reach(route)
    guard reach == .everything || filter.lab != nil && filter.lab == caller.grant?.role.lab else {
      throw Problem.forbidden
    }
    return try await archive.answer { archive in
      let basis = try archive.basis(of: axes)
      let labs = archive.duties.compliance(
        in: Docket(try archive.wholeHistory(basis.knownAt)),
        asOf: basis.asOf,
        filter
      )
      let answer = ComplianceAnswer(
        basis: basis,
        labs: labs,
        book: archive.rulebook,
        isDetailed: filter.lab != nil || filter.cis != nil
      )
      return (answer, labs)
    }
  }

  private func compliance(_ request: Request, _ caller: Caller) async throws -> Response {
    let query = try Query(request, Axes.names + ["lab", "cis"])
    let filter = ComplianceFilter(
      lab: try query.value("lab") { text throws(Refusal) in try Lab(parsing: text) },
      cis: try query.value("cis") { text throws(Refusal) in try CIS(parsing: text) }
    )
    let axes = try Axes(query)
    let (answer, _) = try await answer(caller, .compliance, axes, filter)
    return Reply.response(answer, to: request, isFixed: axes.isFixed)
  }

  private func labsPage(_ request: Request, _ caller: Caller) async throws -> Response {
    let axes = try Axes(try Query(request, Axes.names, isForm: true))
    // A lab is shown itself.
    if let lab = caller.grant?.role.lab {
      return Response(status: .seeOther, headers: [.location: "/labs/\(lab.text)"])
    }
    let (answer, labs) = try await answer(caller, .labsPage, axes, ComplianceFilter())
    let page = LabsPage(basis: answer.basis, axes: axes, labs: labs)
    return caller.page(page.html(caller.frame(request)))
  }

  private func labPage(_ request: Request, _ caller: Caller) async throws -> Response {
    let axes = try Axes(try Query(request, Axes.names, isForm: true))
    let lab = try Lab(parsing: caller.parameters.require("lab"))
    let (answer, labs) = try await answer(caller, .labPage, axes, ComplianceFilter(lab: lab))
    guard let compliance = labs.first(where: { $0.lab == lab }) else { throw Problem.notFound }
    let page = LabPage(basis: answer.basis, axes: axes, compliance: compliance)
    return caller.page(page.html(caller.frame(request)))
  }
}
