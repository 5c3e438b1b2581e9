package import Declarations
package import Projections

/// The history, with what a duty about one product asks of all the others, gathered once.
///
/// A class, since every file of a product refers to it and none changes it.
package final class Docket: Sendable {
  /// What is known.
  package let history: History
  /// The labs that filed a shortage management plan for any product.
  let labsWithPlans: Set<Lab>
  /// The products whose qualifications have a dossier number, by that number.
  package let productsByDossier: [Dossier: Set<CIS>]
  /// The facts of every product, where they were sorted beforehand.
  private let sorted: [CIS: DutyFacts]

  /// Takes a history of few products, and what is known of the others.
  ///
  /// Dossiers of products that are not among them are unknown, which changes words and no verdict.
  init(_ history: History, labsWithPlans: Set<Lab>) {
    self.history = history
    self.labsWithPlans = labsWithPlans
    productsByDossier = [:]
    sorted = [:]
  }

  /// Gathers from a history that was folded with everything.
  ///
  /// - Parameters:
  ///   - history: The history.
  ///   - isKept: Whether it is kept for many questions: then the facts of every product are sorted at once.
  package init(_ history: History, isKept: Bool = false) {
    var labs: Set<Lab> = []
    var products: [Dossier: Set<CIS>] = [:]
    for cis in history.subjects {
      for recorded in history.factsButReports(about: cis) {
        guard let fact = recorded.fact else { continue }
        if case .planFiled = fact, let lab = recorded.source.lab { labs.insert(lab) }
        if let dossier = Qualification(fact)?.dossier {
          products[dossier, default: []].insert(cis)
        }
      }
    }
    self.history = history
    labsWithPlans = labs
    productsByDossier = products
    sorted = Dictionary(
      uniqueKeysWithValues: (isKept ? history.subjects : []).map {
        ($0, DutyFacts($0, in: history))
      }
    )
  }

  /// The facts about a product; none of one that nothing is known of.
  func facts(about cis: CIS) -> DutyFacts { sorted[cis] ?? DutyFacts(cis, in: history) }
}
