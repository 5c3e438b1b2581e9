package import Declarations

/// What a fold keeps of an event about a product or a lab.
package struct RecordedFact: Sendable {
  /// The sequence of the event.
  package let sequence: Int
  /// The day from which it holds (*date d'effet*).
  package let effectiveOn: LegalDate
  /// When it was filed (*date de dépôt*).
  package let filedAt: Instant
  /// Who states it.
  package let source: Source
  /// The fact; nil where the fold has no use for its type.
  package let fact: Fact?

  /// States the fields.
  package init(
    sequence: Int,
    effectiveOn: LegalDate,
    filedAt: Instant,
    source: Source,
    fact: Fact?
  ) {
    self.sequence = sequence
    self.effectiveOn = effectiveOn
    self.filedAt = filedAt
    self.source = source
    self.fact = fact
  }

  /// What a report of stock says; nil where its source is none.
  package init?(_ report: CanonicalReport, in bytes: Span<UInt8>) {
    guard let source = report.stated(in: bytes) else { return nil }
    self.init(
      sequence: report.sequence,
      effectiveOn: report.effectiveOn,
      filedAt: report.filedAt,
      source: source,
      fact: .stockReported(report.stock)
    )
  }

  /// The civil date in France on which it was filed.
  package var filedOn: LegalDate { ParisTime.day(of: filedAt) }

  /// The order in which the last fact of a kind is found: (`effectiveOn`, `sequence`).
  package static func isEarlier(_ left: RecordedFact, _ right: RecordedFact) -> Bool {
    (left.effectiveOn, left.sequence) < (right.effectiveOn, right.sequence)
  }
}

extension EventType {
  /// Whether a list can depend on an event of the type about a product.
  package var decidesLists: Bool {
    switch self {
    case .qualificationDeclared, .qualificationAdded, .qualificationRemoved,
      .modificationRequested, .modificationOpposed, .publicationEntered, .publicationLeft,
      .commercialisationDeclared, .commercialisationResumed, .commercialisationStopped,
      .commercialisationSuspended, .productDescribed, .operatorAssigned, .eventRetracted:
      true
    default: false
    }
  }
}

extension Event {
  /// Whether a list can depend on the event: those about the ledger itself say when it was sealed.
  package var decidesLists: Bool {
    switch submission.subject {
    case .product: submission.type.decidesLists
    case .ledger: true
    case .lab, .publication: false
    }
  }
}

extension RecordedFact {
  init(_ event: Event, keeping kept: HistoryFold.Kept) {
    let fact = event.submission.fact
    self.init(
      sequence: event.sequence,
      effectiveOn: event.submission.effectiveOn,
      filedAt: event.submission.time.instant,
      source: event.submission.source,
      fact: kept == .everything || fact.type.decidesLists ? fact : nil
    )
  }

  /// An event of which nothing is kept but that it is there.
  init(mentionAt sequence: Int) {
    self.init(
      sequence: sequence,
      effectiveOn: LegalDate(dayNumber: 0),
      filedAt: Instant(nanoseconds: 0),
      source: .ledger,
      fact: nil
    )
  }
}
