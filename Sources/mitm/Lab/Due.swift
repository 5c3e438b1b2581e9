import ArgumentParser
import CanonicalJSON
import Compliance
import Declarations
import Ledger
import Projections
import Reports

/// What falls due soon.
struct Due: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(fr: "Ce qui arrive à échéance.", en: "What falls due."),
    discussion: say(
      fr: """
        Dans les jours qui suivent la date : un seuil de stock relevé qui s'applique, un seuil abaissé \
        qui prend fin, un arrêt, une injonction, le plan de l'année.
        """,
      en: """
        In the days after the day: a raised stock threshold that applies, a lowered one that ends, a \
        stop, an injunction, the plan of the year.
        """
    )
  )

  @Option(
    help: ArgumentHelp(
      say(fr: "Dans combien de jours au plus.", en: "Within how many days."),
      valueName: say(fr: "jours", en: "days")
    )
  )
  var within = 90

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var basis: BasisOptions

  @OptionGroup var asked: ComplianceFilterOptions
  @OptionGroup var output: FormatOptions

  func validate() throws {
    guard (1...3_660).contains(within) else {
      throw ValidationError(say(fr: "--within : de 1 à 3660.", en: "--within: from 1 to 3660."))
    }
  }

  func run() throws {
    try output.require([.table, .json, .csv, .xlsx], for: "due")
    let question = try ComplianceQuestion(ledger, basis)
    let due = question.duties.due(
      in: question.docket,
      after: question.basis.asOf,
      within: within,
      asked.filter
    )
    let answer = DueAnswer(basis: question.basis, within: within, due: due)
    try output.print(answer)
    guard due.isEmpty, asked.lab != nil else { return }
    let day = question.basis.asOf
    asked.noteUnknown(question.duties.compliance(in: question.docket, asOf: day, asked.filter))
  }
}
