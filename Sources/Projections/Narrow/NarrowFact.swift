package import Declarations

/// An event as lists and duties need it: what it says about a product, or that it is about a lab or the ledger itself.
///
/// Kept beside the events in this form, so that neither a list nor the compliance of a day asks for ten million
/// events to be read again. Of ten events nine are reports of stock, which move no list, and are kept apart.
package struct NarrowFact: Sendable {
  /// The sequence of the event.
  package let sequence: Int
  /// The sequence of the event that it corrects; nil when it corrects none.
  package let target: Int?
  /// What it says; nil of an event about a lab or the ledger, which is read whole.
  let product: (cis: CIS, fact: RecordedFact)?
  /// Whether lists depend on it.
  package let decidesLists: Bool

  /// Narrows an event; nil when neither lists nor duties look at what it is about.
  ///
  /// - Parameters:
  ///   - event: The event.
  ///   - target: The sequence of the event that it corrects.
  package init?(_ event: Event, correcting target: Int?) {
    switch event.submission.subject {
    case .product(let cis): product = (cis, RecordedFact(event, keeping: .everything))
    case .lab, .ledger: product = nil
    case .publication: return nil
    }
    sequence = event.sequence
    self.target = target
    decidesLists = event.decidesLists
  }

  /// Narrows a report of stock that corrects nothing.
  package init(_ report: RecordedFact, about cis: CIS) {
    sequence = report.sequence
    target = nil
    product = (cis, report)
    decidesLists = false
  }
}
