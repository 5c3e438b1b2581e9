public import Declarations

/// The first N events, folded once: the facts of every product that are in force, ready to answer
/// for any day.
public struct History: Sendable {
  /// How many events it knows.
  public let knownAt: KnownAt
  /// The void events, each with the event that voids it.
  public let voidedBy: [Int: Int]
  /// The products that any event is about, sorted.
  public let subjects: [CIS]
  /// Their numbers in the table.
  private let numbers: [Int]
  private let lists: FactTable
  /// Every fact about each product but the reports of stock, later ones too; nil where only what decides lists was
  /// read.
  private let products: [CIS: [RecordedFact]]?
  private let reports: FactTable
  private let labs: [Lab: [RecordedFact]]
  private let own: [Event]

  init(
    knownAt: KnownAt,
    voidedBy: [Int: Int],
    numbers: [Int],
    lists: FactTable,
    products: [CIS: [RecordedFact]]?,
    reports: FactTable,
    labs: [Lab: [RecordedFact]],
    own: [Event]
  ) {
    self.knownAt = knownAt
    self.voidedBy = voidedBy
    self.numbers = numbers
    subjects = numbers.map { lists.products[$0] }
    self.lists = lists
    self.products = products
    self.reports = reports
    self.labs = labs
    self.own = own.filter { voidedBy[$0.sequence] == nil }
  }

  /// Folds the events that `read` hands over, in the order of their sequence from 0.
  ///
  /// - Parameter read: Hands each event to the closure that it is given.
  /// - Throws: What `read` throws.
  public init(reading read: (_ record: @escaping (Event) -> Void) throws -> Void) rethrows {
    var fold = HistoryFold()
    try read { fold.record($0) }
    self = fold.history(fold.knownAt)
  }

  /// Folds events that are in memory.
  public init(_ events: some Sequence<Event>) {
    self.init { record in
      for event in events { record(event) }
    }
  }

  /// The sequences of every event about a product, ascending, void ones too; of a fold from the index those
  /// that lists depend on.
  public func timeline(of cis: CIS) -> [Int] {
    recorded(about: cis).map(\.sequence)
  }

  /// What held for a product on a day.
  ///
  /// A product that no event is about is in state `none`.
  public func state(of cis: CIS, asOf day: LegalDate) -> ProductState {
    let number = lists.number(of: cis)
    return ProductState(cis, deciding(number, asOf: day), lists, number ?? 0)
  }

  /// What decides the state of a product on a day.
  private func deciding(_ cis: CIS, asOf day: LegalDate) -> DecidingFacts {
    deciding(lists.number(of: cis), asOf: day)
  }

  private func deciding(_ number: Int?, asOf day: LegalDate) -> DecidingFacts {
    number.map { lists.deciding($0, on: day, knownAt, voidedBy) } ?? DecidingFacts()
  }

  /// The states of the products that are asked for, by CIS: only of those is it made.
  func states(asOf day: LegalDate, where isMeant: (DecidingFacts) -> Bool) -> [ProductState] {
    var states: [ProductState] = []
    for number in numbers {
      let deciding = lists.deciding(number, on: day, knownAt, voidedBy)
      guard isMeant(deciding) else { continue }
      states.append(ProductState(lists.products[number], deciding, lists, number))
    }
    return states
  }

  /// Whether a product stands on the published list on a day.
  public func isPublished(_ cis: CIS, asOf day: LegalDate) -> Bool {
    deciding(cis, asOf: day).isPublished
  }

  /// The description of a product that holds on a day, as it was stated.
  public func description(of cis: CIS, asOf day: LegalDate) -> ProductDescribed? {
    facts(of: cis)?.descriptions.last(on: day)?.value.described
  }

  /// The day from which the last fact about a product's marketing holds.
  public func marketingStart(of cis: CIS, asOf day: LegalDate) -> LegalDate? {
    entry(\.marketing, of: cis, asOf: day).map { LegalDate(dayNumber: Int($0.day)) }
  }

  /// The last class that a description gave a product, however old.
  public func describedATC(of cis: CIS, asOf day: LegalDate) -> ATC? {
    entry(\.atc, of: cis, asOf: day).flatMap { lists.shown($0).atc }
  }

  /// The facts of a product, sorted by what they decide; nil when no event is about it.
  func facts(of cis: CIS) -> ProductHistory? {
    let recorded = recorded(about: cis)
    return recorded.isEmpty ? nil : ProductHistory(recorded, voidedBy: voidedBy)
  }

  private func recorded(about cis: CIS) -> [RecordedFact] {
    guard let products else { return lists.facts(about: cis, knownAt) }
    return FactTable.merged(known(products[cis] ?? []), reports.facts(about: cis, knownAt))
  }

  private func known(_ facts: [RecordedFact]) -> [RecordedFact] {
    guard let last = facts.last, last.sequence >= knownAt.size else { return facts }
    return facts.filter { $0.sequence < knownAt.size }
  }

  /// What a product is on a day to those who judge.
  package func standing(of cis: CIS, asOf day: LegalDate) -> Standing {
    let number = lists.number(of: cis)
    return Standing(deciding(number, asOf: day), number ?? 0, lists)
  }

  /// What a product is from each day on which it became something else, by day; before the first, what nobody
  /// has stated anything of is.
  package func standings(of cis: CIS) -> [(from: LegalDate, standing: Standing)] {
    lists.number(of: cis).map { lists.standings($0, knownAt, voidedBy) } ?? []
  }

  /// The facts about a product that are in force, by sequence.
  package func factsInForce(about cis: CIS) -> [RecordedFact] {
    recorded(about: cis).filter { voidedBy[$0.sequence] == nil }
  }

  /// The facts about a product that are in force, without its stock reports, by sequence; none of a fold for
  /// lists.
  package func factsButReports(about cis: CIS) -> [RecordedFact] {
    let facts = products?[cis] ?? []
    return facts.allSatisfy(isInForce) ? facts : facts.filter(isInForce)
  }

  /// The last stock report of a product that is applicable on a day; none of a fold for lists.
  package func lastReport(of cis: CIS, asOf day: LegalDate) -> RecordedFact? {
    reports.last(about: cis, on: day, where: isInForce)
  }

  private func isInForce(_ recorded: RecordedFact) -> Bool { isInForce(recorded.sequence) }

  private func isInForce(_ sequence: Int) -> Bool {
    sequence < knownAt.size && voidedBy[sequence] == nil
  }

  /// The facts about a lab that are in force, by sequence; none of a fold for lists.
  package func factsInForce(about lab: Lab) -> [RecordedFact] {
    known(labs[lab] ?? []).filter { voidedBy[$0.sequence] == nil }
  }

  /// The events about the ledger itself that are in force, by sequence: seals, reviews, observations
  /// of the register.
  package var eventsAboutTheLedger: [Event] { own }

  /// The reviews of an event that are in force, by sequence (*revues par un pair*).
  package func reviews(of reviewed: EventReference) -> [Event] {
    own.filter { event in
      guard case .reviewRecorded = event.submission.fact else { return false }
      return event.submission.cause == reviewed
    }
  }

  /// The labs that any event is about, sorted; none of a fold for lists.
  package var concernedLabs: [Lab] {
    labs.filter { !known($0.value).isEmpty }.keys.sorted()
  }

  /// The fact that decides something about a product on a day.
  private func entry(
    _ deciding: KeyPath<DecidingFacts, DecidingFacts.Place>,
    of cis: CIS,
    asOf day: LegalDate
  ) -> FactEntry? {
    guard let number = lists.number(of: cis) else { return nil }
    let place = self.deciding(number, asOf: day)[keyPath: deciding]
    return place < 0 ? nil : lists.entry(number, at: place)
  }
}
