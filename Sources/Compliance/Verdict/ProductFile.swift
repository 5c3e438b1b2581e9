import Declarations
import Projections

/// What the duties ask of one product on one day.
///
/// A class, since every duty looks at it and none changes it.
final class ProductFile: Sendable {
  let cis: CIS
  /// The day, D.
  let day: LegalDate
  let docket: Docket
  /// The facts in force but stock reports, whatever their day.
  let facts: DutyFacts
  /// The last applicable declaration of commercialisation.
  let commercialisation: Commercialisation?

  convenience init(_ cis: CIS, in docket: Docket, asOf day: LegalDate) {
    self.init(cis, docket.facts(about: cis), in: docket, asOf: day)
  }

  /// The file of one day out of many, for which the facts are sorted once.
  init(_ cis: CIS, _ facts: DutyFacts, in docket: Docket, asOf day: LegalDate) {
    self.cis = cis
    self.day = day
    self.docket = docket
    self.facts = facts
    commercialisation = Commercialisation(in: facts, asOf: day)
  }

  /// The last applicable stock report.
  var report: RecordedFact? { docket.history.lastReport(of: cis, asOf: day) }

  /// Whether its MITM status is *in* on a day.
  func isQualified(on day: LegalDate) -> Bool { facts.standing(on: day).isQualified }

  /// Whether it is listed on a day.
  func isListed(on day: LegalDate) -> Bool { facts.standing(on: day).isListed }

  /// Who answers for it on a day.
  func answering(on day: LegalDate) -> Lab? { facts.standing(on: day).answering }
}
