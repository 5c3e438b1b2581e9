package import CanonicalJSON
package import Declarations

/// How a value goes along one of the two axes: what it is at the beginning, and where it changes.
package struct Series: Sendable {
  /// A place on an axis.
  package enum Place: Hashable, Sendable {
    /// Once this event is known.
    case event(Int)
    /// From this day on.
    case day(LegalDate)
  }

  /// What is read at a place.
  package enum Value: Hashable, Sendable {
    case flag(Bool)
    case count(Int)
    case word(String)

    /// The value as answers carry it.
    package var json: JSONValue {
      switch self {
      case .flag(let flag): .bool(flag)
      case .count(let count): .integer(Int64(count))
      case .word(let word): .string(word)
      }
    }
  }

  /// A place at which the value changes, and the events that change it.
  package struct Change: Sendable, Equatable {
    /// Where it changes.
    package let place: Place
    /// What it is from there on.
    package let value: Value
    /// The sequences of the events that change it; ascending where there are several.
    package let evidence: [Int]
    /// What else tells why, as the rule and the product of a verdict that turned.
    package var reasons: [String] = []
  }

  /// What is read before the first place.
  package let start: Value
  /// The places at which it changes, in the order of the axis.
  package private(set) var changes: [Change] = []

  /// Begins to read along an axis.
  package init(start: Value) {
    self.start = start
  }

  /// What is read at the end.
  package var end: Value { changes.last?.value ?? start }

  /// Reads on; what has not changed leaves no trace.
  package mutating func read(
    _ value: Value,
    at place: Place,
    evidence: [Int],
    reasons: [String] = []
  ) {
    guard value != end else { return }
    changes.append(Change(place: place, value: value, evidence: evidence, reasons: reasons))
  }
}
