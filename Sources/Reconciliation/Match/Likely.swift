import Declarations
import Submissions

/// Events, or what is known of them, by what a row must have alike to say the same: the product, and the day where the
/// row names one.
///
/// A register of a hundred thousand rows is compared with as many events, but each row with few of them.
struct Likely<Element> {
  private struct Key: Hashable {
    let cis: CIS?
    /// Nil of all days.
    let day: LegalDate?
  }

  private var found: [Key: [Element]]
  private let hasDays: Bool

  /// Keeps what rows of a register ask for.
  init(
    _ elements: some Sequence<Element>,
    in register: Register,
    _ submission: (Element) -> Submission
  ) {
    hasDays = register.columns.contains(.effectiveon)
    found = [:]
    for row in register.rows { found[key(row)] = [] }
    for element in elements {
      let stated = submission(element)
      for day in [stated.effectiveOn, nil] {
        guard let place = found.index(forKey: Key(cis: stated.subject.cis, day: day)) else {
          continue
        }
        found.values[place].append(element)
      }
    }
  }

  /// What a row of the register may say the same as, in the order in which it was given.
  subscript(row: RegisterRow) -> [Element] { found[key(row)] ?? [] }

  private func key(_ row: RegisterRow) -> Key {
    Key(cis: row.cis, day: hasDays ? row.effectiveOn : nil)
  }
}
