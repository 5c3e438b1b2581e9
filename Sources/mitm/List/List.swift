import ArgumentParser
import Ledger
import Projections
import Questions
import Reports

/// The MITM list on any day, as known at any time.
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(fr: "La liste des MITM à une date.", en: "The MITM list on a day."),
    discussion: say(
      fr: """
        La liste en vigueur : les spécialités qualifiées, commercialisées et autorisées. La liste \
        publiée par l'ANSM peut en différer : --published.
        """,
      en: """
        The current list: the products that are qualified, marketed and authorised. The list that \
        ANSM publishes may differ: --published.
        """
    )
  )

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var basis: BasisOptions

  @Flag(
    help: ArgumentHelp(
      say(fr: "La liste publiée par l'ANSM.", en: "The list that ANSM published.")
    )
  )
  var published = false

  @Option(
    help: ArgumentHelp(
      say(fr: "Les spécialités dans cet état : ", en: "The products in this state: ")
        + StateName.allCases.map(\.rawValue).joined(separator: ", ") + ".",
      valueName: say(fr: "état", en: "state")
    ),
    completion: .list(StateName.allCases.map(\.rawValue)),
    transform: { text in
      guard let name = StateName(rawValue: text) else {
        throw ValidationError(
          say(fr: "« \(text) » n'est pas un état.", en: "“\(text)” is not a state.")
        )
      }
      return name
    }
  )
  var state: StateName?

  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json, .csv, .xlsx], for: "list")
    let reader = try ledger.reader()
    let known = try Known.resolve(basis.known.knownAt, in: reader)
    let day = basis.day
    let history = try reader.listHistory(known)
    let kind = ListAnswer.Kind(isPublished: published, state: state)
    let rows = history.list(isPublished: published, state: state, asOf: day)
    let answer = ListAnswer(kind, basis: try reader.basis(asOf: day, known), rows: rows)
    try output.print(answer)
  }
}
