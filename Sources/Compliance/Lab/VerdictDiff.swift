package import Declarations
package import Projections

/// The verdicts that differ between two bases, every one with exactly one cause.
package struct VerdictDiff: Sendable {
  /// A verdict that differs.
  package struct Row: Sendable {
    package let change: VerdictChange
    package let cause: DiffCause
  }

  /// The rows, in the order of answers.
  package let rows: [Row]

  /// Compares (D1, N1) with (D2, N2), N1 ≤ N2: knowledge moves first, then the day, as in a diff of
  /// lists.
  package init(
    _ duties: Duties,
    from earlier: Docket,
    asOf firstDay: LegalDate,
    to later: Docket,
    asOf secondDay: LegalDate,
    _ filter: ComplianceFilter
  ) {
    func verdicts(_ docket: Docket, _ day: LegalDate) -> [LabCompliance] {
      duties.compliance(in: docket, asOf: day, filter)
    }
    let before = verdicts(earlier, firstDay)
    let after = verdicts(later, secondDay)
    let middle = Self.byKey(verdicts(later, firstDay))
    let foreseen = Self.byKey(verdicts(earlier, secondDay))
    let window = min(firstDay, secondDay)...max(firstDay, secondDay)
    rows = VerdictChange.all(from: before, to: after).map { change in
      let key = change.judgement.key
      let voided = change.before?.evidence.contains { later.history.voidedBy[$0] != nil } ?? false
      let cause: DiffCause =
        if middle[key]?.verdict != change.before?.verdict {
          voided ? .corrected : .recorded
        } else if foreseen[key]?.verdict != change.after?.verdict {
          .recorded
        } else {
          later.history.tookEffect(change, within: window) ? .effective : .rule
        }
      return Row(change: change, cause: cause)
    }
  }

  private static func byKey(_ labs: [LabCompliance]) -> [Judgement.Key: Judgement] {
    Dictionary(labs.flatMap(\.judgements).map { ($0.key, $0) }) { first, _ in first }
  }
}

extension History {
  /// Whether the facts of a verdict changed between two days: it rests on other events, or one of them
  /// took effect after the first and by the second.
  fileprivate func tookEffect(_ change: VerdictChange, within days: ClosedRange<LegalDate>) -> Bool
  {
    if let before = change.before, let after = change.after {
      return before.evidence != after.evidence
    }
    let judgement = change.judgement
    let facts =
      judgement.cis.map { factsInForce(about: $0) } ?? judgement.lab.map { factsInForce(about: $0) }
      ?? []
    return facts.contains { recorded in
      judgement.evidence.contains(recorded.sequence) && days.lowerBound < recorded.effectiveOn
        && recorded.effectiveOn <= days.upperBound
    }
  }
}
