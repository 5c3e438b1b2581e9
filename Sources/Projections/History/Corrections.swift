import Declarations

/// Which events are void, and by which.
///
/// An event is in force unless an event in force, later in sequence, corrects it. Corrections act
/// by sequence, never by `effectiveon`, so one walk from the last to the first decides all: whether
/// a correction is in force is known before its target is reached.
struct Corrections: Sendable {
  private var sequences: [EventReference: Int] = [:]
  private var corrections: [(sequence: Int, target: Int)] = []

  mutating func record(_ event: Event) {
    if let corrected = event.submission.corrects, let target = sequences[corrected] {
      corrections.append((event.sequence, target))
    }
    sequences[event.submission.reference] = event.sequence
  }

  /// The void events among the first, each with the last event in force that voids it.
  func voidedBy(at knownAt: KnownAt) -> [Int: Int] {
    var voidedBy: [Int: Int] = [:]
    for correction in corrections.reversed()
    where correction.sequence < knownAt.size && voidedBy[correction.sequence] == nil
      && voidedBy[correction.target] == nil
    {
      voidedBy[correction.target] = correction.sequence
    }
    return voidedBy
  }
}
