package import Declarations

/// What a product is on a day to those who judge: its status, whether it is listed, who answers.
package struct Standing: Sendable {
  private let deciding: DecidingFacts
  private let number: Int
  private let lists: FactTable

  init(_ deciding: DecidingFacts, _ number: Int, _ lists: FactTable) {
    self.deciding = deciding
    self.number = number
    self.lists = lists
  }

  /// Whether the MITM status is *in*.
  package var isQualified: Bool { deciding.isQualified }

  /// Whether it is on the current list.
  package var isListed: Bool { deciding.isListed }

  /// The lab that answers for it: the operator, else the holder.
  package var answering: Lab? {
    entry(deciding.assignedOperator).flatMap(lists.namedOperator)
      ?? entry(deciding.holder).flatMap { lists.shown($0).holder }
  }

  private func entry(_ place: DecidingFacts.Place) -> FactEntry? {
    place < 0 ? nil : lists.entry(number, at: place)
  }
}

extension Standing: Equatable {
  package static func == (left: Standing, right: Standing) -> Bool {
    left.isQualified == right.isQualified && left.isListed == right.isListed
      && left.answering == right.answering
  }
}
