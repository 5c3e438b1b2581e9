public import CanonicalJSON
public import Declarations

/// For each field of a product's row, the events that set it.
public struct Blame: Sendable {
  /// A field with what it says.
  public struct Field: Sendable, Equatable {
    /// The key of the row.
    public let key: String
    /// The value.
    public let value: JSONValue
    /// The sequences of the events that set it, ascending; none where it is so by default.
    public let evidence: [Int]
  }

  /// The product as it stands.
  public let state: ProductState
  /// The fields in the order of the row.
  public let fields: [Field]

  /// Asks for each field of a product's row who set it.
  public init(_ cis: CIS, in history: History, asOf day: LegalDate) {
    let state = history.state(of: cis, asOf: day)
    let row = ListRow(state).json
    let product = history.facts(of: cis) ?? ProductHistory([], voidedBy: [:])
    self.state = state
    fields = Self.keys.compactMap { key in
      row[key].map {
        Field(key: key, value: $0, evidence: product.setters(of: key, in: state, on: day))
      }
    }
  }

  /// The keys of a row that an event sets.
  private static let keys = [
    "denomination", "atc", "holder", "operator", "state", "since", "origin", "withdrawalPending",
  ]
}

extension ProductHistory {
  fileprivate func setters(of key: String, in state: ProductState, on day: LegalDate) -> [Int] {
    let setters: [Int?] =
      switch key {
      case "denomination":
        [
          descriptions.last(on: day)?.sequence
            ?? publications.last(on: day) { $0.listed != nil }?.sequence
        ]
      case "atc":
        [
          descriptions.last(on: day) { $0.described.atc != nil }?.sequence
            ?? publications.last(on: day) { $0.listed?.atc != nil }?.sequence
        ]
      case "holder": [descriptions.last(on: day) { $0.described.holder != nil }?.sequence]
      case "operator": [state.assignedOperator?.evidence]
      case "origin": [state.qualified.evidence]
      case "withdrawalPending": [withdrawalSetter(on: day)]
      case "since": state.since.map(turners(on:)) ?? []
      default: ListingCondition.allCases.map { state.verdict(on: $0).evidence }
      }
    return Set(setters.compactMap(\.self)).sorted()
  }

  /// The request while it is pending; else the status, which answers it or has the product out anyway;
  /// nothing where nobody ever asked.
  private func withdrawalSetter(on day: LegalDate) -> Int? {
    guard let request = withdrawals.last(on: day) else { return nil }
    return isWithdrawalPending(on: day) ? request.sequence : statuses.last(on: day)?.sequence
  }

  /// The events that turned a condition on a day.
  func turners(on day: LegalDate) -> [Int] {
    let (old, new) = (verdicts(on: day.adding(days: -1)), verdicts(on: day))
    return zip(old, new).filter { $0.holds != $1.holds }.compactMap(\.1.evidence)
  }

  private func verdicts(on day: LegalDate) -> [ProductState.Verdict] {
    [qualified(on: day), marketed(on: day), authorised(on: day)]
  }
}
