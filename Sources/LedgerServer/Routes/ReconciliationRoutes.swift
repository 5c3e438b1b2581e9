import Declarations
import HTTPTypes
import Hummingbird
import Ledger
import Projections
import Questions
import Reports
import Spreadsheets
import Submissions

/// A lab's register against the record: what `mitm reconcile` answers, to programs and on a page.
struct ReconciliationRoutes {
  let archive: Archive
  let bodies: Bodies
  private let desk = Desk()

  init(archive: Archive, bodies: Bodies) {
    (self.archive, self.bodies) = (archive, bodies)
  }

  func add(to router: Router<Caller>) {
    router.on(Route.reconcile) { try await reconcile($0, $1) }
    router.on(Route.reconcilePage) { request, caller in
      _ = try caller.reach(.reconcilePage)
      _ = try Query(request, [], isForm: true)
      return caller.page(ReconcilePage(lab: caller.grant?.role.lab).html(caller.frame(request)))
    }
    router.on(Route.reconciledPage) { try await reconciledPage($0, $1) }
  }

  private func answer(
    _ bytes: [UInt8],
    of lab: Lab,
    _ caller: Caller,
    _ route: Route,
    _ axes: Axes,
    withPublished: Bool
  ) async throws -> ReconciliationAnswer {
    try caller.require(route, of: lab)
    let register: Register
    do {
      register = try await desk.read(bytes)
    } catch let fault as SpreadsheetFault {
      throw Problem(.unprocessableContent, "register", fault.message)
    } catch let refusal as Refusal {
      throw Problem(.unprocessableContent, refusal.rule.rawValue, refusal.message)
    }
    let (basis, history) = try await archive.answer { archive in
      let basis = try archive.basis(of: axes)
      return (basis, try withPublished ? archive.listHistory(basis.knownAt) : nil)
    }
    return try await desk.answer(register, of: lab, in: archive.path, basis, history)
  }

  private func reconcile(_ request: Request, _ caller: Caller) async throws -> Response {
    _ = try caller.reach(.reconcile)
    let query = try Query(request, Axes.names + ["lab", "published"])
    let asked = try query.value("lab") { text throws(Refusal) in try Lab(parsing: text) }
    guard let lab = asked else {
      throw Refusal(
        .missing,
        field: "lab",
        Wording(fr: "lab : le laboratoire est attendu.", en: "lab: the lab is expected.")
      )
    }
    let answer = try await answer(
      bodies.bytes(of: request, from: caller),
      of: lab,
      caller,
      .reconcile,
      Axes(query),
      withPublished: query.flag("published")
    )
    let language = Preference.language(of: request)
    return Reply.response(answer.json(in: language), in: language)
  }

  private func reconciledPage(_ request: Request, _ caller: Caller) async throws -> Response {
    _ = try caller.reach(.reconciledPage)
    let form = try await bodies.form(of: request, from: caller, upTo: Caller.Limits.body)
    try caller.check(form)
    let frame = caller.frame(request, in: Language(rawValue: form["lang"]))
    var page = ReconcilePage(lab: caller.grant?.role.lab)
    page.typed = (form["lab"], form["asOf"], form["knownAt"])
    var status = HTTPResponse.Status.ok
    do {
      page.lab = try page.lab ?? Lab(parsing: form["lab"])
      caller.identity.about = page.lab.map { "lab=\($0)" }
      let file = form.files["register"]
      page.file = file?.name
      if let lab = page.lab {
        page.answer = try await answer(
          file?.bytes ?? [],
          of: lab,
          caller,
          .reconciledPage,
          Axes(form),
          withPublished: true
        )
      }
    } catch {
      let problem = Problem(error)
      guard problem.status.kind == .clientError, problem.status != .forbidden else { throw error }
      (page.fault, status) = (problem.message, problem.status)
    }
    var response = caller.page(page.html(frame))
    response.status = status
    return response
  }
}

/// Where registers are read and compared, one at a time, while others are answered: each may take a second, and much
/// more memory than it has bytes.
private actor Desk {
  private let lane = Lane("registers")
  nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

  func read(_ bytes: [UInt8]) throws -> Register {
    try Register(
      Sheet(bytes),
      needing: [.cis, .type],
      or: .id,
      upTo: (Caller.Limits.registerRows, Caller.Limits.registerText)
    )
  }

  func answer(
    _ register: Register,
    of lab: Lab,
    in path: String,
    _ basis: Basis,
    _ history: History?
  ) throws -> ReconciliationAnswer {
    let question = ReconcileQuestion(try LedgerReader(at: path), register, of: lab, basis)
    return ReconciliationAnswer(
      try question.reconciliation().reconciliation,
      of: lab,
      threeWay: history.map(question.threeWay),
      basis: basis
    )
  }
}
