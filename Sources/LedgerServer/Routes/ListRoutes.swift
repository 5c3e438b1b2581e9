import Declarations
import Hummingbird
import Ledger
import Projections
import Questions
import Reports

/// The list, its differences, and one product: what `mitm list`, `diff` and `trace` answer.
struct ListRoutes {
  let archive: Archive

  func add(to router: Router<Caller>) {
    router.on(Route.list) { try await list($0, $1) }
    router.on(Route.product) { try await product($0, $1) }
    router.on(Route.diff) { try await diff($0, $1) }
    router.on(Route.listPage) { try await listPage($0, $1) }
    router.on(Route.listCSV) { try await csv($0, $1) }
    router.on(Route.history) { try await history($0, $1) }
    router.on(Route.historyPage) { try await historyPage($0, $1) }
    router.on(Route.listPlot) { try await plot($0, $1) }
    router.on(Route.productPage) { try await productPage($0, $1) }
    router.on(Route.diffPage) { try await diffPage($0, $1) }
  }

  /// What is asked of the list, by a program or on the page.
  private struct Asked {
    let axes: Axes
    let isPublished: Bool
    let state: StateName?
    let search: Search

    init(_ query: Query) throws(Refusal) {
      search = Search(query["q"] ?? "")
      axes = try Axes(query)
      let kind = query["kind"]
      isPublished = try query.flag("published") || kind == "published"
      let named = try query.value("state") { text throws(Refusal) in try StateName(asked: text) }
      if let kind, kind != "published" {
        state = try StateName(asked: kind)
      } else {
        state = named
      }
    }

    /// The same of the published list.
    init(published asked: Asked) {
      (axes, search, isPublished, state) = (asked.axes, asked.search, true, nil)
    }
  }

  private func rows(
    _ asked: Asked,
    _ caller: Caller,
    _ route: Route
  ) async throws -> (basis: Basis, rows: [ListRow], total: Int) {
    // The published list is anybody's; the current one is not yet.
    let seesAll = try caller.reach(route) == .everything
    guard seesAll || asked.isPublished && asked.state == nil else {
      throw caller.grant == nil ? Problem.unauthorised : Problem.forbidden
    }
    return try await archive.answer { archive in
      let basis = try archive.basis(of: asked.axes)
      let rows = try archive.listHistory(basis.knownAt)
        .list(isPublished: asked.isPublished, state: asked.state, asOf: basis.asOf)
      return (basis, rows.filter { asked.search.finds($0, seesAll) }, rows.count)
    }
  }

  private func answer(
    _ asked: Asked,
    _ caller: Caller,
    _ route: Route
  ) async throws -> ListAnswer {
    let (basis, rows, _) = try await rows(asked, caller, route)
    return ListAnswer(
      ListAnswer.Kind(isPublished: asked.isPublished, state: asked.state),
      basis: basis,
      rows: rows,
      isForAnybody: try caller.reach(route) != .everything
    )
  }

  private func list(_ request: Request, _ caller: Caller) async throws -> Response {
    let asked = try Asked(try Query(request, Axes.names + ["published", "state"]))
    let answer = try await answer(asked, caller, .list)
    return Reply.response(
      answer,
      to: request,
      isFixed: asked.axes.isFixed,
      as: try caller.reach(.list) == .everything ? "" : "~public"
    )
  }

  private func csv(_ request: Request, _ caller: Caller) async throws -> Response {
    let asked = try Asked(try Query(request, Axes.names + ["published", "state", "q"]))
    let answer = try await answer(asked, caller, .listCSV)
    let csv = answer.csv(in: Preference.language(of: request))
    var response = Reply.response(Array(csv.text.utf8), as: "text/csv; charset=utf-8")
    let size = answer.basis.knownAt.size
    response.headers[.contentDisposition] =
      "attachment; filename=\"mitm-\(answer.basis.asOf)-\(size).csv\""
    return response
  }

  private func listPage(_ request: Request, _ caller: Caller) async throws -> Response {
    let names = Axes.names + ["published", "state", "kind", "q"]
    let query = try Query(request, names, isForm: true)
    var asked = try Asked(query)
    let seesAll = try caller.reach(.listPage) == .everything
    // Whoever may see no more is shown the published list, and not a refusal.
    if !seesAll, asked.state == nil {
      asked = Asked(published: asked)
    }
    let (basis, rows, total) = try await rows(asked, caller, .listPage)
    let page = ListPage(
      basis: basis,
      axes: asked.axes,
      rows: rows,
      total: total,
      isPublished: asked.isPublished,
      state: asked.state,
      search: asked.search.text,
      seesAll: seesAll,
      seesLabs: Route.labPage.reach(of: caller.grant?.role) == .everything
    )
    return caller.page(page.html(caller.frame(request)))
  }

  // MARK: The size over time

  private func sizes(
    _ query: Query,
    _ caller: Caller,
    _ route: Route,
    by step: ListHistory.Step? = nil
  ) async throws -> (answer: HistoryAnswer, axes: Axes, isPublished: Bool) {
    let axes = try Axes(query)
    let first = try query.value("from") { text throws(Refusal) in try LegalDate(parsing: text) }
    let asked = try query.value("by", ListHistory.Step.init(asked:)) ?? .month
    var isPublished = try query.flag("published")
    let seesAll = try caller.reach(route) == .everything
    if !seesAll, !isPublished {
      // A page shows the published list instead, as that of the list does.
      guard route.isPage || route == .listPlot else {
        throw caller.grant == nil ? Problem.unauthorised : Problem.forbidden
      }
      isPublished = true
    }
    let list: ListKind = isPublished ? .published : .current
    let answer = try await archive.answer { archive in
      let basis = try archive.basis(of: axes)
      guard first.map({ $0 <= basis.asOf }) ?? true else {
        throw Refusal(
          .order,
          field: "from",
          Wording(fr: "« from » vient après « asOf ».", en: "“from” comes after “asOf”.")
        )
      }
      return HistoryAnswer(
        ListHistory(
          try archive.listHistory(basis.knownAt),
          of: list,
          from: first,
          until: basis.asOf,
          by: step ?? asked
        ),
        of: list,
        from: first,
        by: step ?? asked,
        basis: basis
      )
    }
    return (answer, axes, isPublished)
  }

  private static let historyNames = Axes.names + ["from", "by", "published"]

  private func history(_ request: Request, _ caller: Caller) async throws -> Response {
    let query = try Query(request, Self.historyNames)
    let (answer, axes, _) = try await sizes(query, caller, .history)
    return Reply.response(answer, to: request, isFixed: axes.isFixed)
  }

  private func historyPage(_ request: Request, _ caller: Caller) async throws -> Response {
    let query = try Query(request, Self.historyNames, isForm: true)
    let (answer, axes, isPublished) = try await sizes(query, caller, .historyPage)
    // A plot shows each step on its day.
    let plot =
      try answer.step == .day ? answer : await sizes(query, caller, .historyPage, by: .day).answer
    let page = HistoryPage(
      answer: answer,
      plot: plot,
      axes: axes,
      isPublished: isPublished,
      seesAll: Route.historyPage.reach(of: caller.grant?.role) == .everything
    )
    return caller.page(page.html(caller.frame(request)))
  }

  private func plot(_ request: Request, _ caller: Caller) async throws -> Response {
    let query = try Query(request, Self.historyNames)
    let answer = try await sizes(query, caller, .listPlot, by: .day).answer
    let svg = answer.svg(in: Preference.language(of: request))
    return Reply.response(Array(svg.utf8), as: "image/svg+xml")
  }

  private func trace(
    _ request: Request,
    _ caller: Caller,
    _ route: Route,
    isForm: Bool = false
  ) async throws -> (answer: TraceAnswer, axes: Axes) {
    let reach = try caller.reach(route)
    let cis = try CIS(parsing: caller.parameters.require("cis"))
    let axes = try Axes(try Query(request, Axes.names, isForm: isForm))
    let lab = caller.grant?.role.lab
    let answer = try await archive.answer { archive in
      let basis = try archive.basis(of: axes)
      try archive.require(cis, within: reach, of: lab)
      let history = try archive.reader.history(of: cis, basis.knownAt)
      return try TraceQuestion(archive.reader, history, basis).answer(about: cis, isWhole: true)
    }
    return (answer, axes)
  }

  private func product(_ request: Request, _ caller: Caller) async throws -> Response {
    let (answer, axes) = try await trace(request, caller, .product)
    return Reply.response(
      answer,
      to: request,
      isFixed: axes.isFixed,
      within: try caller.reach(.product)
    )
  }

  private func productPage(_ request: Request, _ caller: Caller) async throws -> Response {
    let (answer, axes) = try await trace(request, caller, .productPage, isForm: true)
    let cis = answer.trace.state.cis
    let basis = answer.basis
    // What is announced for later is on the picture, too.
    let rows = try await archive.answer { archive in
      try archive.knowledge(of: cis, basis.knownAt, until: basis.asOf.adding(days: 3_653))
    }
    let page = ProductPage(answer: answer, knowledge: rows, axes: axes)
    return caller.page(page.html(caller.frame(request)))
  }

  private func diffPage(_ request: Request, _ caller: Caller) async throws -> Response {
    _ = try caller.reach(.diffPage)
    let query = try Query(request, ["from", "fromKnown", "to", "toKnown"], isForm: true)
    guard query["from"] != nil || query["to"] != nil else {
      return caller.page(DiffPage.empty(caller.frame(request)))
    }
    let (from, to) = try Self.points(query)
    let (first, second, diff) = try await compare(from, to)
    let page = DiffPage(from: first, to: second, diff: diff)
    return caller.page(page.html(caller.frame(request)))
  }

  private func diff(_ request: Request, _ caller: Caller) async throws -> Response {
    _ = try caller.reach(.diff)
    let (from, to) = try Self.points(try Query(request, ["from", "to"]))
    let (first, second, diff) = try await compare(from, to)
    let answer = DiffAnswer(from: first, to: second, diff: diff)
    return Reply.response(answer, to: request, isFixed: from.isFixed && to.isFixed)
  }

  private static func points(_ query: Query) throws(Refusal) -> (from: Axes, to: Axes) {
    func point(_ name: String) throws(Refusal) -> Axes? {
      // What a form asks for by two fields, an address has in one.
      let known = query["\(name)Known"].map { "@\($0)" } ?? ""
      return try query.value(name) { text throws(Refusal) in
        try Axes(point: text.contains("@") ? text : text + known)
      }
    }
    let (from, to) = (try point("from"), try point("to"))
    guard let from, let to else {
      throw Refusal(
        .missing,
        field: from == nil ? "from" : "to",
        Wording(
          fr: "Deux bases sont attendues, from et to : 2025-07-07 ou 2025-07-07@38763.",
          en: "Two bases are expected, from and to: 2025-07-07 or 2025-07-07@38763."
        )
      )
    }
    return (from, to)
  }

  private func compare(
    _ from: Axes,
    _ to: Axes
  ) async throws -> (from: Basis, to: Basis, diff: ListDiff) {
    try await archive.answer { archive in
      let (first, second) = (try archive.basis(of: from), try archive.basis(of: to))
      guard first.knownAt.size <= second.knownAt.size else {
        throw Refusal(
          .order,
          field: "from",
          Wording(
            fr:
              "« from » connaît plus d'événements que « to » : la connaissance ne peut que croître.",
            en: "“from” knows more events than “to”: knowledge can only grow."
          )
        )
      }
      let diff = ListDiff(
        from: try archive.listHistory(first.knownAt),
        asOf: first.asOf,
        to: try archive.listHistory(second.knownAt),
        asOf: second.asOf
      )
      return (first, second, diff)
    }
  }
}

extension StateName {
  /// Reads the word of a state.
  init(asked text: String) throws(Refusal) {
    guard let name = StateName(rawValue: text) else {
      let all = StateName.allCases.map(\.rawValue).joined(separator: ", ")
      throw Refusal(
        .choice,
        value: text,
        Wording(
          fr: "« \(text) » n'est pas un état : \(all).",
          en: "“\(text)” is not a state: \(all)."
        )
      )
    }
    self = name
  }
}

extension ListHistory.Step {
  /// Reads the word of a span.
  init(asked text: String) throws(Refusal) {
    guard let step = ListHistory.Step(rawValue: text) else {
      throw Refusal(
        .choice,
        value: text,
        Wording(
          fr: "« \(text) » : day, month ou year est attendu.",
          en: "“\(text)”: day, month or year is expected."
        )
      )
    }
    self = step
  }
}
