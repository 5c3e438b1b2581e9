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

  /// What the record comes to.
  package struct Resolved: Sendable {
    /// The lab's events in force, retractions left out, by sequence.
    package let inForce: [Event]
    /// Those that are void, by sequence.
    package let void: [Voided]
    private let byReference: [EventReference: Event]

    init(inForce: [Event], void: [Voided]) {
      self.inForce = inForce
      self.void = void
      byReference = Dictionary((inForce + void.map(\.event)).map { ($0.submission.reference, $0) })
      {
        $1
      }
    }

    /// An event and what would be in force again without it, up to the first; nil where another than the
    /// lab stated one of them.
    func chain(of event: Event) -> [Event]? {
      var chain = [event]
      while let corrects = chain.last?.submission.corrects {
        guard let target = byReference[corrects] else { return nil }
        chain.append(target)
      }
      return chain
    }
  }

  /// Resolves the corrections.
  package func resolved() -> Resolved {
    let voidedBy = corrections.voidedBy(
      among: (own + correcting).map(\.sequence).sorted()
    )
    let byNumber = Dictionary((own + correcting).map { ($0.sequence, $0) }) { first, _ in first }
    let stated = own.filter { $0.submission.fact.type != .eventRetracted }
    return Resolved(
      inForce: stated.filter { voidedBy[$0.sequence] == nil },
      void: stated.compactMap { event in
        voidedBy[event.sequence].flatMap { byNumber[$0] }.map { Voided(event: event, by: $0) }
      }
    )
  }
}
