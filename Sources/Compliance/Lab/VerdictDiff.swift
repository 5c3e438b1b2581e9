package import Declarations
package import Projections

/// The verdicts that differ between two bases, every one with exactly one cause.
package struct VerdictDiff: Sendable {
  /// A verdict that differs.
  package struct Row: Sendable {
    /// The verdict on both sides.
    package let change: VerdictChange
    /// Why it differs.
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
    let middle = VerdictChange.byKey(verdicts(later, firstDay))
    let foreseen = VerdictChange.byKey(verdicts(earlier, secondDay))
    let window = min(firstDay, secondDay)...max(firstDay, secondDay)
    rows = VerdictChange.all(from: before, to: after).map { change in
      let key = change.judgement.key
      // What kept a verdict from arising are the conditions of the list that failed.
      let grounds =
        change.before?.evidence
        ?? change.judgement.cis.map {
          earlier.history.state(of: $0, asOf: firstDay).failingEvidence
        } ?? []
      let voided = grounds.contains { later.history.voidedBy[$0] != nil }
      let cause: DiffCause =
        if middle[key]?.verdict != change.before?.verdict {
          voided ? .corrected : .recorded
        } else if foreseen[key]?.verdict != change.after?.verdict {
          .recorded
        } else {
          later.history.tookEffect(change, from: window.lowerBound, to: window.upperBound)
            ? .effective : .rule
        }
      return Row(change: change, cause: cause)
    }
  }
}

extension History {
  /// Whether the facts of a verdict changed between two days.
  ///
  /// They did when an event that it rests on took effect or was filed after the first and by the second, or
  /// the product stood otherwise. A plan that no longer counts because its year is over is no such fact.
  fileprivate func tookEffect(
    _ change: VerdictChange,
    from first: LegalDate,
    to last: LegalDate
  ) -> Bool {
    let judgement = change.judgement
    if let cis = judgement.cis,
      standing(of: cis, asOf: first) != standing(of: cis, asOf: last)
    {
      return true
    }
    // An injunction is about a lab, and may be about a product too.
    let facts =
      (judgement.cis.map { factsInForce(about: $0) } ?? [])
      + (judgement.lab.map { factsInForce(about: $0) } ?? [])
    let evidence = (change.before?.evidence ?? []) + (change.after?.evidence ?? [])
    return facts.contains { recorded in
      evidence.contains(recorded.sequence)
        && [recorded.effectiveOn, recorded.filedOn].contains { first < $0 && $0 <= last }
    }
  }
}
