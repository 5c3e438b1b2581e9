import Declarations

/// Facts of one kind about one product, in the order in which the last one decides.
struct Timeline<Value: Sendable>: Sendable {
  /// A fact and the event that states it.
  struct Entry: Sendable {
    let effectiveOn: LegalDate
    let sequence: Int
    let value: Value
  }

  /// The facts by (`effectiveOn`, `sequence`).
  private(set) var entries: [Entry]

  init(_ entries: [Entry]) {
    self.entries = entries.sorted {
      ($0.effectiveOn, $0.sequence) < ($1.effectiveOn, $1.sequence)
    }
  }

  /// The last fact that is applicable on a day: greatest (`effectiveOn`, `sequence`).
  func last(on day: LegalDate) -> Entry? {
    last(on: day) { _ in true }
  }

  /// The last fact that is applicable on a day, among those that say what is asked for.
  func last(on day: LegalDate, where isMeant: (Value) -> Bool) -> Entry? {
    entries.last { $0.effectiveOn <= day && isMeant($0.value) }
  }
}
