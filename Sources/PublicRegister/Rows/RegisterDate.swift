import Declarations

extension LegalDate {
  /// Reads `JJ/MM/AAAA`; nil when it is no real day that an event may name.
  init?(register text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.count == 2, parts[1].utf8.count == 2,
      let date = try? LegalDate(parsing: "\(parts[2])-\(parts[1])-\(parts[0])")
    else { return nil }
    self = date
  }
}

/// Which days of the register are believed.
struct Plausibility: Sendable {
  /// How far a day is believed.
  enum Verdict {
    case plausible(LegalDate)
    /// A real day, but what was observed at the last import stays true for then.
    case beforeLastImport
    case implausible
  }

  private let first = LegalDate(year: 1950, month: 1, day: 1)
  let observedOn: LegalDate
  let lastObservedOn: LegalDate?

  func judge(_ text: String) -> Verdict {
    guard let day = LegalDate(register: text), let first, first <= day, day <= observedOn else {
      return .implausible
    }
    if let lastObservedOn, day <= lastObservedOn { return .beforeLastImport }
    return .plausible(day)
  }

  func plausible(_ text: String) -> LegalDate? {
    if case .plausible(let day) = judge(text) { day } else { nil }
  }
}
