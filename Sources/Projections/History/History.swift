public import Declarations

/// The first N events, folded once: the facts of every product that are in force, ready to answer
/// for any day.
public struct History: Sendable {
  /// How many events it knows.
  public let knownAt: KnownAt
  /// The void events, each with the event that voids it.
  public let voidedBy: [Int: Int]
  private let products: [CIS: ProductHistory]
  private let labs: [Lab: [RecordedFact]]
  private let own: [Event]

  init(
    knownAt: KnownAt,
    voidedBy: [Int: Int],
    products: [CIS: ProductHistory],
    labs: [Lab: [RecordedFact]],
    own: [Event]
  ) {
    self.knownAt = knownAt
    self.voidedBy = voidedBy
    self.products = products
    self.labs = labs
    self.own = own
    subjects = products.keys.sorted()
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

  /// The products that any event is about, sorted.
  public let subjects: [CIS]

  /// The sequences of every event about a product, ascending, void ones too.
  public func timeline(of cis: CIS) -> [Int] {
    products[cis]?.timeline ?? []
  }

  /// What held for a product on a day.
  ///
  /// A product that no event is about is in state `none`.
  public func state(of cis: CIS, asOf day: LegalDate) -> ProductState {
    ProductState(cis, products[cis] ?? ProductHistory([], voidedBy: [:]), asOf: day)
  }

  /// Whether a product stands on the published list on a day.
  public func isPublished(_ cis: CIS, asOf day: LegalDate) -> Bool {
    products[cis]?.isPublished(on: day) ?? false
  }

  /// The description of a product that holds on a day, as it was stated.
  public func description(of cis: CIS, asOf day: LegalDate) -> ProductDescribed? {
    products[cis]?.descriptions.last(on: day)?.value.described
  }

  /// The day from which the last fact about a product's marketing holds.
  public func marketingStart(of cis: CIS, asOf day: LegalDate) -> LegalDate? {
    products[cis]?.marketings.last(on: day)?.effectiveOn
  }

  /// The last class that a description gave a product, however old.
  public func describedATC(of cis: CIS, asOf day: LegalDate) -> ATC? {
    products[cis]?.describedATC(on: day)
  }

  func facts(of cis: CIS) -> ProductHistory? {
    products[cis]
  }

  /// The facts about a product that are in force, by sequence.
  package func factsInForce(about cis: CIS) -> [RecordedFact] {
    products[cis]?.facts ?? []
  }

  /// The facts about a lab that are in force, by sequence; none of a fold for lists.
  package func factsInForce(about lab: Lab) -> [RecordedFact] {
    labs[lab] ?? []
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
    labs.keys.sorted()
  }

  /// Whether a product's MITM status is *in* on a day.
  package func isQualified(_ cis: CIS, asOf day: LegalDate) -> Bool {
    products[cis]?.qualified(on: day).holds ?? false
  }

  /// Whether a product is on the current list of a day.
  package func isListed(_ cis: CIS, asOf day: LegalDate) -> Bool {
    products[cis]?.isListed(on: day) ?? false
  }

  /// The lab that answers for a product on a day: the operator, else the holder.
  package func answering(for cis: CIS, asOf day: LegalDate) -> Lab? {
    products[cis]?.operators.last(on: day)?.value ?? products[cis]?.holder(on: day)
  }
}
