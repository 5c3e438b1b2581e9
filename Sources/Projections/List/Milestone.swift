import Declarations

/// What the first facts of a product come to, for whoever knows all of them.
struct Milestone: Sendable {
  /// How many facts there are from one to the next.
  static let step = 8

  /// How many facts it covers.
  let end: Int
  let deciding: DecidingFacts
  /// The day of the last fact.
  private let day: Int32
  /// The latest event among them.
  private let latest: Int

  /// Adds those that the facts of a product, in their order, allow.
  ///
  /// None covers a fact that some event corrects: whether that is in force depends on what is known.
  static func extend(_ milestones: inout [Milestone], over facts: ArraySlice<FactEntry>) {
    while true {
      let start = milestones.last?.end ?? 0
      guard start + step <= facts.count else { return }
      let next = facts.dropFirst(start).prefix(step)
      guard let last = next.last, !next.contains(where: { $0.kinds.contains(.corrected) }) else {
        return
      }
      var deciding = milestones.last?.deciding ?? DecidingFacts()
      for (place, entry) in next.enumerated() {
        deciding.take(day: entry.day, entry.kinds, at: DecidingFacts.Place(start + place))
      }
      let latest = next.reduce(milestones.last?.latest ?? 0) { max($0, $1.sequence) }
      milestones.append(
        Milestone(end: start + step, deciding: deciding, day: last.day, latest: latest)
      )
    }
  }

  /// The last that covers nothing but what is applicable on a day and known.
  static func last(of milestones: [Milestone], on day: Int32, _ known: KnownAt) -> Milestone? {
    var (low, high) = (0, milestones.count)
    while low < high {
      let middle = (low + high) / 2
      if milestones[middle].day <= day && milestones[middle].latest < known.size {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low == 0 ? nil : milestones[low - 1]
  }
}
