package import Compliance
package import Declarations
package import Ledger
package import Projections
import PublicRegister
package import Reports

/// Why products are on the list or not: what every trace at one basis has in common.
package struct TraceQuestion {
  /// What every trace is a function of, its day too.
  package let basis: Basis
  /// The rules of this version, for the articles under which events and conditions stand.
  package let rulebook: Rulebook
  private let reader: LedgerReader
  private let history: History
  private let showsDeliveries: Bool

  /// Prepares to answer.
  ///
  /// - Parameters:
  ///   - reader: The ledger.
  ///   - history: What is known.
  ///   - basis: What answers are a function of.
  ///   - showsDeliveries: Whether the lines of what was sent are shown. They are in the journal, which
  ///     is no event and which a mirror has not: a person may see them, a program's answer is a function
  ///     of its basis alone.
  /// - Throws: ``Compliance/RulebookFault``, which the tests exclude.
  package init(
    _ reader: LedgerReader,
    _ history: History,
    _ basis: Basis,
    showsDeliveries: Bool = false
  ) throws {
    self.reader = reader
    self.showsDeliveries = showsDeliveries
    self.history = history
    self.basis = basis
    rulebook = try Rulebook()
  }

  /// Answers about one product; with every event of it where it is to be whole.
  ///
  /// - Throws: ``Ledger/LedgerError`` when an event cannot be read.
  package func answer(about cis: CIS, isWhole: Bool = false) throws -> TraceAnswer {
    let trace = try Trace(cis, in: history, asOf: basis.asOf)
    return TraceAnswer(
      trace,
      basis: basis,
      events: try traced(trace),
      rulebook: rulebook,
      isWhole: isWhole
    )
  }

  private func traced(_ trace: Trace) throws -> [TracedEvent] {
    let timeline = trace.timeline
    let events = try timeline.map { try reader.event(at: $0.sequence) }
    let sequences = Dictionary(events.map { ($0.submission.reference, $0.sequence) }) { $1 }
    let deliveries = try showsDeliveries ? reader.deliveries(of: timeline.map(\.sequence)) : [:]
    return zip(events, timeline).map { event, entry in
      TracedEvent(
        event,
        bearing: entry.bearing,
        articles: rulebook.articles(of: event.submission.type),
        place: place(of: event, deliveries),
        corrects: event.submission.corrects.flatMap { sequences[$0] },
        reviews: history.reviews(of: event.submission.reference),
        sets: trace.fields(setBy: entry.sequence)
      )
    }
  }

  /// The row of the register that an import read, else the line of what was sent.
  private func place(of event: Event, _ deliveries: [Int: DeliveryPlace]) -> FilePlace? {
    if let delivery = deliveries[event.sequence] {
      return .line(delivery.line, file: delivery.file)
    }
    guard let row = RegisterRow(of: event.submission.id), let cause = event.submission.cause else {
      return nil
    }
    let observation = history.eventsAboutTheLedger.first { $0.submission.reference == cause }
    guard case .registerObserved(let observed)? = observation?.submission.fact else { return nil }
    func file(_ name: String) -> FilePlace.RegisteredFile? {
      observed.files.first { $0.name.text == name }
        .map { FilePlace.RegisteredFile(name: name, sha256: $0.sha256.text) }
    }
    guard let state = file(row.file) else { return nil }
    return .row(
      key: row.key,
      file: state,
      dated: isDatedByPacks(event.submission.fact)
        ? file(RegisterFileName.presentations.rawValue) : nil
    )
  }

  /// Whether the effective day of a fact of the register is that of its packs, which are in another file.
  private func isDatedByPacks(_ fact: Fact) -> Bool {
    switch fact {
    case .commercialisationDeclared, .commercialisationResumed, .commercialisationStopped,
      .commercialisationSuspended:
      true
    default: false
    }
  }
}
