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
  /// The facts in force but stock reports, whatever their day, by sequence.
  let facts: [RecordedFact]
  /// The qualifications among them, Q.
  let qualifications: [Qualification]
  /// What it is on the day.
  private let standing: Standing

  init(_ cis: CIS, in docket: Docket, asOf day: LegalDate) {
    self.cis = cis
    self.day = day
    self.docket = docket
    facts = docket.history.factsButReports(about: cis)
    qualifications = facts.compactMap(Qualification.init)
    standing = docket.history.standing(of: cis, asOf: day)
  }

  /// The last applicable fact that says what is asked for: greatest (`effectiveOn`, `sequence`).
  func last<Value>(_ read: (RecordedFact) -> Value?) -> (recorded: RecordedFact, value: Value)? {
    var best: (recorded: RecordedFact, value: Value)?
    for recorded in facts where recorded.effectiveOn <= day {
      guard let value = read(recorded) else { continue }
      if let best, !RecordedFact.isEarlier(best.recorded, recorded) { continue }
      best = (recorded, value)
    }
    return best
  }

  /// The last applicable stock report.
  var report: RecordedFact? { docket.history.lastReport(of: cis, asOf: day) }

  /// Whether its MITM status is *in* on a day.
  func isQualified(on day: LegalDate) -> Bool { standing(on: day).isQualified }

  /// Whether it is listed on a day.
  func isListed(on day: LegalDate) -> Bool { standing(on: day).isListed }

  /// Who answers for it on a day.
  func answering(on day: LegalDate) -> Lab? { standing(on: day).answering }

  private func standing(on day: LegalDate) -> Standing {
    day == self.day ? standing : docket.history.standing(of: cis, asOf: day)
  }
}

extension RecordedFact {
  /// Whether the event comes from the public register, which gives no moment of filing.
  var isImported: Bool { source == .bdpm }
}
