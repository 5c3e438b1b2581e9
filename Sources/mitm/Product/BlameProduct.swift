import ArgumentParser
import Declarations
import Ledger
import Projections
import Questions
import Reports

/// Who set each field of a product's row.
struct BlameProduct: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "blame",
    abstract: say(
      fr: "Pour chaque champ d'une ligne de la liste, l'événement qui l'a fixé.",
      en: "For each field of a row of the list, the event that set it."
    )
  )

  @Argument(
    help: ArgumentHelp(
      say(fr: "Le code CIS, 8 chiffres.", en: "The CIS code, 8 digits."),
      valueName: "cis"
    ),
    transform: Product.parse
  )
  var cis: CIS

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var basis: BasisOptions
  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json, .csv, .xlsx], for: "blame")
    let reader = try ledger.reader()
    let known = try Known.resolve(basis.known.knownAt, in: reader)
    let day = basis.day
    let blame = Blame(cis, in: try reader.history(of: cis, known), asOf: day)
    var events: [Int: Event] = [:]
    for sequence in blame.fields.flatMap(\.evidence) {
      events[sequence] = try reader.event(at: sequence)
    }
    try output.print(
      BlameAnswer(blame, basis: try reader.basis(asOf: day, known), events: events)
    )
  }
}
