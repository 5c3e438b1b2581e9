// What the ledger already knows of the register, so that an import appends only what changed. All
// of it is folded from events in force; nothing else is remembered between two imports.

package import Declarations
package import Projections

/// What the ledger knows, seen from an import.
package struct RegisterMemory {
  /// A shortage that the register told of: which product, pack and sheet.
  struct ShortageKey: Hashable {
    let cis: CIS
    let cip13: CIP13?
    let file: Identifier
  }

  /// The last thing that was said of a shortage.
  enum Shortage {
    case open(kind: ShortageKind, startOn: LegalDate)
    case ended
  }

  /// A stop that was announced, by product, sheet and planned day.
  struct Announcement: Hashable {
    let cis: CIS
    let sheet: String
    let plannedOn: LegalDate
  }

  /// A list that was published.
  struct Release {
    let id: Identifier
    let publishedOn: LegalDate
  }

  /// The facts of every product.
  package let history: History
  private(set) var references: Set<EventReference> = []
  private(set) var labs: [String: Lab] = [:]
  private(set) var slugs: Set<Lab> = []
  private(set) var observations: [LegalDate] = []
  private(set) var releases: [Release] = []
  /// The publication that the published list followed last: of a list that came back after another,
  /// the day on which it came back counts.
  private(set) var lastPublication: Release?
  private(set) var marketing: [CIS: Bool] = [:]
  private(set) var described: Set<CIS> = []
  private(set) var shortages: [ShortageKey: Shortage] = [:]
  private(set) var announcements: Set<Announcement> = []

  /// Folds the events that `read` hands over, as an import on a day sees them.
  ///
  /// - Parameters:
  ///   - observedOn: The day of the import.
  ///   - read: Hands each event to the closure that it is given, in the order of their sequence.
  /// - Throws: What `read` throws.
  package init(
    observedOn: LegalDate,
    reading read: (_ record: @escaping (Event) -> Void) throws -> Void
  ) rethrows {
    var told: [Event] = []
    var references: Set<EventReference> = []
    history = try History { record in
      try read { event in
        record(event)
        references.insert(event.submission.reference)
        if Self.isTold(event.submission) { told.append(event) }
      }
    }
    self.references = references
    // In the order in which it was observed, also where an older folder came after a newer one.
    told.sort {
      ($0.submission.time.instant, $0.sequence) < ($1.submission.time.instant, $1.sequence)
    }
    for event in told where history.voidedBy[event.sequence] == nil {
      recall(event.submission, observedOn: observedOn)
    }
  }

  /// Whether an event says something that an import compares with.
  private static func isTold(_ submission: Submission) -> Bool {
    switch submission.fact {
    case .labRegistered, .registerObserved, .publicationReleased, .publicationEntered,
      .publicationLeft:
      true
    case .productDescribed, .commercialisationDeclared, .commercialisationResumed,
      .commercialisationStopped, .commercialisationSuspended:
      submission.source == .bdpm
    case .shortageDeclared, .shortageEnded, .commercialisationStopAnnounced:
      submission.source == .ansm
    default: false
    }
  }

  private mutating func recall(_ submission: Submission, observedOn: LegalDate) {
    switch submission.fact {
    case .labRegistered(let registered):
      guard case .lab(let lab) = submission.subject else { return }
      slugs.insert(lab)
      for name in [registered.name] + (registered.aliases ?? []) { labs[name.text] = lab }
    case .registerObserved(let observed): observations.append(observed.observedOn)
    case .publicationReleased(let released):
      guard case .publication(let id) = submission.subject else { return }
      releases.append(Release(id: id, publishedOn: released.publishedOn))
      follow(id, from: released.publishedOn)
    case .publicationEntered(let entered):
      follow(entered.publication, from: submission.effectiveOn)
    case .publicationLeft(let left): follow(left.publication, from: submission.effectiveOn)
    default:
      guard let cis = submission.subject.cis, submission.time.day <= observedOn else { return }
      recall(submission, of: cis)
    }
  }

  private mutating func recall(_ submission: Submission, of cis: CIS) {
    switch submission.fact {
    case .productDescribed: described.insert(cis)
    case .commercialisationDeclared, .commercialisationResumed:
      marketing[cis] = true
    case .commercialisationStopped, .commercialisationSuspended:
      marketing[cis] = false
    case .shortageDeclared(let declared):
      let key = ShortageKey(cis: cis, cip13: declared.cip13, file: declared.file)
      shortages[key] = .open(kind: declared.kind, startOn: submission.effectiveOn)
    case .shortageEnded(let ended):
      shortages[ShortageKey(cis: cis, cip13: ended.cip13, file: ended.file)] = .ended
    case .commercialisationStopAnnounced(let announced):
      guard let sheet = submission.reason?.text else { return }
      announcements.insert(
        Announcement(cis: cis, sheet: sheet, plannedOn: announced.plannedOn)
      )
    default: break
    }
  }

  private mutating func follow(_ id: Identifier, from day: LegalDate) {
    if let last = lastPublication, day < last.publishedOn { return }
    lastPublication = Release(id: id, publishedOn: day)
  }
}
