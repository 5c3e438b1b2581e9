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

  /// Takes a history of few products, and what is known of the others.
  ///
  /// Dossiers of products that are not among them are unknown, which changes words and no verdict.
  init(_ history: History, labsWithPlans: Set<Lab>) {
    self.history = history
    self.labsWithPlans = labsWithPlans
    productsByDossier = [:]
  }

  /// Gathers from a history that was folded with everything.
  package init(_ history: History) {
    var labs: Set<Lab> = []
    var products: [Dossier: Set<CIS>] = [:]
    for cis in history.subjects {
      for recorded in history.factsButReports(about: cis) {
        if case .planFiled? = recorded.fact, let lab = recorded.source.lab { labs.insert(lab) }
        if let dossier = Qualification(recorded)?.dossier {
          products[dossier, default: []].insert(cis)
        }
      }
    }
    self.history = history
    labsWithPlans = labs
    productsByDossier = products
  }
}
