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
  }

  private func list(_ request: Request, _ caller: Caller) async throws -> Response {
    let query = try Query(request, Axes.names + ["published", "state"])
    let isPublished = try query.flag("published")
    let state = try query.value("state") { text throws(Refusal) in try StateName(asked: text) }
    // The published list is anybody's; the current one is not yet.
    guard try caller.reach(.list) == .everything || isPublished && state == nil else {
      throw caller.grant == nil ? Problem.unauthorised : Problem.forbidden
    }
    let axes = try Axes(query)
    let kind: ListAnswer.Kind = isPublished ? .published : state.map { .state($0) } ?? .current
    let answer = try await archive.answer { archive in
      let basis = try archive.basis(of: axes)
      let history = try archive.listHistory(basis.knownAt)
      var rows =
        isPublished
        ? history.publishedList(asOf: basis.asOf)
        : history.list(of: state ?? .listed, asOf: basis.asOf)
      if isPublished, let state { rows.removeAll { $0.state.name != state } }
      return ListAnswer(kind, basis: basis, rows: rows)
    }
    return Reply.response(answer, to: request, isFixed: axes.isFixed)
  }

  private func product(_ request: Request, _ caller: Caller) async throws -> Response {
    let reach = try caller.reach(.product)
    let cis = try CIS(parsing: caller.parameters.require("cis"))
    let axes = try Axes(try Query(request, Axes.names))
    let lab = caller.grant?.role.lab
    let answer = try await archive.answer { archive in
      let basis = try archive.basis(of: axes)
      if reach == .own {
        guard let lab, try archive.concerns(lab, cis, basis.knownAt) else {
          throw Problem.forbidden
        }
      }
      let history = try archive.reader.history(of: cis, basis.knownAt)
      return try TraceQuestion(archive.reader, history, basis).answer(about: cis, isWhole: true)
    }
    return Reply.response(answer, to: request, isFixed: axes.isFixed)
  }

  private func diff(_ request: Request, _ caller: Caller) async throws -> Response {
    _ = try caller.reach(.diff)
    let query = try Query(request, ["from", "to"])
    let from = try query.value("from") { text throws(Refusal) in try Axes(point: text) }
    let to = try query.value("to") { text throws(Refusal) in try Axes(point: text) }
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
    let answer = try await archive.answer { archive in
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
      return DiffAnswer(from: first, to: second, diff: diff)
    }
    return Reply.response(answer, to: request, isFixed: from.isFixed && to.isFixed)
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

extension Router<Caller> {
  /// Answers one of the routes.
  func on(
    _ route: Route,
    use handler: @Sendable @escaping (Request, Caller) async throws -> Response
  ) {
    on(RouterPath(route.path), method: route.method, use: handler)
  }
}
