import CanonicalJSON
import Declarations
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Projections
import Questions
import Submissions

/// Declaring on a page: what it will do is shown before anything is recorded.
struct DeclarationRoutes {
  let archive: Archive
  let appender: Appender?
  let bodies: Bodies
  let clock: @Sendable () -> Instant

  func add(to router: Router<Caller>) {
    router.on(Route.declarePage) { request, caller in
      guard try caller.reach(.declarePage) == .own else { throw Problem.forbidden }
      guard appender != nil else { throw Problem.readOnly }
      let query = try Query(request, ["what"] + Column.allCases.map(\.rawValue), isForm: true)
      var page = DeclarePage(what: try query.value("what", Template.init(declaring:)))
      for column in Column.allCases { page.values[column] = query[column.rawValue] }
      // Who declares nearly always is the operator, too.
      if page.what?.needed.contains(.operator) == true, page.values[.operator] == nil {
        page.values[.operator] = caller.grant?.role.lab?.text
      }
      return caller.page(page.html(caller.frame(request)))
    }
    router.on(Route.declare) { try await declare($0, $1) }
  }

  /// Shows what a declaration would do, or records it where that was shown already.
  private func declare(_ request: Request, _ caller: Caller) async throws -> Response {
    _ = try caller.reach(.declare)
    guard let grant = caller.grant, let lab = grant.role.lab else { throw Problem.forbidden }
    let form = try await bodies.form(of: request, from: caller)
    guard let appender else { throw Problem.readOnly }
    let what = try Template(declaring: form["what"])
    let frame = caller.frame(
      request,
      in: Language(rawValue: form["lang"]),
      with: Self.kept(form, of: what)
    )
    var page = DeclarePage(what: what)
    for column in what.asked {
      let value = form[column.rawValue].trimmingCharacters(in: .whitespacesAndNewlines)
      if !value.isEmpty { page.values[column] = value }
    }
    guard caller.isGuarded(by: form) else {
      // What was typed is shown again, under the word of this session; nothing is done.
      page.refusal = Refusal(.source, Problem.elsewhere.message)
      var response = caller.page(page.html(frame))
      response.status = .forbidden
      return response
    }
    do throws(Refusal) {
      let time = try Self.time(form, else: clock())
      page.time = time.text
      page.submission = try Self.submission(page.values, what, lab, time)
    } catch {
      page.refusal = error
    }
    if form["step"] == "edit" {
      (page.submission, page.refusal) = (nil, nil)
    }
    if let submission = page.submission {
      caller.identity.about = submission.subject.text
      page.name = try await archive.answer { archive in
        guard let cis = submission.subject.cis else { return nil }
        let known = KnownAt(size: try archive.reader.size)
        return try archive.reader.history(of: cis, known)
          .state(of: cis, asOf: submission.effectiveOn).denomination?.text
      }
      // Without the time of a preview it was not looked at.
      if form["step"] == "record", !form["time"].isEmpty {
        try await record(submission, grant, appender, &page)
      } else {
        try await foresee(submission, grant, lab, appender, &page)
      }
    }
    var response = caller.page(page.html(frame))
    if page.refusal != nil { response.status = .unprocessableContent }
    return response
  }

  /// What was typed, as the address of the page in another language has it; of what is too long for an address, what it
  /// is about.
  private static func kept(_ form: Form, of what: Template) -> [(name: String, value: String)] {
    let all = (["what"] + what.asked.map(\.rawValue)).map { (name: $0, value: form[$0]) }
      .filter { !$0.value.isEmpty }
    let length = all.reduce(0) { $0 + $1.name.utf8.count + $1.value.percentEncoded.utf8.count }
    return length <= 2_000 ? all : all.filter { ["what", "cis"].contains($0.name) }
  }

  /// The time of the filing: that of the preview, so that what is sent twice is recorded once.
  ///
  /// Nobody files on a page for another day: the form's word is taken on the day of the preview, in Paris.
  private static func time(_ form: Form, else now: Instant) throws(Refusal) -> FilingTime {
    guard !form["time"].isEmpty else { return try FilingTime(parsing: now.recordedText) }
    let time = try FilingTime(parsing: form["time"])
    guard time.instant <= now, ParisTime.day(of: time.instant) == ParisTime.day(of: now) else {
      throw Refusal(
        .range,
        field: "time",
        value: form["time"],
        Wording(
          fr:
            "L'aperçu n'est plus d'actualité ; relisez ce que la déclaration fera, puis enregistrez.",
          en: "The preview is out of date; read again what the declaration will do, then record it."
        )
      )
    }
    return time
  }

  private static func submission(
    _ values: [Column: String],
    _ what: Template,
    _ lab: Lab,
    _ time: FilingTime
  ) throws(Refusal) -> Submission {
    if let missing = what.needed.first(where: { values[$0] == nil }) {
      throw Refusal(
        .missing,
        field: missing.rawValue,
        Wording(
          fr: "« \(missing.french) » est à remplir.",
          en: "“\(missing.name.english)” is to be filled in."
        )
      )
    }
    var values = values
    let cis: CIS
    do throws(Refusal) {
      cis = try CIS(parsing: RegisterRow(number: 1, values: values).code)
    } catch {
      throw error.inside(Column.cis.rawValue)
    }
    values[.id] = "\(what.type?.rawValue ?? ""):\(cis):\(time.text)"
    return try Submission(
      RegisterRow(number: 1, values: values).object(by: lab, filedAt: time, as: what.type)
    )
  }

  private func foresee(
    _ submission: Submission,
    _ grant: Grant,
    _ lab: Lab,
    _ appender: Appender,
    _ page: inout DeclarePage
  ) async throws {
    let (outcome, events) = try await appender.foresee(submission.canonicalBytes, as: grant)
    page.refusal = outcome.refused.first?.refusal
    guard page.refusal == nil else { return }
    guard let event = events.first, let cis = submission.subject.cis else {
      // It is there already: what it did is done.
      page.preview = DeclarationPreview()
      return
    }
    page.preview = try await archive.answer { archive in
      try DeclarationPreview(of: event, by: lab, about: cis, in: archive.reader)
    }
  }

  private func record(
    _ submission: Submission,
    _ grant: Grant,
    _ appender: Appender,
    _ page: inout DeclarePage
  ) async throws {
    let outcome = try await appender.append(submission.canonicalBytes, as: grant)
    page.refusal = outcome.refused.first?.refusal
    page.receipt = outcome.receipts.first
  }
}

extension Template {
  /// Reads what is to be declared.
  init(declaring text: String) throws(Refusal) {
    guard let template = Template(rawValue: text), template != .register else {
      let all = Template.allCases.filter { $0 != .register }.map(\.rawValue)
        .joined(separator: ", ")
      throw Refusal(
        .choice,
        value: text,
        Wording(
          fr: "« \(text) » ne se déclare pas : \(all).",
          en: "“\(text)” is nothing to declare: \(all)."
        )
      )
    }
    self = template
  }

  /// The columns that a page asks for.
  var asked: [Column] { columns.filter { ![.id, .time].contains($0) } }
}
