import ArgumentParser
import Compliance
import Declarations
import Ledger
import Projections
import Reports

/// Every lab's compliance on any day, as known at any time.
struct ShowCompliance: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compliance",
    abstract: say(
      fr: "La conformité des laboratoires à une date.",
      en: "The compliance of labs on a day."
    ),
    discussion: say(
      fr: """
        Chaque acte est jugé par la règle en vigueur ce jour-là (mitm rules). Un verdict nomme les \
        événements dont il dépend, le calcul, et ce qui y remédierait. Rien n'est conforme ni en \
        manquement faute de données.
        """,
      en: """
        Each deed is judged by the rule in force on its day (mitm rules). A verdict names the events \
        that it rests on, the arithmetic, and what would mend it. Nothing is met or breached for \
        lack of data.
        """
    )
  )

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var basis: BasisOptions

  @OptionGroup var asked: ComplianceFilterOptions

  @Option(
    help: ArgumentHelp(
      say(fr: "Sortie 1 si ce verdict s'y trouve : ", en: "Exit 1 when this verdict occurs: ")
        + Verdict.allCases.dropLast().map(\.rawValue).joined(separator: ", ") + ".",
      valueName: "verdict"
    ),
    completion: .list(Verdict.allCases.map(\.rawValue)),
    transform: { text in
      guard let verdict = Verdict(rawValue: text), verdict != .notApplicable else {
        throw ValidationError(
          say(fr: "« \(text) » n'est pas un verdict.", en: "“\(text)” is not a verdict.")
        )
      }
      return verdict
    }
  )
  var failOn: Verdict?

  @Flag(
    help: ArgumentHelp(
      say(
        fr: "Les intervalles de chaque verdict dans le temps, jusqu'à la date.",
        en: "The intervals of each verdict over time, up to the day."
      )
    )
  )
  var history = false

  @Flag(
    help: ArgumentHelp(
      say(
        fr:
          "Avec --lab : ce que le laboratoire a repris d'un autre, et dont il n'a pas à répondre.",
        en: "With --lab: what the lab took over from another, and does not answer for."
      )
    )
  )
  var inherited = false

  @OptionGroup var output: FormatOptions

  func validate() throws {
    guard !inherited || asked.lab != nil else {
      throw ValidationError(
        say(fr: "--inherited va avec --lab.", en: "--inherited goes with --lab.")
      )
    }
    guard !history || !inherited else {
      throw ValidationError(
        say(
          fr: "--history ou --inherited, pas les deux.",
          en: "--history or --inherited, not both."
        )
      )
    }
  }

  func run() throws {
    try output.require([.table, .json, .csv, .xlsx], for: "compliance")
    let question = try ComplianceQuestion(ledger, basis)
    let filter = asked.filter
    if history { return try answerHistory(question, filter) }
    if inherited, let lab = asked.lab { return try answerInherited(question, lab) }
    let labs = question.duties.compliance(in: question.docket, asOf: question.basis.asOf, filter)
    let answer = ComplianceAnswer(
      basis: question.basis,
      labs: labs,
      book: question.book,
      isDetailed: asked.lab != nil || asked.cis != nil
    )
    try output.print(answer)
    asked.noteUnknown(labs)
    let occurs = labs.contains { $0.judgements.contains { $0.verdict == failOn } }
    if failOn != nil && occurs { throw Failure(silently: .difference) }
  }

  private func answerHistory(
    _ question: ComplianceQuestion,
    _ filter: ComplianceFilter
  ) throws {
    let intervals = question.duties.intervals(
      in: question.docket,
      until: question.basis.asOf,
      filter
    )
    let answer = IntervalsAnswer(basis: question.basis, intervals: intervals)
    try output.print(answer)
    if let failOn, intervals.contains(where: { $0.judgement.verdict == failOn }) {
      throw Failure(silently: .difference)
    }
  }

  private func answerInherited(_ question: ComplianceQuestion, _ lab: Lab) throws {
    let products = question.duties.inherited(
      by: lab,
      in: question.docket,
      asOf: question.basis.asOf
    )
    let answer = InheritanceAnswer(basis: question.basis, lab: lab, products: products)
    try output.print(answer)
  }
}
