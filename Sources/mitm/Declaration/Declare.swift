import ArgumentParser
import CanonicalJSON
import Compliance
import Declarations
import Foundation
import Ledger
import MerkleLog
import Projections
import Reports
import Submissions

/// Declares one thing: shows what it will do, asks, records, and gives the receipt.
struct Declare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(
      fr: "Déclare : montre ce que cela fera, demande, enregistre, donne l'accusé.",
      en: "Declare: show what it will do, ask, record, give the receipt."
    ),
    discussion: say(
      fr: """
        mitm declare stock --lab acme --cis 60234100 --units 12000 --sales12m 60000
        mitm declare qualification --lab acme --cis 60234100 --ground vital --channel demarche-numerique

        Ce que le formulaire refuserait est refusé ; ce que la loi reprochera est dit avant. --yes \
        n'interroge pas.
        """,
      en: """
        mitm declare stock --lab acme --cis 60234100 --units 12000 --sales12m 60000
        mitm declare qualification --lab acme --cis 60234100 --ground vital --channel demarche-numerique

        What the form would refuse is refused; what the law will hold against it is said before. --yes does \
        not ask.
        """
    )
  )

  private static let kinds = Template.allCases.filter { $0 != .register }

  @Argument(
    help: ArgumentHelp(
      say(fr: "Quoi : ", en: "What: ") + kinds.map(\.rawValue).joined(separator: ", ") + ".",
      valueName: say(fr: "quoi", en: "what")
    ),
    completion: .list(kinds.map(\.rawValue)),
    transform: { text in
      let template = try Template.parse(text)
      guard template != .register else {
        throw ValidationError(
          say(fr: "« register » ne se déclare pas.", en: "“register” is nothing to declare.")
        )
      }
      return template
    }
  )
  var what: Template

  @Option(
    help: ArgumentHelp(
      say(fr: "Le laboratoire qui déclare.", en: "The lab that declares."),
      valueName: say(fr: "labo", en: "lab")
    ),
    transform: Laboratory.parse
  )
  var lab: Lab

  @Option(
    help: ArgumentHelp(
      say(fr: "Le code CIS, 8 chiffres.", en: "The CIS code, 8 digits."),
      valueName: "cis"
    ),
    transform: Product.parse
  )
  var cis: CIS

  @Option(
    help: ArgumentHelp(
      say(
        fr: "La date d'effet (AAAA-MM-JJ) ; aujourd'hui à Paris sinon.",
        en: "The day from which it holds (YYYY-MM-DD); else today in Paris."
      ),
      valueName: "date"
    ),
    transform: AsOf.parse
  )
  var effectiveOn: LegalDate?

  @OptionGroup var fields: DeclaredFields

  @Flag(
    help: ArgumentHelp(
      say(fr: "Enregistre sans demander.", en: "Record without asking.")
    )
  )
  var yes = false

  @Option(
    help: ArgumentHelp(
      say(fr: "Où écrire l'accusé (.tlog-proof).", en: "Where to write the receipt (.tlog-proof)."),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var receipt: String?

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var signing: SigningKeyOptions
  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json], for: "declare")
    let submission = try submission()
    let user = Credential.commandLine(user: NSUserName())
    let foreseen = try LedgerWriter(at: ledger.path, signing: nil)
      .foresee([Self.input(submission)], as: user)
    if let refused = foreseen.outcomes.first?.refused.first { throw refused.refusal }
    let preview = try preview(foreseen.events)
    show(submission, preview)
    guard try isConfirmed() else {
      Notice.write(say(fr: "Rien n'est enregistré.", en: "Nothing is recorded."))
      throw Failure(silently: .difference)
    }
    let outcome = try ledger.writer(signing: signing)
      .append([Self.input(submission)], as: user).first
    if let refused = outcome?.refused.first { throw refused.refusal }
    guard let outcome, let recorded = outcome.receipts.first else { return }
    try report(outcome, recorded)
  }

  private static func input(_ submission: Submission) -> LedgerWriter.Input {
    ("mitm declare", DeliveryReader(submission.canonicalBytes))
  }

  private func submission() throws -> Submission {
    let now = Instant.now()
    let columns = Set(what.columns).union([.reason])
    let strange = fields.given.keys.filter { !columns.contains($0) }.map(\.rawValue).sorted()
    let given = Set(fields.given.keys).union([.cis, .effectiveon])
    let missing = what.needed.filter { !given.contains($0) }.map(\.rawValue)
    guard strange.isEmpty, missing.isEmpty else {
      throw Failure(
        .usage,
        fr: "declare \(what.rawValue) : il manque \(Self.list(missing)) ; n'en font pas partie : "
          + "\(Self.list(strange)).",
        en: "declare \(what.rawValue): missing \(Self.list(missing)); no part of it: "
          + "\(Self.list(strange))."
      )
    }
    var values = fields.given
    values[.cis] = cis.description
    values[.effectiveon] = (effectiveOn ?? ParisTime.day(of: now)).description
    let type = what.type?.rawValue ?? ""
    values[.id] = "\(type):\(cis):\(now.recordedText)"
    let time = try FilingTime(parsing: now.recordedText)
    return try Submission(
      RegisterRow(number: 1, values: values).object(by: lab, filedAt: time, as: what.type)
    )
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "–" : names.map { "--\(option($0))" }.joined(separator: ", ")
  }

  /// The option of a field: `plannedOn` is `--planned-on`.
  private static func option(_ field: String) -> String {
    field.replacing(/[A-Z]/) { "-" + $0.output.lowercased() }
  }

  // MARK: Before

  private struct Preview {
    var impact: Impact?
    var verdicts: [VerdictChange] = []
    /// What is odd about the declaration, though it is recorded.
    var doubts: [Wording] = []
  }

  private func preview(_ events: [Event]) throws -> Preview {
    guard let event = events.first else { return Preview() }
    let reader = try ledger.reader()
    let known = KnownAt(size: event.sequence)
    let fold = try reader.fold(known, everything: true, followedBy: events)
    let (before, after) = (Docket(fold.history(known)), Docket(fold.history(fold.knownAt)))
    let duties = try Duties(Rulebook())
    let day = max(event.submission.effectiveOn, ParisTime.day(of: event.recordedAt))
    let filter = ComplianceFilter(cis: cis)
    return Preview(
      impact: Impact(of: events, before: before, after: after, duties),
      verdicts: VerdictChange.all(
        from: duties.compliance(in: before, asOf: day, filter),
        to: duties.compliance(in: after, asOf: day, filter)
      ),
      doubts: doubts(about: event, fold.history(known))
    )
  }

  /// What the record has otherwise, or not at all: a fact for all that, so that it is said and not refused.
  private func doubts(about event: Event, _ history: History) -> [Wording] {
    let day = event.submission.effectiveOn
    let today = ParisTime.day(of: event.recordedAt)
    var doubts: [Wording] = []
    if history.description(of: cis, asOf: max(day, today)) == nil {
      doubts.append(
        Wording(
          fr: "la spécialité \(cis) n'est décrite nulle part ici.",
          en: "the product \(cis) is described nowhere here."
        )
      )
    }
    if let other = history.answering(for: cis, asOf: day), other != lab {
      doubts.append(
        Wording(
          fr: "c'est \(other) qui répond de la spécialité \(cis) au \(day), et non \(lab).",
          en: "it is \(other) who answers for the product \(cis) on \(day), not \(lab)."
        )
      )
    }
    if abs(day.dayNumber - today.dayNumber) > 366 {
      doubts.append(
        Wording(
          fr: "la date d'effet \(day) est à plus d'un an d'aujourd'hui (\(today)).",
          en: "the effective day \(day) is more than a year from today (\(today))."
        )
      )
    }
    let year = today.components.year
    if case .planFiled(let plan) = event.submission.fact, abs(plan.year - year) > 1 {
      doubts.append(
        Wording(
          fr: "l'année \(plan.year) du plan n'est ni celle-ci, ni une voisine.",
          en: "the year \(plan.year) of the plan is neither this one nor next to it."
        )
      )
    }
    return doubts
  }

  private func show(_ submission: Submission, _ preview: Preview) {
    let type = submission.fact.type.rawValue
    var lines = [
      say(
        fr:
          "\(submission.source) déclare \(type) pour \(cis), effet au \(submission.effectiveOn) :",
        en: "\(submission.source) declares \(type) for \(cis), effective \(submission.effectiveOn):"
      )
    ]
    lines += (submission.json["data"]?.object?.members ?? []).map { member in
      "  \(member.key) : \(member.value.string ?? member.value.canonicalText)"
    }
    lines += preview.doubts.map { say(fr: "  Attention : ", en: "  Warning: ") + $0.said }
    if let impact = preview.impact {
      lines.append(say(fr: "Réponses d'avant :", en: "Earlier answers:"))
      lines += impact.lines(in: .ofThisRun)
    }
    lines.append(say(fr: "Conformité :", en: "Compliance:"))
    if preview.verdicts.isEmpty { lines.append(say(fr: "  inchangée", en: "  unchanged")) }
    for change in preview.verdicts {
      let isHeld = [.breached, .toReview].contains(change.after?.verdict)
      let mark = isHeld ? say(fr: "  Attention : ", en: "  Warning: ") : "  "
      let (before, after) = (Words.verdict(change.before).said, Words.verdict(change.after).said)
      lines.append(mark + "\(Words.rule(change.judgement.rule).said) : \(before) → \(after)")
      if change.after != nil { lines.append("      " + change.judgement.explanation.said) }
    }
    for line in lines { Notice.write(line) }
  }

  private func isConfirmed() throws -> Bool {
    if yes { return true }
    guard isatty(STDIN_FILENO) == 1 else {
      throw Failure(
        .usage,
        fr: "Sans terminal pour demander, --yes enregistre.",
        en: "With no terminal to ask on, --yes records."
      )
    }
    Notice.show(say(fr: "Enregistrer ? [o/N] ", en: "Record it? [y/N] "))
    return ["o", "oui", "y", "yes"].contains((readLine() ?? "").lowercased())
  }

  // MARK: After

  private func report(_ outcome: AppendOutcome, _ recorded: AppendOutcome.Receipt) throws {
    let proof = try ledger.reader().receipt(of: recorded.sequence).encoded
    switch output.format {
    case .json:
      try Output.print([
        "id": recorded.reference.id.json, "receipt": .string(proof),
        "root": .string(outcome.root.base64), "sequence": .integer(Int64(recorded.sequence)),
        "size": .integer(Int64(outcome.size)), "source": recorded.reference.source.json,
      ])
    default:
      try Output.print([
        say(
          fr:
            "Enregistré : événement \(recorded.sequence). L'accusé : mitm prove \(recorded.sequence)",
          en: "Recorded: event \(recorded.sequence). The receipt: mitm prove \(recorded.sequence)"
        )
      ])
    }
    if let receipt { try Evidence.write(Array(proof.utf8), to: URL(fileURLWithPath: receipt)) }
  }
}
