package import Declarations
import Projections

/// What a stock covered from a day on, against its threshold (*couverture du stock de sécurité*).
package struct StockCoverage: Sendable, Equatable {
  /// The day of the report, or on which the threshold changed.
  package let on: LegalDate
  /// What is covered in percent of the threshold, rounded down; nil where the report does not tell.
  package let percent: Int?
  /// The threshold that applied then.
  package let threshold: Threshold.Amount
  /// The sequence of the report that it is reckoned from.
  package let report: Int
}

extension Duties {
  /// What a product's stock covered over time, from report to report and from threshold to threshold.
  ///
  /// The same arithmetic as `stock.safety` (art. L. 5121-29): 100 percent and more is what that rule
  /// finds met.
  ///
  /// - Parameters:
  ///   - cis: The product.
  ///   - docket: What is known.
  ///   - day: The last day.
  /// - Returns: A point a day on which it changed, ascending.
  package func stockCoverage(
    of cis: CIS,
    in docket: Docket,
    until day: LegalDate
  ) -> [StockCoverage] {
    var days: Set<LegalDate> = []
    for recorded in docket.history.factsInForce(about: cis) {
      switch recorded.fact {
      case .stockReported?, .stockThresholdRaised?, .stockThresholdLowered?, .stockThresholdEnded?:
        days.insert(recorded.effectiveOn)
      default: continue
      }
      if let change = recorded.fact.flatMap(stock.laterChange) { days.insert(change.on) }
    }
    let facts = docket.facts(about: cis)
    return days.filter { $0 <= day }.sorted().compactMap { on in
      let product = ProductFile(cis, facts, in: docket, asOf: on)
      guard let recorded = product.report, case .stockReported(let report)? = recorded.fact else {
        return nil
      }
      let threshold = stock.threshold(of: product).amount
      return StockCoverage(
        on: on,
        percent: stock.percent(report, of: threshold, from: recorded.effectiveOn),
        threshold: threshold,
        report: recorded.sequence
      )
    }
  }
}
