import ArgumentParser
import Compliance
import Declarations
import Ledger
import Projections
import Questions
import Reports

/// Which earlier answers recorded events changed.
struct ShowImpact: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "impact",
    abstract: say(
      fr: "Ce que des événements enregistrés ont changé aux réponses d'avant.",
      en: "What recorded events changed in earlier answers."
    ),
    discussion: say(
      fr: """
        Les jours passés dont la liste ou la conformité est maintenant autre, les listes scellées qui le \
        seraient, les accusés d'événements annulés ou remis en vigueur. Une réponse donnée alors reste \
        vraie à sa base. « mitm append --dry-run » le dit avant d'enregistrer.
        """,
      en: """
        The past days of which the list or the compliance is now another, the sealed lists that would be, \
        the receipts of events that are void or in force again. What was answered then stays true at its \
        basis. “mitm append --dry-run” says so before anything is recorded.
        """
    )
  )

  @Argument(
    help: ArgumentHelp(
      say(
        fr: "Le numéro de l'événement, ou du premier de plusieurs.",
        en: "The sequence of the event, or of the first of several."
      ),
      valueName: say(fr: "numéro", en: "seq")
    )
  )
  var first: Int

  @Argument(
    help: ArgumentHelp(
      say(fr: "Le numéro du dernier.", en: "The sequence of the last."),
      valueName: say(fr: "dernier", en: "last")
    )
  )
  var last: Int?

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json, .csv, .xlsx], for: "impact")
    let reader = try ledger.reader()
    let size = try reader.size
    let last = last ?? first
    guard first <= last else {
      throw Failure(
        .badData,
        fr: "Le dernier événement, \(last), vient avant le premier, \(first).",
        en: "The last event, \(last), comes before the first, \(first)."
      )
    }
    guard 0 <= first, last < size else {
      throw Failure(
        .badData,
        fr: "Des événements \(first) à \(last) : le registre va de 0 à \(size - 1).",
        en: "Events \(first) to \(last): the ledger goes from 0 to \(size - 1)."
      )
    }
    let known = KnownAt(size: last + 1)
    let fold = try reader.wholeFold(known)
    let events = try (first...last).map(reader.event)
    let impact = Impact(
      of: events,
      before: Docket(fold.history(KnownAt(size: first))),
      after: Docket(fold.history(known)),
      try Duties(Rulebook())
    )
    guard let impact else { return }
    let basis = try reader.basis(asOf: impact.until, known)
    try output.print(ImpactAnswer(impact, basis: basis))
  }
}
