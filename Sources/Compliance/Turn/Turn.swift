package import Projections

/// A place at which a question turned from false to true, or back.
package struct Turn: Sendable {
  /// Where it turned.
  package let place: Series.Place
  /// What was read before.
  package let before: Series.Value
  /// What is read from there on.
  package let after: Series.Value
  /// Whether it is true from there on.
  package let holds: Bool
  /// The events that turned it.
  package let evidence: [Int]
  /// What else tells why, as the rule and the product of a verdict that turned.
  package let reasons: [String]

  /// Every turn along a series, in the order of its axis.
  package static func all(of question: Question, along series: Series) -> [Turn] {
    var turns: [Turn] = []
    var before = series.start
    for change in series.changes {
      if question.holds(before) != question.holds(change.value) {
        turns.append(
          Turn(
            place: change.place,
            before: before,
            after: change.value,
            holds: question.holds(change.value),
            evidence: change.evidence,
            reasons: change.reasons
          )
        )
      }
      before = change.value
    }
    return turns
  }
}
