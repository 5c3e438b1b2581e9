package import Declarations

/// Which events are void, and by which.
///
/// An event is in force unless an event in force, later in sequence, corrects it. Corrections act
/// by sequence, never by `effectiveon`, so one walk from the last to the first decides all: whether
/// a correction is in force is known before its target is reached. A correction is about what its
/// target is about, so the events about one subject decide alone which of them are void.
package struct Corrections: Sendable {
  /// The sequence of each event that was named.
  private var sequences: [EventReference: Int] = [:]
  /// The correcting events, each with its target.
  private var targets: [Int: Int] = [:]

  /// Of no events yet.
  package init() {}

  /// Reads the next event, and keeps its name for those that correct it.
  package mutating func record(_ event: Event) {
    record(event.sequence, correcting: target(of: event))
    name(event)
  }

  /// The sequence of the event that an event corrects, of those that were named.
  package func target(of event: Event) -> Int? {
    event.submission.corrects.flatMap { sequences[$0] }
  }

  /// Keeps the name of an event.
  mutating func name(_ event: Event) {
    sequences[event.submission.reference] = event.sequence
  }

  /// Reads an event of which the sequence of its target is known.
  mutating func record(_ sequence: Int, correcting target: Int?) {
    if let target { targets[sequence] = target }
  }

  /// The void events among the first, each with the last event in force that voids it.
  func voidedBy(at knownAt: KnownAt) -> [Int: Int] {
    voidedBy(among: targets.keys.filter { $0 < knownAt.size }.sorted())
  }

  /// The events that these, ascending, void, each with the last event in force that voids it.
  package func voidedBy(among sequences: [Int]) -> [Int: Int] {
    var voidedBy: [Int: Int] = [:]
    for sequence in sequences.reversed() where voidedBy[sequence] == nil {
      guard let target = targets[sequence], voidedBy[target] == nil else { continue }
      voidedBy[target] = sequence
    }
    return voidedBy
  }
}
