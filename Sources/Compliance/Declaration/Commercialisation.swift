import Declarations
import Projections

/// What the duties of declaration look at: a commercialisation and the qualifications of the product.
struct Commercialisation {
  /// The last applicable declaration of commercialisation, c.
  let recorded: RecordedFact
  let declared: CommercialisationDeclared
  /// The qualifications in force, Q, whatever their day, by sequence.
  let qualifications: [Qualification]

  init?(of product: ProductFile) {
    let last = product.last { recorded -> CommercialisationDeclared? in
      if case .commercialisationDeclared(let declared)? = recorded.fact { declared } else { nil }
    }
    guard let last else { return nil }
    recorded = last.recorded
    declared = last.value
    qualifications = product.qualifications
  }

  /// The day C from which it is marketed.
  var day: LegalDate { recorded.effectiveOn }

  /// The moment that a qualification must precede: when it was filed, or the beginning of the day where
  /// the register states it.
  var instant: Instant {
    recorded.isImported ? ParisTime.midnight(day) : recorded.filedAt
  }

  /// c and all of Q.
  var evidence: [Int] {
    [recorded.sequence] + qualifications.map(\.recorded.sequence)
  }

  /// The first qualification that was filed, if it precedes the commercialisation.
  var prior: Qualification? {
    qualifications.filter { $0.recorded.filedAt < instant }
      .min { $0.recorded.filedAt < $1.recorded.filedAt }
  }
}
