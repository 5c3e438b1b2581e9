package import Declarations

/// What a product is on a day to those who judge: its status, whether it is listed, who answers.
package struct Standing: Sendable, Equatable {
  /// Whether the MITM status is *in*.
  package let isQualified: Bool
  /// Whether it is on the current list.
  package let isListed: Bool
  /// The lab that answers for it: the operator, else the holder.
  package let answering: Lab?
}

extension Standing {
  /// What a product is of which nobody has stated anything.
  package static let none = Standing(isQualified: false, isListed: false, answering: nil)

  init(_ deciding: DecidingFacts, _ number: Int, _ lists: borrowing FactTable) {
    func entry(_ place: DecidingFacts.Place) -> FactEntry? {
      place < 0 ? nil : lists.entry(number, at: place)
    }
    isQualified = deciding.isQualified
    isListed = deciding.isListed
    answering =
      entry(deciding.assignedOperator).flatMap { lists.namedOperator($0) }
      ?? entry(deciding.holder).flatMap { lists.shown($0).holder }
  }
}
