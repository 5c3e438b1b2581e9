import Compliance
import Declarations
import Ledger
import Projections
import PublicRegister
import Reports

/// Why products are on the list or not: what every trace at one basis has in common.
struct TraceQuestion {
  let basis: Basis
  let rulebook: Rulebook
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
  init(
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

  func answer(about cis: CIS, isWhole: Bool = false) throws -> TraceAnswer {
    let trace = try Trace(cis, in: history, asOf: basis.asOf)
    return TraceAnswer(
      trace,
      basis: basis,
      events: try traced(trace.timeline),
      rulebook: rulebook,
      isWhole: isWhole
    )
  }

  private func traced(_ timeline: [Trace.Entry]) throws -> [TracedEvent] {
    let events = try timeline.map { try reader.event(at: $0.sequence) }
    let sequences = Dictionary(events.map { ($0.submission.reference, $0.sequence) }) { $1 }
    let deliveries = try showsDeliveries ? reader.deliveries(of: timeline.map(\.sequence)) : [:]
    return zip(events, timeline).map { event, entry in
      TracedEvent(
        event,
        bearing: entry.bearing,
        articles: rulebook.articles(of: event.submission.fact.type),
        place: place(of: event, deliveries),
        corrects: event.submission.corrects.flatMap { sequences[$0] },
        reviews: history.reviews(of: event.submission.reference)
      )
    }
  }

  /// The row of the register that an import read, else the line of what was sent.
  private func place(of event: Event, _ deliveries: [Int: DeliveryPlace]) -> FilePlace? {
    if let delivery = deliveries[event.sequence] {
      return FilePlace(file: delivery.file, row: String(delivery.line))
    }
    guard let row = RegisterRow(of: event.submission.id), let cause = event.submission.cause else {
      return nil
    }
    let observation = history.eventsAboutTheLedger.first { $0.submission.reference == cause }
    guard case .registerObserved(let observed)? = observation?.submission.fact else { return nil }
    let file = observed.files.first { $0.name.text == row.file }
    return FilePlace(file: row.file, row: row.key, sha256: file?.sha256.text)
  }
}
