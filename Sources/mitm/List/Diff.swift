import ArgumentParser
import Declarations
import Ledger
import Projections
import Reports

/// What changed in the current list between two bases.
struct Diff: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(
      fr: "Ce qui a changé dans la liste entre deux bases, avec la cause.",
      en: "What changed in the list between two bases, with the cause."
    ),
    discussion: say(
      fr: """
        Une base est une date, et au besoin ce qu'on savait : 2025-07-07 ou 2025-07-07@38763. \
        Chaque ligne a une seule cause : un fait a pris effet, on l'a appris depuis, ou on l'a \
        corrigé depuis. Sortie 1 quand il y a une différence.
        """,
      en: """
        A basis is a day and, if need be, what was known: 2025-07-07 or 2025-07-07@38763. Each row \
        has one cause: a fact took effect, was learned since, or was corrected since. Exit 1 when \
        there is a difference.
        """
    )
  )

  /// A basis as a person types it.
  struct Point {
    let day: LegalDate
    let known: Known?

    init(parsing text: String) throws {
      let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
      day = try AsOf.parse(String(parts[0]))
      known = parts.count == 2 ? try Known(parsing: String(parts[1])) : nil
    }
  }

  @OptionGroup var ledger: LedgerOptions

  @Option(
    help: ArgumentHelp(
      say(fr: "La première base.", en: "The first basis."),
      valueName: "date[@N]"
    ),
    transform: Point.init(parsing:)
  )
  var from: Point

  @Option(
    help: ArgumentHelp(
      say(fr: "La seconde base.", en: "The second basis."),
      valueName: "date[@N]"
    ),
    transform: Point.init(parsing:)
  )
  var to: Point

  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json, .csv], for: "diff")
    let reader = try ledger.reader()
    let first = try Known.resolve(from.known, in: reader)
    let second = try Known.resolve(to.known, in: reader)
    guard first.size <= second.size else {
      throw Failure(
        .usage,
        fr:
          "--from connaît \(first.size) événements, --to seulement \(second.size) : la "
          + "connaissance ne peut que croître.",
        en:
          "--from knows \(first.size) events, --to only \(second.size): knowledge can only grow."
      )
    }
    let later = try reader.history(second)
    let earlier = first == second ? later : try reader.history(first)
    let answer = DiffAnswer(
      from: try reader.basis(asOf: from.day, first),
      to: try reader.basis(asOf: to.day, second),
      diff: ListDiff(from: earlier, asOf: from.day, to: later, asOf: to.day)
    )
    try output.print(answer)
    if !answer.diff.isEmpty { throw Failure(silently: .difference) }
  }
}
