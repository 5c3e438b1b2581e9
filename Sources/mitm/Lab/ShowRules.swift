import ArgumentParser
import Compliance
import Declarations
import Reports

/// The rulebook.
struct ShowRules: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: say(
      fr: "Les règles par lesquelles le registre juge.",
      en: "The rules by which the ledger judges."
    ),
    discussion: say(
      fr: """
        Article, jours de vigueur, paramètres, texte, source et certitude. Avec --as-of, celles qui \
        sont en vigueur ce jour-là.
        """,
      en: """
        Article, days in force, parameters, wording, source and how certain it is. With --as-of, \
        those in force on that day.
        """
    )
  )

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Celles en vigueur ce jour-là (AAAA-MM-JJ).",
        en: "Those in force on this day (YYYY-MM-DD)."
      ),
      valueName: "date"
    ),
    transform: AsOf.parse
  )
  var asOf: LegalDate?

  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json, .csv, .xlsx], for: "rules")
    let answer = RulesAnswer(try Rulebook(), asOf: asOf)
    try output.print(answer)
  }
}
