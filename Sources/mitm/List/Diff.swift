import ArgumentParser
import Compliance
import Declarations
import Ledger
import Projections
import Questions
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
        corrigé depuis ; pour un verdict, la règle peut aussi l'avoir changé seule. Sortie 1 quand il \
        y a une différence.
        """,
      en: """
        A basis is a day and, if need be, what was known: 2025-07-07 or 2025-07-07@38763. Each row \
        has one cause: a fact took effect, was learned since, or was corrected since; of a verdict, \
        the rule alone may have changed it too. Exit 1 when there is a difference.
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
      known = parts.count == 2 ? try Known.parse(String(parts[1])) : nil
    }
  }

  @Option(
    help: ArgumentHelp(
      say(fr: "La première base.", en: "The first basis."),
      valueName: "date[@N]"
    ),
    transform: Point.init(parsing:)
  )
  var from: Point?

  @Option(
    help: ArgumentHelp(
      say(fr: "La seconde base.", en: "The second basis."),
      valueName: "date[@N]"
    ),
    transform: Point.init(parsing:)
  )
  var to: Point?

  @Flag(
    help: ArgumentHelp(
      say(
        fr: "Les verdicts de conformité, au lieu de la liste.",
        en: "The verdicts of compliance, instead of the list."
      )
    )
  )
  var compliance = false

  @Flag(
    help: ArgumentHelp(
      say(
        fr: "La liste publiée et la liste en vigueur, à une seule base : --as-of, --known-at.",
        en: "The published list and the current list, at one basis: --as-of, --known-at."
      )
    )
  )
  var published = false

  @OptionGroup var asked: ComplianceFilterOptions
  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var basis: BasisOptions
  @OptionGroup var output: FormatOptions

  func validate() throws {
    let hasBasis = basis.asOf != nil || basis.known.knownAt != nil
    if published {
      guard from == nil, to == nil, !compliance else {
        throw ValidationError(
          say(
            fr: "--published compare les deux listes à une base : --as-of et --known-at.",
            en: "--published compares the two lists at one basis: --as-of and --known-at."
          )
        )
      }
    } else {
      guard from != nil, to != nil, !hasBasis else {
        throw ValidationError(
          say(
            fr: "Deux bases sont attendues, --from et --to ; ou --published avec --as-of.",
            en: "Two bases are expected, --from and --to; or --published with --as-of."
          )
        )
      }
    }
    guard compliance || asked.lab == nil && asked.cis == nil else {
      throw ValidationError(
        say(
          fr: "--lab et --cis vont avec --compliance.",
          en: "--lab and --cis go with --compliance."
        )
      )
    }
  }

  func run() throws {
    try output.require([.table, .json, .csv, .xlsx], for: "diff")
    let reader = try ledger.reader()
    guard let from, let to else { return try comparePublished(reader) }
    let first = try Known.resolve(from.known, in: reader)
    let second = try Known.resolve(to.known, in: reader)
    guard first.size <= second.size else {
      let events = Wording(first.size, fr: "événement", en: "event")
      throw Failure(
        .usage,
        fr:
          "--from connaît \(events.french), --to seulement \(second.size) : la "
          + "connaissance ne peut que croître.",
        en:
          "--from knows \(events.english), --to only \(second.size): knowledge can only grow."
      )
    }
    var fold =
      try compliance ? reader.wholeFold(second) : reader.listFold(second)
    fold.placeMilestones()
    let later = fold.history(second)
    let earlier = first == second ? later : fold.history(first)
    let bases = (
      from: try reader.basis(asOf: from.day, first), to: try reader.basis(asOf: to.day, second)
    )
    if compliance {
      let diff = VerdictDiff(
        try Duties(Rulebook()),
        from: Docket(earlier),
        asOf: from.day,
        to: Docket(later),
        asOf: to.day,
        asked.filter
      )
      try output.print(VerdictDiffAnswer(from: bases.from, to: bases.to, diff: diff))
      if !diff.rows.isEmpty { throw Failure(silently: .difference) }
    } else {
      let diff = ListDiff(from: earlier, asOf: from.day, to: later, asOf: to.day)
      try output.print(DiffAnswer(from: bases.from, to: bases.to, diff: diff))
      if !diff.isEmpty { throw Failure(silently: .difference) }
    }
  }

  private func comparePublished(_ reader: LedgerReader) throws {
    let known = try Known.resolve(basis.known.knownAt, in: reader)
    let day = basis.day
    let diff = PublishedDiff(try reader.listHistory(known), asOf: day)
    try output.print(PublishedDiffAnswer(diff, basis: try reader.basis(asOf: day, known)))
    if diff.publishedOnly.count + diff.currentOnly.count > 0 {
      throw Failure(silently: .difference)
    }
  }
}
