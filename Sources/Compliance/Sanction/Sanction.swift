package import CanonicalJSON
package import Declarations
import Projections

/// A financial sanction with what became of it (*sanction financière*).
package struct Sanction: Sendable {
  /// The decision; where one was stated again, the last.
  package let pronounced: SanctionPronounced
  /// The day from which it holds.
  package let pronouncedOn: LegalDate
  /// The amounts after appeal, each with who changed it, in their order (0 = annulled).
  package let amendments: [SanctionAmended]
  /// Whether it is paid.
  package let isSettled: Bool
  /// The sequences of the events that it rests on, ascending.
  package let evidence: [Int]

  /// The amount that stands, in euro cents: never added to the one that was pronounced.
  package var amountAfterCents: Int {
    amendments.last?.amountCents ?? pronounced.amountCents
  }

  /// The sanctions of a lab that are applicable on a day, by case and decision.
  static func all(of lab: Lab, in history: History, asOf day: LegalDate) -> [Sanction] {
    let applicable = history.factsInForce(about: lab).filter { $0.effectiveOn <= day }
      .sorted(by: RecordedFact.isEarlier)
    var pronounced: [Identifier: (recorded: RecordedFact, sanction: SanctionPronounced)] = [:]
    for recorded in applicable {
      guard case .sanctionPronounced(let sanction)? = recorded.fact else { continue }
      pronounced[sanction.decision] = (recorded, sanction)
    }
    return pronounced.map { decision, last in
      var evidence = [last.recorded.sequence]
      var amendments: [SanctionAmended] = []
      var isSettled = false
      for recorded in applicable {
        switch recorded.fact {
        case .sanctionAmended(let amended)? where amended.decision == decision:
          amendments.append(amended)
          evidence.append(recorded.sequence)
        case .sanctionSettled(let settled)? where settled.decision == decision:
          isSettled = true
          evidence.append(recorded.sequence)
        default: break
        }
      }
      return Sanction(
        pronounced: last.sanction,
        pronouncedOn: last.recorded.effectiveOn,
        amendments: amendments,
        isSettled: isSettled,
        evidence: evidence.sorted()
      )
    }.sorted {
      ($0.pronounced.case.text, $0.pronounced.decision.text)
        < ($1.pronounced.case.text, $1.pronounced.decision.text)
    }
  }

  /// The sanction as answers carry it.
  package var json: JSONObject {
    [
      "amountAfterCents": .integer(Int64(amountAfterCents)),
      "amountCents": .integer(Int64(pronounced.amountCents)),
      "case": pronounced.case.json,
      "decision": pronounced.decision.json,
      "evidence": .array(evidence.map { .integer(Int64($0)) }),
      "settled": .bool(isSettled),
    ]
  }
}
