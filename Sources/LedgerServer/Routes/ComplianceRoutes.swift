import Compliance
import Declarations
import Hummingbird
import Projections
import Reports

extension ComplianceFilter {
  /// The lab and the product that a question names.
  fileprivate init(_ query: Query) throws(Refusal) {
    self.init(
      lab: try query.value("lab") { text throws(Refusal) in try Lab(parsing: text) },
      cis: try query.value("cis") { text throws(Refusal) in try CIS(parsing: text) }
    )
  }
}

extension Archive {
  /// What falls due soon, of what the caller may be told.
  func due(
    _ filter: ComplianceFilter,
    in docket: Docket,
    _ basis: Basis,
    within days: Int,
    to caller: Caller
  ) throws -> DueAnswer {
    let mayTell = try judged(caller, .due)
    let due = duties.due(in: docket, after: basis.asOf, within: days, filter)
    return DueAnswer(basis: basis, within: days, due: try due.filter { try mayTell($0.cis) })
  }
}

extension History {
  /// What a lab is called on a day; nil where it was not registered by then.
  fileprivate func name(of lab: Lab, asOf day: LegalDate) -> String? {
    let names = factsInForce(about: lab).filter { $0.effectiveOn <= day }
      .sorted(by: RecordedFact.isEarlier).compactMap { recorded -> String? in
        guard case .labRegistered(let lab)? = recorded.fact else { return nil }
        return lab.name.text
      }
    return names.last
  }
}

/// What `mitm compliance` answers, to programs and on pages.
struct ComplianceRoutes {
  let archive: Archive

  func add(to router: Router<Caller>) {
    router.on(Route.compliance) { try await compliance($0, $1) }
    router.on(Route.due) { try await due($0, $1) }
    router.on(Route.labsPage) { try await labsPage($0, $1) }
    router.on(Route.labPage) { try await labPage($0, $1) }
  }

  private func answer(
    _ caller: Caller,
    _ route: Route,
    _ axes: Axes,
    _ filter: ComplianceFilter
  ) async throws -> (answer: ComplianceAnswer, labs: [LabCompliance]) {
    try caller.require(route, of: filter.lab)
    return try await archive.answer { archive in
      let basis = try archive.basis(of: axes)
      let mayTell = try archive.judged(caller, route)
      let labs = try archive.duties.compliance(
        in: try archive.docket(basis.knownAt),
        asOf: basis.asOf,
        filter
      ).map { try $0.keeping { try mayTell($0.cis) } }
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
    let filter = try ComplianceFilter(query)
    let axes = try Axes(query)
    let (answer, _) = try await answer(caller, .compliance, axes, filter)
    return Reply.response(
      answer,
      to: request,
      isFixed: axes.isFixed,
      within: try caller.reach(.compliance)
    )
  }

  private func due(_ request: Request, _ caller: Caller) async throws -> Response {
    _ = try caller.reach(.due)
    let query = try Query(request, Axes.names + ["lab", "cis", "within"])
    let filter = try ComplianceFilter(query)
    try caller.require(.due, of: filter.lab)
    let within = try query.number("within", in: 1...3_660) ?? Self.soon
    let axes = try Axes(query)
    let answer = try await archive.answer { archive in
      let basis = try archive.basis(of: axes)
      let docket = try archive.docket(basis.knownAt)
      return try archive.due(filter, in: docket, basis, within: within, to: caller)
    }
    return Reply.response(
      answer,
      to: request,
      isFixed: axes.isFixed,
      within: try caller.reach(.due)
    )
  }

  /// Within how many days what falls due is shown.
  private static let soon = 90

  private func labsPage(_ request: Request, _ caller: Caller) async throws -> Response {
    let axes = try Axes(try Query(request, Axes.names, isForm: true))
    // A lab is shown itself.
    if let lab = caller.grant?.role.lab {
      let question = request.uri.query.map { "?\($0)" } ?? ""
      return Response(status: .seeOther, headers: [.location: "/labs/\(lab.text)\(question)"])
    }
    let (answer, labs) = try await answer(caller, .labsPage, axes, ComplianceFilter())
    let basis = answer.basis
    let names = try await archive.answer { archive in
      let history = try archive.wholeHistory(basis.knownAt)
      return labs.compactMap(\.lab).reduce(into: [Lab: String]()) {
        $0[$1] = history.name(of: $1, asOf: basis.asOf)
      }
    }
    let page = LabsPage(basis: basis, axes: axes, labs: labs, names: names)
    return caller.page(page.html(caller.frame(request)))
  }

  private func labPage(_ request: Request, _ caller: Caller) async throws -> Response {
    let query = try Query(request, Axes.names + ["stock"], isForm: true)
    let axes = try Axes(query)
    let chosen = try query.value("stock") { text throws(Refusal) in try CIS(parsing: text) }
    let lab = try Lab(parsing: caller.parameters.require("lab"))
    let (answer, labs) = try await answer(caller, .labPage, axes, ComplianceFilter(lab: lab))
    guard let compliance = labs.first(where: { $0.lab == lab }) else { throw Problem.notFound }
    let basis = answer.basis
    let stocks = LabPage.Stocks(of: compliance, chosen: chosen)
    if let chosen, stocks.shown != chosen {
      throw Problem(
        .notFound,
        "stock",
        fr: "Au \(basis.asOf), \(lab) ne répond pas du stock de la spécialité \(chosen).",
        en: "On \(basis.asOf), \(lab) does not answer for the stock of the product \(chosen)."
      )
    }
    let judged = Set(compliance.judgements.compactMap(\.cis))
    let (due, points, products, names, name) = try await archive.answer { archive in
      let docket = try archive.docket(basis.knownAt)
      let history = docket.history
      let mayTell = try archive.judged(caller, .labPage)
      let products = try history.subjects.filter { cis in
        try history.standing(of: cis, asOf: basis.asOf).answering == lab && mayTell(cis)
      }.sorted()
      let names = judged.union(products).reduce(into: [CIS: String]()) { names, cis in
        names[cis] = history.description(of: cis, asOf: basis.asOf)?.denomination.text
      }
      let due = try archive.due(
        ComplianceFilter(lab: lab),
        in: docket,
        basis,
        within: Self.soon,
        to: caller
      )
      let points = stocks.shown.map {
        archive.duties.stockCoverage(of: $0, in: docket, until: basis.asOf)
      }
      return (due, points ?? [], products, names, history.name(of: lab, asOf: basis.asOf))
    }
    // A lab that nothing is known of would look as if it were in order; one's own may be without a record yet.
    let isKnown =
      name != nil || !products.isEmpty || !compliance.judgements.isEmpty
      || !compliance.sanctions.isEmpty
    guard isKnown || caller.grant?.role.lab == lab else { throw Problem.notFound }
    let page = LabPage(
      basis: basis,
      axes: axes,
      compliance: compliance,
      name: name,
      products: products,
      names: names,
      due: due,
      stocks: stocks,
      coverage: points
    )
    return caller.page(page.html(caller.frame(request)))
  }
}
