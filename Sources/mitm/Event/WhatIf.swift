import ArgumentParser
import CanonicalJSON
import Compliance
import Declarations
import Foundation
import Ledger
import Projections
import Questions
import Reports

/// What would change if submissions were recorded; writes nothing.
struct WhatIf: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "what-if",
    abstract: say(
      fr: "Ce qui changerait si des soumissions étaient enregistrées ; n'écrit rien.",
      en: "What would change if submissions were recorded; writes nothing."
    ),
    discussion: say(
      fr: """
        Les fichiers sont lus comme par « mitm append », refus compris ; puis la liste et la conformité \
        à la date sont comparées, avec et sans eux. Rien n'est écrit, ni signé.
        """,
      en: """
        The files are read as by “mitm append”, refusals included; then the list and the compliance on \
        the day are compared, with and without them. Nothing is written or signed.
        """
    )
  )

  @Argument(
    help: ArgumentHelp(
      say(
        fr: "Les fichiers ; « - » est l'entrée standard.",
        en: "The files; “-” is standard input."
      ),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var files: [String]

  @OptionGroup var ledger: LedgerOptions

  @Option(
    help: ArgumentHelp(
      say(
        fr: "La date de la question (AAAA-MM-JJ) ; aujourd'hui à Paris sinon.",
        en: "The day of the question (YYYY-MM-DD); else today in Paris."
      ),
      valueName: "date"
    ),
    transform: AsOf.parse
  )
  var asOf: LegalDate?

  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json], for: "what-if")
    let inputs = try files.map { ($0, DeliveryReader(try Input.open($0))) }
    let writer = try ledger.trialWriter()
    let (outcomes, events) = try writer.foresee(inputs, as: .commandLine(user: NSUserName()))
    let reader = try ledger.reader()
    let known = KnownAt(size: try events.first?.sequence ?? reader.size)
    let day = asOf ?? ParisTime.day(of: .now())
    let before = try reader.wholeHistory(known)
    let after = try reader.wholeHistory(known, followedBy: events)
    let duties = try Duties(Rulebook())
    let answer = WhatIfAnswer(
      basis: try reader.basis(asOf: day, known),
      outcomes: Array(zip(files, outcomes)),
      list: ListDiff(from: before, asOf: day, to: after, asOf: day),
      verdicts: VerdictChange.all(
        from: duties.compliance(in: Docket(before), asOf: day),
        to: duties.compliance(in: Docket(after), asOf: day)
      )
    )
    try output.format == .json
      ? Output.print(answer.json) : Output.print(answer.lines(width: Output.width))
    if outcomes.contains(where: { !$0.refused.isEmpty }) { throw Failure(silently: .badData) }
  }
}

/// What would change.
private struct WhatIfAnswer {
  let basis: Basis
  let outcomes: [(file: String, outcome: AppendOutcome)]
  let list: ListDiff
  let verdicts: [VerdictChange]

  var json: JSONValue {
    func count(_ count: (AppendOutcome) -> Int) -> JSONValue {
      .integer(Int64(outcomes.reduce(0) { $0 + count($1.outcome) }))
    }
    func rows(_ changes: [ListDiff.Change]) -> JSONValue {
      .array(changes.map { .object($0.json) })
    }
    return .object([
      "appended": count(\.appended), "basis": basis.json, "duplicates": count(\.duplicates),
      "list": .object([
        "changed": rows(list.changed), "entered": rows(list.entered), "left": rows(list.left),
      ]),
      "refusals": AppendAnswer(outcomes, isDryRun: true).refusals(in: .ofThisRun),
      "refused": count(\.refused.count),
      "verdicts": .array(verdicts.map { .object($0.json(in: .ofThisRun)) }),
    ])
  }

  func lines(width: Int?) -> [String] {
    var lines: [String] = []
    for (file, outcome) in outcomes {
      lines.append(
        say(
          fr:
            "\(file) : seraient enregistrées \(outcome.appended), déjà là \(outcome.duplicates), "
            + "refusées \(outcome.refused.count)",
          en:
            "\(file): would be recorded \(outcome.appended), there already \(outcome.duplicates), "
            + "refused \(outcome.refused.count)"
        )
      )
      lines += outcome.refused.prefix(20).map {
        "  \(file):\($0.line) [\($0.refusal.rule.rawValue)] \($0.refusal.message.said)"
      }
    }
    lines += ["", say(fr: "Liste au \(basis.asOf)", en: "List on \(basis.asOf)")]
    let entered = say(fr: "entrerait", en: "would enter")
    let left = say(fr: "sortirait", en: "would leave")
    let changed = say(fr: "changerait", en: "would change")
    for (word, changes) in [(entered, list.entered), (left, list.left), (changed, list.changed)] {
      lines += changes.map { change in
        let name = change.after.state.denomination?.text ?? ""
        return "  \(word)\(Language.ofThisRun.colon)\(change.after.cis) \(name)"
      }
    }
    if list.isEmpty { lines.append(say(fr: "  ne changerait pas", en: "  would not change")) }
    lines += ["", say(fr: "Conformité au \(basis.asOf)", en: "Compliance on \(basis.asOf)")]
    for change in verdicts {
      let judgement = change.judgement
      let (before, after) = (Words.verdict(change.before).said, Words.verdict(change.after).said)
      lines.append(
        "  \(Words.lab(judgement.lab).said), \(Words.rule(judgement.rule).said), \(judgement.about)"
          + "\(Language.ofThisRun.colon)\(before) → \(after)"
      )
      if change.after != nil { lines.append("      \(judgement.explanation.said)") }
    }
    if verdicts.isEmpty { lines.append(say(fr: "  ne changerait pas", en: "  would not change")) }
    return lines + [
      "", say(fr: "Rien n'est écrit.", en: "Nothing is written."), Words.basis(basis).said,
    ]
  }
}
