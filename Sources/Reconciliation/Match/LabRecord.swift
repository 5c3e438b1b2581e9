package import Declarations
import Projections

/// What the ledger has of one lab, out of events that are read one by one; memory grows with the lab's own
/// events, never with the ledger.
package struct LabRecord: Sendable {
  private let lab: Lab
  private var corrections = Corrections()
  private var own: [Event] = []
  private var correcting: [Event] = []

  /// A record of the lab that has read nothing.
  package init(_ lab: Lab) {
    self.lab = lab
  }

  /// Reads the next event: the lab's own are kept, and what corrects them, by whomever.
  package mutating func record(_ event: Event) {
    let submission = event.submission
    let isOwn = submission.source == .lab(lab)
    guard isOwn || corrections.target(of: event) != nil else { return }
    corrections.record(event)
    if isOwn { own.append(event) }
    if submission.corrects != nil { correcting.append(event) }
  }

  /// Whether the lab has stated nothing.
  package var isEmpty: Bool { own.isEmpty }

  /// An event that is void, and what became of it.
  package struct Voided: Sendable {
    /// The lab's own event, whoever corrected it.
    package let event: Event
    /// The event that corrects it.
    package let by: Event
    /// The event in force that has its place now.
    let successor: Event?
  }

  /// What the record comes to.
  package struct Resolved: Sendable {
    /// The lab's events in force, retractions left out, by sequence.
    package let inForce: [Event]
    /// The lab's retractions in force, by sequence.
    let retractions: [Event]
    /// The events that are void, by sequence, retractions left out.
    package let void: [Voided]
    /// The retractions that are void, by sequence.
    let voidRetractions: [Voided]
    fileprivate let byReference: [EventReference: Event]

    /// What an event of the lab corrects, which comes back in force when the event is voided; nil where
    /// another stated it.
    func target(of event: Event) -> Event? {
      event.submission.corrects.flatMap { byReference[$0] }
    }
  }

  /// Resolves the corrections.
  package func resolved() -> Resolved {
    // Of very many events few correct, and few are corrected: no others are looked up.
    let voidedBy = corrections.voidedBy(among: correcting.map(\.sequence).sorted())
    let byNumber = Dictionary(correcting.map { ($0.sequence, $0) }) { first, _ in first }
    let corrected = Set(correcting.compactMap(\.submission.corrects))
    let byReference = Dictionary(
      own.map { ($0.submission.reference, $0) }.filter { corrected.contains($0.0) }
    ) { $1 }
    func voider(of event: Event) -> Event? { voidedBy[event.sequence].flatMap { byNumber[$0] } }
    let isRetraction = { (event: Event) in event.submission.type == .eventRetracted }
    let inForce = own.filter { voidedBy[$0.sequence] == nil }
    let voided = own.compactMap { event -> Voided? in
      guard let by = voider(of: event) else { return nil }
      // A correction that was retracted has its place taken by what corrects the same event now.
      let next =
        isRetraction(by)
        ? event.submission.corrects.flatMap { byReference[$0] }.flatMap(voider) : by
      return Voided(event: event, by: by, successor: next.flatMap { isRetraction($0) ? nil : $0 })
    }
    return Resolved(
      inForce: inForce.filter { !isRetraction($0) },
      retractions: inForce.filter(isRetraction),
      void: voided.filter { !isRetraction($0.event) },
      voidRetractions: voided.filter { isRetraction($0.event) },
      byReference: byReference
    )
  }
}
