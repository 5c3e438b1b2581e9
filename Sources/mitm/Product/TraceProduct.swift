import ArgumentParser
import Declarations
import Ledger
import Projections
import Questions
import Reports

/// Why a product is on the list on a day, or is not.
struct TraceProduct: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: say(
      fr: "Pourquoi une spécialité est sur la liste, ou n'y est pas.",
      en: "Why a product is on the list, or is not."
    ),
    discussion: say(
      fr: """
        L'état, chaque condition avec l'événement qui la décide, qui l'a déclaré, quand, sous quel \
        article, d'après quel fichier ; ce qui manque ; et les événements, ceux qui sont remplacés ou \
        annulés marqués. --format markdown en fait un document, --format prov du PROV-JSON du W3C.
        """,
      en: """
        The state, each condition with the event that decides it, who stated it, when, under which \
        article, from which file; what is missing; and the events, those superseded or void marked. \
        --format markdown makes it a document, --format prov W3C PROV-JSON.
        """
    ),
    aliases: ["why"]
  )

  @Argument(
    help: ArgumentHelp(
      say(fr: "Le code CIS, 8 chiffres.", en: "The CIS code, 8 digits."),
      valueName: "cis"
    ),
    transform: Product.parse
  )
  var cis: CIS

  @Flag(
    help: ArgumentHelp(
      say(fr: "Tous les événements, si nombreux soient-ils.", en: "Every event, however many.")
    )
  )
  var all = false

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var basis: BasisOptions
  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json, .csv, .xlsx, .markdown, .prov], for: "trace")
    let reader = try ledger.reader()
    let known = try Known.resolve(basis.known.knownAt, in: reader)
    let history = try reader.history(of: cis, known)
    if history.subjects.isEmpty {
      Notice.write(
        say(
          fr: "À cette base, aucun événement ne porte sur la spécialité \(cis).",
          en: "At this basis no event is about product \(cis)."
        )
      )
    }
    let question = try TraceQuestion(
      reader,
      history,
      try reader.basis(asOf: basis.day, known),
      showsDeliveries: [.table, .markdown].contains(output.format)
    )
    let answer = try question.answer(about: cis, isWhole: all)
    switch output.format {
    case .markdown: try Output.print(text: answer.markdown(in: .ofThisRun))
    case .prov: try Output.print(answer.provenance)
    default: try output.print(answer)
    }
  }
}
