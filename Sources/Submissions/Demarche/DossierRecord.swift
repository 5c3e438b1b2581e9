package import Declarations

/// What the ledger has of some dossiers, out of events that are read one by one.
package struct DossierRecord: Sendable {
  private let numbers: Set<Int>
  private var declared: [Event] = []
  private var voided: Set<EventReference> = []
  /// The labs that are registered, by SIREN and by name.
  package private(set) var labs: [String: Lab] = [:]

  package init(_ numbers: Set<Int>) {
    self.numbers = numbers
  }

  /// Reads the next event.
  package mutating func record(_ event: Event) {
    let submission = event.submission
    if case .labRegistered(let lab) = submission.fact, case .lab(let id) = submission.subject {
      if let siren = lab.siren { labs[siren.text] = id }
      for name in [lab.name] + (lab.aliases ?? []) { labs[name.text] = id }
    }
    if let corrects = submission.corrects { voided.insert(corrects) }
    if let number = submission.dossierNumber, numbers.contains(number) { declared.append(event) }
  }

  /// The declaration of a dossier that is in force; the last, of several.
  ///
  /// Corrections of corrections, which importing never makes, are taken as standing.
  func declaration(of number: Int) -> Event? {
    declared.last { event in
      event.submission.dossierNumber == number && !voided.contains(event.submission.reference)
    }
  }
}

extension Submission {
  /// The dossier that a qualification or a modification was filed with.
  var dossierNumber: Int? {
    switch fact {
    case .qualificationDeclared(let declared): declared.dossier?.number
    case .modificationRequested(let request): request.dossier?.number
    default: nil
    }
  }
}
