import Declarations
import Projections

/// The facts about one product that are in force, sorted once by what duties look for in them.
///
/// They do not depend on the day, which is asked for again and again. A class, since every file of the product
/// refers to it.
final class DutyFacts: Sendable {
  /// The first declaration of a shortage.
  struct Shortage: Sendable {
    let file: Identifier
    /// The day from which the lab knew.
    let knownOn: LegalDate?
  }

  /// All of them but stock reports, whatever their day, by sequence.
  let all: [RecordedFact]
  /// The qualifications, Q, by sequence.
  let qualifications: [Filed<Qualification>]
  /// The shortage management plans with their years, by sequence.
  let plans: [Filed<Int>]
  /// The announcements of a stop, by sequence.
  let announcements: [Filed<StopAnnounced>]
  /// The declarations, resumptions and stops of commercialisation, the deciding one last.
  let moves: [Filed<EventType>]
  /// The declarations of commercialisation with the dossiers that they quote, the deciding one last.
  let commercialisations: [Filed<Dossier?>]
  /// The decisions about the threshold of its stock, the deciding one last.
  let thresholds: [RecordedFact]
  /// The first declaration of each file, in no order.
  let shortages: [Filed<Shortage>]
  private let standings: [(from: LegalDate, standing: Standing)]

  /// Sorts what is known of a product.
  init(_ cis: CIS, in history: History) {
    let facts = history.factsButReports(about: cis)
    var qualifications: [Filed<Qualification>] = []
    var plans: [Filed<Int>] = []
    var announcements: [Filed<StopAnnounced>] = []
    var moves: [Filed<EventType>] = []
    var commercialisations: [Filed<Dossier?>] = []
    var thresholds: [RecordedFact] = []
    var shortages: [Identifier: Filed<Shortage>] = [:]
    for recorded in facts {
      guard let fact = recorded.fact else { continue }
      switch fact {
      case .qualificationDeclared, .modificationRequested:
        if let value = Qualification(fact) { qualifications.append(Filed(recorded, value)) }
      case .planFiled(let plan): plans.append(Filed(recorded, plan.year))
      case .commercialisationStopAnnounced(let announced):
        announcements.append(Filed(recorded, announced))
      case .commercialisationDeclared(let declared):
        moves.append(Filed(recorded, fact.type))
        commercialisations.append(Filed(recorded, declared.qualificationDossier))
      case .commercialisationResumed, .commercialisationStopped:
        moves.append(Filed(recorded, fact.type))
      case .stockThresholdRaised, .stockThresholdLowered, .stockThresholdEnded:
        thresholds.append(recorded)
      case .shortageDeclared(let declared):
        let shortage = Filed(
          recorded,
          Shortage(file: declared.file, knownOn: declared.knownOn)
        )
        if let first = shortages[declared.file], Filed.isEarlier(first, shortage) { continue }
        shortages[declared.file] = shortage
      default: continue
      }
    }
    all = facts
    self.qualifications = qualifications
    self.plans = plans
    self.announcements = announcements
    self.moves = moves.sorted(by: Filed.isEarlier)
    self.commercialisations = commercialisations.sorted(by: Filed.isEarlier)
    self.thresholds = thresholds.sorted(by: RecordedFact.isEarlier)
    self.shortages = Array(shortages.values)
    standings = history.standings(of: cis)
  }

  /// What the product is on a day.
  func standing(on day: LegalDate) -> Standing {
    standings.last { $0.from <= day }?.standing ?? .none
  }
}
