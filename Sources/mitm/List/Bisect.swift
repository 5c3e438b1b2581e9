import ArgumentParser
import Compliance
import Declarations
import Ledger
import Projections
import Questions
import Reports

/// Finds the event at which the answer to a question turned.
struct Bisect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(
      fr: "Trouve l'événement, ou le jour, où une réponse a basculé.",
      en: "Find the event, or the day, at which an answer turned."
    ),
    discussion: say(
      fr: """
        Sur l'axe known-at, l'événement qui, une fois connu, change la réponse pour la date ; sur \
        l'axe as-of, le jour où elle change, avec ce qu'on sait. Tous les basculements sont donnés, \
        non un seul : le dernier fait la réponse d'aujourd'hui.

          mitm bisect --where "listed 60234100"
          mitm bisect --where "lab sanofi = met" --axis as-of
          mitm bisect --where "count >= 8000" --as-of 2025-07-07

        Formes : \(Question.forms.joined(separator: ", ")).
        """,
      en: """
        On the axis known-at, the event that, once known, changes the answer for the day; on the axis \
        as-of, the day on which it changes, with what is known. Every turn is given, not one: the last \
        makes the answer of today.

          mitm bisect --where "listed 60234100"
          mitm bisect --where "lab sanofi = met" --axis as-of
          mitm bisect --where "count >= 8000" --as-of 2025-07-07

        Forms: \(Question.forms.joined(separator: ", ")).
        """
    )
  )

  /// One of the two axes.
  enum Axis: String, ExpressibleByArgument, CaseIterable {
    case knownAt = "known-at"
    case asOf = "as-of"
  }

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(say(fr: "La question.", en: "The question."), valueName: "question"),
    transform: Bisect.parse
  )
  var question: Question

  @Option(
    help: ArgumentHelp(
      say(fr: "L'axe à parcourir.", en: "The axis to walk."),
      valueName: say(fr: "axe", en: "axis")
    )
  )
  var axis: Axis = .knownAt

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var basis: BasisOptions
  @OptionGroup var output: FormatOptions

  private static func parse(_ text: String) throws -> Question {
    do {
      return try Question(parsing: text)
    } catch {
      throw ValidationError(error.message.said)
    }
  }

  func run() throws {
    try output.require([.table, .json, .csv, .xlsx], for: "bisect")
    let reader = try ledger.reader()
    let known = try Known.resolve(basis.known.knownAt, in: reader)
    let day = basis.day
    let duties = try Duties(Rulebook())
    var fold =
      try question.needsEverything
      ? reader.wholeFold(known) : reader.listFold(known)
    fold.placeMilestones()
    let series =
      switch axis {
      case .knownAt: question.series(in: fold, asOf: day, upTo: known, duties)
      case .asOf: question.series(in: fold.history(known), until: day, duties)
      }
    let turns = Turn.all(of: question, along: series)
    if series.changes.isEmpty {
      Notice.write(
        say(
          fr: "Aucun événement connu n'y touche : le code est-il le bon ?",
          en: "No event that is known touches it: is the code the right one?"
        )
      )
    }
    var events: [Int: Event] = [:]
    for sequence in turns.flatMap({ $0.evidence.prefix(TurnsAnswer.shownEvidence) }) {
      events[sequence] = try reader.event(at: sequence)
    }
    try output.print(
      TurnsAnswer(
        question,
        axis: axis.rawValue,
        holds: question.holds(series.end),
        turns: turns,
        events: events,
        basis: try reader.basis(asOf: day, known)
      )
    )
  }
}
