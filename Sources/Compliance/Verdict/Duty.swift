/// A duty about one product.
///
/// A rule is judged by the day of the deed: who answers then, and which rule is in force then.
protocol Duty: Sendable {
  /// Takes its parameters from the rulebook.
  init(_ book: Rulebook) throws(RulebookFault)

  /// Adds the verdicts on one product to others; none where the duty does not arise.
  func judge(_ product: ProductFile, into judgements: inout [Judgement])
}
