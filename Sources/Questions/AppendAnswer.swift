package import CanonicalJSON
package import Compliance
package import Declarations
package import Ledger
import MerkleLog
import Reports

/// What became of what was sent, input by input.
package struct AppendAnswer: Sendable {
  private let outcomes: [(file: String, outcome: AppendOutcome)]
  private let isDryRun: Bool
  private let impact: Impact?

  /// Puts an answer together.
  ///
  /// - Parameters:
  ///   - outcomes: What became of each input, in the order in which they were sent, with the input's name.
  ///   - isDryRun: Whether nothing was recorded.
  ///   - impact: Which earlier answers it changes; nil where nobody asked.
  package init(
    _ outcomes: [(file: String, outcome: AppendOutcome)],
    isDryRun: Bool = false,
    impact: Impact? = nil
  ) {
    self.outcomes = outcomes
    self.isDryRun = isDryRun
    self.impact = impact
  }

  /// What was refused, as answers carry it.
  package func refusals(in language: Language) -> JSONValue {
    .array(
      outcomes.flatMap { file, outcome in
        outcome.refused.map { .object(Self.json($0, of: file, language)) }
      }
    )
  }

  package func json(in language: Language) -> JSONObject {
    let last = outcomes.last?.outcome
    var answer: JSONObject = [
      "appended": count(\.appended),
      "duplicates": count(\.duplicates),
      "refused": count(\.refused.count),
      "size": .integer(Int64(last?.size ?? 0)),
      "receipts": .array(outcomes.flatMap { $0.outcome.receipts.map(Self.json) }),
      "refusals": refusals(in: language),
    ]
    // What was only tried has no root that anybody will ever see.
    if !isDryRun { answer["root"] = last.map { .string($0.root.base64) } }
    answer["impact"] = impact?.json(in: language)
    return answer
  }

  private func count(_ count: (AppendOutcome) -> Int) -> JSONValue {
    .integer(Int64(outcomes.reduce(0) { $0 + count($1.outcome) }))
  }

  private static func json(_ receipt: AppendOutcome.Receipt) -> JSONValue {
    .object([
      "id": receipt.reference.id.json, "source": receipt.reference.source.json,
      "sequence": .integer(Int64(receipt.sequence)),
    ])
  }

  private static func json(
    _ refused: AppendOutcome.Refused,
    of file: String,
    _ language: Language
  ) -> JSONObject {
    let refusal = refused.refusal
    var object: JSONObject = [
      "file": .string(file), "line": .integer(Int64(refused.line)),
      "rule": .string(refusal.rule.rawValue), "message": .string(refusal.message[language]),
    ]
    object["field"] = refusal.field.map { .string($0) }
    object["value"] = refusal.value.map { .string($0) }
    return object
  }
}
