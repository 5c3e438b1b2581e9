import Declarations
import Projections

/// How much stock a product must have (*seuil de stock de sécurité*).
package struct Threshold: Sendable {
  /// The unit in which it is set.
  package enum Amount: Sendable, Equatable {
    /// Months of sales.
    case months(Int)
    /// Days of sales.
    case days(Int)
  }

  /// What applies on the day.
  package let amount: Amount
  /// The last decision of ANSM about it, whether it applies on the day or not.
  let decision: RecordedFact?

  /// The threshold of a product on the day of its file.
  ///
  /// - Parameters:
  ///   - product: The file.
  ///   - general: The months of the general rule.
  ///   - delay: The months after its notification from which a raised threshold applies.
  init(of product: ProductFile, general: Int, delay: Int) {
    decision = product.facts.thresholds.last { $0.effectiveOn <= product.day }
    amount =
      switch decision?.fact {
      case .stockThresholdRaised(let raised)?:
        raised.notifiedOn.adding(months: delay) <= product.day
          ? .months(raised.months) : .months(general)
      case .stockThresholdLowered(let lowered)?:
        lowered.until.map { $0 < product.day } ?? false ? .months(general) : .days(lowered.days)
      default: .months(general)
      }
  }
}
