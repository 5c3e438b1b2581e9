import Declarations
import Projections

/// When an event was filed and holds, and who states it, without what it states (*dépôt*).
///
/// Small on purpose: the duties of a day look at all of them.
struct Filing: Sendable {
  let sequence: Int
  /// The day from which it holds (*date d'effet*).
  let effectiveOn: LegalDate
  let filedAt: Instant
  /// The civil date in France on which it was filed (*date de dépôt*).
  let filedOn: LegalDate
  let source: Source

  init(_ recorded: RecordedFact) {
    sequence = recorded.sequence
    effectiveOn = recorded.effectiveOn
    filedAt = recorded.filedAt
    filedOn = recorded.filedOn
    source = recorded.source
  }

  /// Whether the event comes from the public register, which gives no moment of filing.
  var isImported: Bool { source == .bdpm }
}

/// What an event states, of which duties look at little more than when it was filed.
struct Filed<Value: Sendable>: Sendable {
  let filing: Filing
  let value: Value

  init(_ recorded: RecordedFact, _ value: Value) {
    filing = Filing(recorded)
    self.value = value
  }

  /// Whether another one decides, as the later of the two.
  static func isEarlier(_ left: Filed, _ right: Filed) -> Bool {
    (left.filing.effectiveOn, left.filing.sequence)
      < (right.filing.effectiveOn, right.filing.sequence)
  }
}
