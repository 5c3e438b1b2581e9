import ArgumentParser
import Declarations
import Ledger
import Projections
import Questions
import Reports

/// The size of the list over time.
struct ShowHistory: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: say(
      fr: "La taille de la liste dans le temps, et ce qui l'a fait bouger.",
      en: "The size of the list over time, and what moved it."
    ),
    discussion: say(
      fr: """
        Chaque mouvement est compté sous le type de l'événement qui l'a causé. --format svg en trace \
        la courbe.
        """,
      en: """
        Each movement is counted under the type of the event that made it. --format svg plots it.
        """
    )
  )

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var basis: BasisOptions

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Le premier jour (AAAA-MM-JJ) ; tout ce qu'on sait sinon.",
        en: "The first day (YYYY-MM-DD); else all that is known."
      ),
      valueName: "date"
    ),
    transform: AsOf.parse
  )
  var from: LegalDate?

  @Option(
    help: ArgumentHelp(
      say(
        fr: "La durée d'une ligne : day, month, year.",
        en: "The span of a row: day, month, year."
      ),
      valueName: say(fr: "durée", en: "span")
    ),
    completion: .list(ListHistory.Step.allCases.map(\.rawValue)),
    transform: { text in
      guard let step = ListHistory.Step(rawValue: text) else {
        throw ValidationError(
          say(
            fr: "« \(text) » : day, month ou year est attendu.",
            en: "“\(text)”: day, month or year is expected."
          )
        )
      }
      return step
    }
  )
  var by: ListHistory.Step = .month

  @Flag(
    help: ArgumentHelp(
      say(fr: "La liste publiée par l'ANSM.", en: "The list that ANSM published.")
    )
  )
  var published = false

  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json, .csv, .xlsx, .svg], for: "history")
    let day = basis.day
    guard from.map({ $0 <= day }) ?? true else {
      throw Failure(
        .usage,
        fr: "--from vient après --as-of.",
        en: "--from comes after --as-of."
      )
    }
    let reader = try ledger.reader()
    let known = try Known.resolve(basis.known.knownAt, in: reader)
    let list: ListKind = published ? .published : .current
    let history = ListHistory(
      try reader.listHistory(known),
      of: list,
      from: from,
      until: day,
      // A plot shows each step on its day.
      by: output.format == .svg ? .day : by
    )
    let answer = HistoryAnswer(
      history,
      of: list,
      from: from,
      by: by,
      basis: try reader.basis(asOf: day, known)
    )
    switch output.format {
    case .svg: try Output.print(text: answer.svg(in: .ofThisRun))
    default: try output.print(answer)
    }
  }
}
