import ArgumentParser
import CanonicalJSON
import Compliance
import Declarations
import Foundation
import Ledger
import MerkleLog
import Projections
import Questions
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
    let foreseen = try ledger.trialWriter()
      .foresee([Self.input(submission)], as: user)
    if let refused = foreseen.outcomes.first?.refused.first { throw refused.refusal }
    let event = foreseen.events.first
    show(
      submission,
      try event.map { try DeclarationPreview(of: $0, by: lab, about: cis, in: ledger.reader()) }
        ?? DeclarationPreview()
    )
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
      let (lacking, extra) = (Self.list(missing), Self.list(strange))
      let faults = [
        missing.isEmpty ? nil : Wording(fr: "il manque \(lacking)", en: "missing \(lacking)"),
        strange.isEmpty ? nil : Wording(fr: "en trop : \(extra)", en: "no part of it: \(extra)"),
      ].compactMap(\.self)
      throw Failure(
        .usage,
        fr: "declare \(what.rawValue) : \(faults.map(\.french).joined(separator: " ; ")).",
        en: "declare \(what.rawValue): \(faults.map(\.english).joined(separator: "; "))."
      )
    }
    var values = fields.given
    values[.cis] = cis.description
    values[.effectiveon] = (effectiveOn ?? ParisTime.day(of: now)).description
    let type = what.type?.rawValue ?? ""
    values[.id] = "\(type):\(cis):\(now.recordedText)"
    let time = try FilingTime(parsing: now.recordedText)
    do throws(Refusal) {
      return try Submission(
        RegisterRow(number: 1, values: values).object(by: lab, filedAt: time, as: what.type)
      )
    } catch {
      throw Self.failure(error)
    }
  }

  /// What is wrong, with the option that it is about.
  private static func failure(_ refusal: Refusal) -> Failure {
    guard let field = refusal.field, field.hasPrefix("data.") else {
      return Failure(.badData, fr: refusal.message.french, en: refusal.message.english)
    }
    let option = "--\(option(String(field.dropFirst(5).prefix { $0 != "[" })))"
    let value = refusal.value ?? ""
    return Failure(
      .badData,
      fr: "\(option) « \(value) » : \(refusal.message.french)",
      en: "\(option) “\(value)”: \(refusal.message.english)"
    )
  }

  private static func list(_ names: [String]) -> String {
    names.map { "--\(option($0))" }.joined(separator: ", ")
  }

  /// The option of a field: `plannedOn` is `--planned-on`.
  private static func option(_ field: String) -> String {
    field.replacing(/[A-Z]/) { "-" + $0.output.lowercased() }
  }

  // MARK: Before

  private func show(_ submission: Submission, _ preview: DeclarationPreview) {
    let type = submission.type.rawValue
    var lines = [
      say(
        fr:
          "\(submission.source) déclare \(type) pour \(cis), effet au \(submission.effectiveOn) :",
        en: "\(submission.source) declares \(type) for \(cis), effective \(submission.effectiveOn):"
      )
    ]
    lines += submission.data.members.map { member in
      let value = member.value.string ?? member.value.canonicalText
      return "  \(member.key)\(Language.ofThisRun.colon)\(value)"
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
      let lab = Words.lab(change.judgement.lab).said
      lines.append(
        mark + "\(Words.rule(change.judgement.rule).said) (\(lab))\(Language.ofThisRun.colon)"
          + "\(before) → \(after)"
      )
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
