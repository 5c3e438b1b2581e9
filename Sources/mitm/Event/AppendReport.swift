import CanonicalJSON
import Compliance
import Declarations
import Ledger
import MerkleLog
import Questions
import Reports

/// What became of every file.
struct AppendReport {
  private let outcomes: [(file: String, outcome: AppendOutcome)]
  private let isDryRun: Bool
  private let impact: Impact?

  init(
    _ outcomes: [(file: String, outcome: AppendOutcome)],
    isDryRun: Bool,
    impact: Impact?
  ) {
    self.outcomes = outcomes
    self.isDryRun = isDryRun
    self.impact = impact
  }

  var hasRefusals: Bool { outcomes.contains { !$0.outcome.refused.isEmpty } }

  var json: JSONValue {
    let answer = AppendAnswer(outcomes, isDryRun: isDryRun, impact: impact)
    return .object(answer.json(in: .ofThisRun))
  }

  /// Where to look for what was changed by what is recorded now.
  private var hint: String? {
    let recorded = outcomes.flatMap { $0.outcome.receipts }.filter { !$0.isDuplicate }
    guard !isDryRun, let first = recorded.map(\.sequence).min(),
      let last = recorded.map(\.sequence).max()
    else { return nil }
    let range = first == last ? "\(first)" : "\(first) \(last)"
    return say(
      fr: "« mitm impact \(range) » dit ce que cela change aux réponses d'avant.",
      en: "“mitm impact \(range)” says what that changes in earlier answers."
    )
  }

  /// How many refusals a person is shown; the journal has them all.
  private static let shownRefusals = 20

  var lines: [String] {
    var lines: [String] = []
    for (file, outcome) in outcomes {
      let verb =
        isDryRun
        ? say(fr: "à enregistrer", en: "to be recorded") : say(fr: "enregistrées", en: "recorded")
      lines.append(
        say(
          fr: "\(file) : \(verb) \(outcome.appended), déjà là \(outcome.duplicates), "
            + "refusées \(outcome.refused.count)",
          en: "\(file): \(verb) \(outcome.appended), there already \(outcome.duplicates), "
            + "refused \(outcome.refused.count)"
        )
      )
      for refused in outcome.refused.prefix(Self.shownRefusals) {
        let field = refused.refusal.field.map { ", \($0)" } ?? ""
        lines.append(
          "  \(file):\(refused.line)\(field) [\(refused.refusal.rule.rawValue)] "
            + refused.refusal.message.said
        )
      }
      let hidden = outcome.refused.count - Self.shownRefusals
      if hidden > 0 {
        lines.append(
          say(
            fr: "  … et \(hidden) de plus ; --format json, ou mitm log --refused",
            en: "  … and \(hidden) more; --format json, or mitm log --refused"
          )
        )
      }
    }
    if let impact {
      lines.append(
        say(
          fr: "Ce qui changerait aux réponses d'avant :",
          en: "What would change in earlier answers:"
        )
      )
      lines += impact.lines(in: .ofThisRun)
    }
    if let hint { lines.append(hint) }
    guard let last = outcomes.last?.outcome else { return lines }
    let root = last.root.base64
    let events = Wording(last.size, fr: "événement", en: "event")
    return lines + [
      isDryRun
        ? say(
          fr: "Rien n'est écrit ; le registre aurait \(events.french).",
          en: "Nothing is written; the ledger would have \(events.english)."
        )
        : say(
          fr: "Événements au registre : \(last.size) ; racine \(root)",
          en: "Events in the ledger: \(last.size); root \(root)"
        )
    ]
  }
}
