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
  private let facts: [CIS: DutyFacts]

  /// Takes a history of few products, and what is known of the others.
  ///
  /// Dossiers of products that are not among them are unknown, which changes words and no verdict.
  init(_ history: History, labsWithPlans: Set<Lab>) {
    self.history = history
    self.labsWithPlans = labsWithPlans
    productsByDossier = [:]
    facts = Self.facts(history)
  }

  /// Gathers from a history that was folded with everything.
  package init(_ history: History) {
    var labs: Set<Lab> = []
    var products: [Dossier: Set<CIS>] = [:]
    facts = Self.facts(history)
    for (cis, facts) in facts {
      labs.formUnion(facts.plans.compactMap(\.filing.source.lab))
      for dossier in facts.qualifications.compactMap(\.value.dossier) {
        products[dossier, default: []].insert(cis)
      }
    }
    self.history = history
    labsWithPlans = labs
    productsByDossier = products
  }

  private static func facts(_ history: History) -> [CIS: DutyFacts] {
    Dictionary(
      uniqueKeysWithValues: history.subjects.map {
        ($0, DutyFacts(history.factsButReports(about: $0), history.standings(of: $0)))
      }
    )
  }

  /// The facts about a product; none of one that nothing is known of.
  func facts(about cis: CIS) -> DutyFacts { facts[cis] ?? DutyFacts([], []) }
}
