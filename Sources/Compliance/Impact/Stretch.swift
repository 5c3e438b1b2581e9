package import Declarations

/// Days on end of which one thing is so (*période*).
package struct Stretch: Sendable, Equatable {
  /// The first day.
  package let from: LegalDate
  /// The last day.
  package let to: LegalDate

  /// The stretches on which `difference` is one and the same, from the first of the days on which it may
  /// change up to the last day; nil where there is no difference.
  static func all<Difference: Equatable>(
    over days: [LegalDate],
    until last: LegalDate,
    _ difference: (LegalDate) -> Difference?
  ) -> [Stretch] {
    var stretches: [Stretch] = []
    var open: (from: LegalDate, difference: Difference)?
    func close(before day: LegalDate) {
      guard let held = open else { return }
      stretches.append(Stretch(from: held.from, to: day.adding(days: -1)))
      open = nil
    }
    for day in Set(days).sorted() where day <= last {
      let found = difference(day)
      if found == open?.difference { continue }
      close(before: day)
      if let found { open = (day, found) }
    }
    close(before: last.adding(days: 1))
    return stretches
  }
}
