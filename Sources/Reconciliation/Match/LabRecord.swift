package import Declarations
import Projections

/// What the ledger has of one lab, out of events that are read one by one; memory grows with the lab's own
/// events, never with the ledger.
package struct LabRecord: Sendable {
  private let lab: Lab
  private var corrections = Corrections()
  private var kept: Set<EventReference> = []
  private var own: [Event] = []
  private var correcting: [Event] = []

  package init(_ lab: Lab) {
    self.lab = lab
  }

  /// Reads the next event: the lab's own are kept, and what corrects them, by whomever.
  package mutating func record(_ event: Event) {
    let submission = event.submission
    let isOwn = submission.source == .lab(lab)
    let corrects = submission.corrects.map { kept.contains($0) } ?? false
    guard isOwn || corrects else { return }
    kept.insert(submission.reference)
    corrections.record(event)
    if isOwn { own.append(event) }
    if submission.corrects != nil { correcting.append(event) }
  }

  /// Whether the lab has stated nothing.
  package var isEmpty: Bool { own.isEmpty }

  /// An event that is void, and what became of it.
  package struct Voided: Sendable {
    package let event: Event
    /// The event that corrects it.
    package let by: Event
  }

  /// The lab's events in force, retractions left out, and those that are void, by sequence.
  package func resolved() -> (inForce: [Event], void: [Voided]) {
    let voidedBy = corrections.voidedBy(
      among: (own + correcting).map(\.sequence).sorted()
    )
    let byNumber = Dictionary((own + correcting).map { ($0.sequence, $0) }) { first, _ in first }
    let stated = own.filter { $0.submission.fact.type != .eventRetracted }
    return (
      inForce: stated.filter { voidedBy[$0.sequence] == nil },
      void: stated.compactMap { event in
        voidedBy[event.sequence].flatMap { byNumber[$0] }.map { Voided(event: event, by: $0) }
      }
    )
  }
}
