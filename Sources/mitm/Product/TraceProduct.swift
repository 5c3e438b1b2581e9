import ArgumentParser
import Compliance
import Declarations
import Ledger
import Projections
import Reports

/// Why a product is on the list on a day, or is not.
struct TraceProduct: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: say(
      fr: "Pourquoi une spécialité est sur la liste, ou n'y est pas.",
      en: "Why a product is on the list, or is not."
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

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var basis: BasisOptions
  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json, .csv], for: "trace")
    let reader = try ledger.reader()
    let known = try Known.resolve(basis.known.knownAt, in: reader)
    let day = basis.day
    let trace = try Trace(cis, in: try reader.history(known), asOf: day)
    var events: [Int: Event] = [:]
    for entry in trace.timeline { events[entry.sequence] = try reader.event(at: entry.sequence) }
    let answer = TraceAnswer(
      trace,
      basis: try reader.basis(asOf: day, known),
      events: events,
      rulebook: try Rulebook()
    )
    try output.print(answer)
  }
}
