public import Declarations

extension History {
  /// The current list (*liste en vigueur*): the listed products, sorted by CIS.
  public func currentList(asOf day: LegalDate) -> [ListRow] {
    list(of: .listed, asOf: day)
  }

  /// The published list (*liste publiée*): the products that entered it and have not left, with the
  /// state that they have, sorted by CIS.
  public func publishedList(asOf day: LegalDate) -> [ListRow] {
    states(asOf: day) { $0.isPublished }.map(ListRow.init)
  }

  /// The published list, or of it the products in a state; else the products in a state, the listed ones where
  /// none is named.
  package func list(isPublished: Bool, state: StateName?, asOf day: LegalDate) -> [ListRow] {
    guard isPublished else { return list(of: state ?? .listed, asOf: day) }
    let rows = publishedList(asOf: day)
    return state.map { name in rows.filter { $0.state.name == name } } ?? rows
  }

  /// The products in one state, sorted by CIS.
  public func list(of name: StateName, asOf day: LegalDate) -> [ListRow] {
    states(asOf: day) { $0.name == name }.map(ListRow.init)
  }
}
