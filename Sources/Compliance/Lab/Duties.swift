package import Declarations
import Projections

/// Every duty of the rulebook, ready to judge.
package struct Duties: Sendable {
  private let products: [any Duty]
  private let injunctions: InjunctionMet
  let stock: StockSafety
  /// The days on which a rule comes into force or goes out of it.
  let ruleDays: Set<LegalDate>

  /// Takes the parameters of every rule.
  ///
  /// - Throws: ``RulebookFault`` when the rulebook lacks one.
  package init(_ book: Rulebook) throws(RulebookFault) {
    stock = try StockSafety(book)
    products = [
      try DeclarationPrior(book), try DeclarationDossier(book), try DeclarationChannel(book), stock,
      try PlanAnnual(book), try StopNotice(book), try ShortageInTime(book),
    ]
    injunctions = InjunctionMet(book)
    ruleDays = Set(book.rules.flatMap { [$0.from, $0.to].compactMap(\.self) })
  }

  /// The verdicts on one product, on a day, under whoever each stands.
  package func judge(_ cis: CIS, in docket: Docket, asOf day: LegalDate) -> [Judgement] {
    judge(ProductFile(cis, in: docket, asOf: day))
  }

  func judge(_ product: ProductFile) -> [Judgement] {
    var judgements: [Judgement] = []
    judge(product, into: &judgements)
    return judgements
  }

  /// Adds the verdicts on one product to others.
  func judge(_ product: ProductFile, into judgements: inout [Judgement]) {
    for duty in products { duty.judge(product, into: &judgements) }
  }

  /// The verdicts on the injunctions of a lab.
  package func judge(_ lab: Lab, in docket: Docket, asOf day: LegalDate) -> [Judgement] {
    injunctions.judge(lab, in: docket.history, asOf: day)
  }

  /// The threshold of a product's stock on a day.
  package func threshold(
    of cis: CIS,
    in docket: Docket,
    asOf day: LegalDate
  ) -> Threshold.Amount {
    stock.threshold(of: ProductFile(cis, in: docket, asOf: day)).amount
  }
}
