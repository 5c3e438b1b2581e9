package import Declarations
import Projections

/// What the ledger has of some dossiers, out of events that are read one by one.
package struct DossierRecord: Sendable {
  private let numbers: Set<Int>
  private var corrections = Corrections()
  private var kept: Set<EventReference> = []
  private var sequences: [Int] = []
  private var declared: [Int: [Event]] = [:]
  private var changed: [Int: [Event]] = [:]
  private var correcting: [Event] = []
  /// The labs that are registered, by SIREN and by name.
  package private(set) var labs: [String: Lab] = [:]

  /// A record of the dossiers with these numbers that has read nothing.
  package init(_ numbers: Set<Int>) {
    self.numbers = numbers
  }

  /// How the id of every event begins that is made of a dossier.
  static func prefix(of number: Int) -> String { "demarche:\(number):" }

  /// Reads the next event.
  package mutating func record(_ event: Event) {
    let submission = event.submission
    if case .labRegistered(let lab) = submission.fact, case .lab(let id) = submission.subject {
      if let siren = lab.siren { labs[siren.text] = id }
      for name in [lab.name] + (lab.aliases ?? []) { labs[name.text] = id }
    }
    let declares = submission.declaredDossier.flatMap { numbers.contains($0) ? $0 : nil }
    let changes = submission.changedDossier.flatMap { numbers.contains($0) ? $0 : nil }
    let corrects = submission.corrects.map { kept.contains($0) } ?? false
    guard declares != nil || changes != nil || corrects else { return }
    kept.insert(submission.reference)
    corrections.record(event)
    sequences.append(event.sequence)
    if corrects { correcting.append(event) }
    if let declares { declared[declares, default: []].append(event) }
    if let changes { changed[changes, default: []].append(event) }
  }

  /// The dossiers as they stand, corrections resolved: what each declares, the last of several, and what
  /// became of it.
  func settled() -> [Int: Standing] {
    let voided = corrections.voidedBy(among: sequences)
    func inForce(_ events: [Event]?) -> [Event] {
      (events ?? []).filter { voided[$0.sequence] == nil }
    }
    var standings: [Int: Standing] = [:]
    for number in numbers {
      let events = declared[number] ?? []
      standings[number] = Standing(
        declaration: inForce(events).last,
        count: inForce(events).count,
        declared: events,
        touch: inForce(corrections(of: events)).last {
          !$0.submission.id.text.hasPrefix(Self.prefix(of: number))
        },
        steps: (changed[number] ?? []).compactMap { event in
          Standing.Step(event.submission, isInForce: voided[event.sequence] == nil)
        }
      )
    }
    return standings
  }

  /// What corrects some events, or corrects that.
  private func corrections(of events: [Event]) -> [Event] {
    var references = Set(events.map(\.submission.reference))
    return correcting.filter { event in
      guard let corrects = event.submission.corrects, references.contains(corrects) else {
        return false
      }
      references.insert(event.submission.reference)
      return true
    }
  }

  /// What the ledger has of one dossier.
  struct Standing: Sendable {
    struct Step: Sendable {
      let state: DossierState
      let at: Instant
      /// Whether it was not corrected; one that was is still not recorded again.
      let isInForce: Bool

      init?(_ submission: Submission, isInForce: Bool) {
        guard case .dossierChanged(let change) = submission.fact else { return nil }
        (state, at) = (change.state, submission.time.instant)
        self.isInForce = isInForce
      }
    }

    /// What it declares: the last in force, of several.
    var declaration: Event?
    /// How many declarations of it are in force.
    var count = 0
    /// All that it ever declared, by sequence, void ones too.
    var declared: [Event] = []
    /// The last event in force that somebody else corrected or retracted it with, if there is one.
    var touch: Event?
    var steps: [Step] = []

    /// What the declaration in force corrects, which comes back in force when that is voided.
    var target: Event? {
      declaration?.submission.corrects.flatMap { corrects in
        declared.last { $0.submission.reference == corrects }
      }
    }
  }
}

extension Submission {
  /// The dossier that a qualification or a modification was filed with.
  fileprivate var declaredDossier: Int? {
    switch fact {
    case .qualificationDeclared(let declared): declared.dossier?.number
    case .modificationRequested(let request): request.dossier?.number
    default: nil
    }
  }

  /// The dossier of which it says what became.
  fileprivate var changedDossier: Int? {
    guard case .dossierChanged(let change) = fact else { return nil }
    return change.dossier.number
  }
}
