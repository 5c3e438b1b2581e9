/// What a duty comes to.
package enum Verdict: String, Sendable, CaseIterable {
  /// The duty is done.
  case met
  /// It is not.
  case breached
  /// A human must judge.
  case toReview = "to-review"
  /// A fact is missing.
  case notAssessable = "not-assessable"
  /// The duty does not arise; such verdicts are left out of answers.
  case notApplicable = "not-applicable"

  /// The headline over verdicts: the first of breached, to-review, not-assessable, met that occurs.
  package static func headline(of verdicts: some Sequence<Verdict>) -> Verdict {
    let occurring = Set(verdicts)
    let order: [Verdict] = [.breached, .toReview, .notAssessable, .met]
    return order.first(where: occurring.contains) ?? .notApplicable
  }
}
