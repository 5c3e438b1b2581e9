package import Declarations

/// An event as lists need it: what it says about a product, or that it is about the ledger itself.
///
/// Of ten events nine are reports of stock, which move no list. The others are kept beside the events in
/// this form, so that a list of any day is made without reading ten million events again.
package struct NarrowFact: Sendable {
  package let sequence: Int
  /// The sequence of the event that it corrects.
  package let target: Int?
  /// What it says; nil of an event about the ledger, which is read whole.
  let product: (cis: CIS, fact: RecordedFact)?

  /// Narrows an event; nil when no list depends on it.
  ///
  /// - Parameters:
  ///   - event: The event.
  ///   - target: The sequence of the event that it corrects.
  package init?(_ event: Event, correcting target: Int?) {
    switch event.submission.subject {
    case .product(let cis):
      let fact = RecordedFact(event, keeping: .lists)
      guard fact.fact != nil else { return nil }
      self.init(sequence: event.sequence, target: target, product: (cis, fact))
    case .ledger: self.init(sequence: event.sequence, target: target, product: nil)
    default: return nil
    }
  }

  init(sequence: Int, target: Int?, product: (cis: CIS, fact: RecordedFact)?) {
    self.sequence = sequence
    self.target = target
    self.product = product
  }
}
