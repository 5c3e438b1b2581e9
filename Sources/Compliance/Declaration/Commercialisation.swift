import Declarations

/// What the duties of declaration look at: a commercialisation and the qualifications of the product.
struct Commercialisation {
  /// The last applicable declaration of commercialisation, c.
  let filing: Filing
  /// The dossier number that it quotes.
  let dossier: Dossier?
  /// The qualifications in force, Q, whatever their day, by sequence.
  let qualifications: [Filed<Qualification>]

  /// Takes the last that is applicable on a day; nil where there is none.
  init?(in facts: DutyFacts, asOf day: LegalDate) {
    let last = facts.commercialisations.last { $0.filing.effectiveOn <= day }
    guard let last else { return nil }
    filing = last.filing
    dossier = last.value
    qualifications = facts.qualifications
  }

  /// The day C from which it is marketed.
  var day: LegalDate { filing.effectiveOn }

  /// The moment that a qualification must precede: when it was filed, or the beginning of the day where
  /// the register states it.
  var instant: Instant {
    filing.isImported ? ParisTime.midnight(day) : filing.filedAt
  }

  /// c and all of Q.
  var evidence: [Int] {
    [filing.sequence] + qualifications.map(\.filing.sequence)
  }

  /// The first qualification that was filed, if it precedes the commercialisation.
  var prior: Filed<Qualification>? {
    qualifications.filter { $0.filing.filedAt < instant }
      .min { $0.filing.filedAt < $1.filing.filedAt }
  }
}
