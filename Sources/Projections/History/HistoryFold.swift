public import Declarations

/// Events as they are read, from which the history of any earlier size can be made.
public struct HistoryFold: Sendable {
  /// What a fold keeps.
  package enum Kept: Sendable {
    /// What decides lists: little, since most events never move one.
    case lists
    /// Every fact about a product or a lab, as the duties need them.
    case everything
  }

  /// How many events it has read.
  public private(set) var knownAt = KnownAt(size: 0)
  private let kept: Kept
  private var corrections = Corrections()
  private var lists = ListTable()
  /// Every fact about each product; empty of a fold that began with packed facts.
  private var products: [CIS: ProductFacts] = [:]
  private var isPacked = false
  private var labs: [Lab: [RecordedFact]] = [:]
  /// What is stated about the ledger itself: seals, reviews, observations of the register.
  private var own: [Event] = []

  /// A fold that has read nothing, for lists.
  public init() {
    self.init(keeping: .lists)
  }

  /// A fold that has read nothing.
  package init(keeping kept: Kept) {
    self.kept = kept
  }

  /// Reads the next event.
  public mutating func record(_ event: Event) {
    record(event, correcting: corrections.target(of: event))
    corrections.name(event)
  }

  /// Reads the next event, the sequence of its target being known.
  package mutating func record(_ event: Event, correcting target: Int?) {
    knownAt = KnownAt(size: max(knownAt.size, event.sequence) + 1)
    corrections.record(event.sequence, correcting: target)
    switch event.submission.subject {
    case .product(let cis):
      lists.mention(cis, at: event.sequence)
      if let narrow = NarrowFact(event, correcting: target) { lists.record(narrow) }
      if !isPacked {
        products[cis, default: ProductFacts()]
          .append(RecordedFact(event, keeping: kept), event.submission.fact.type)
      }
    case .lab(let lab) where kept == .everything:
      labs[lab, default: []].append(RecordedFact(event, keeping: kept))
    case .ledger: own.append(event)
    default: break
    }
  }

  /// Reads what lists depend on among the events of a run, packed.
  ///
  /// The events that were left out on the way move none. After the last run, ``pass(to:)`` is due.
  ///
  /// - Parameters:
  ///   - bytes: The packed facts.
  ///   - start: The first event of the run.
  ///   - size: Events from this one on are left out.
  ///   - own: Takes the sequence of each event about the ledger itself, of which nothing more is packed.
  /// - Returns: Whether they could be read to their end.
  package mutating func record(
    packed bytes: [UInt8],
    from start: Int,
    below size: Int,
    own: (Int) throws -> Void
  ) rethrows -> Bool {
    isPacked = true
    var corrections = corrections
    defer { self.corrections = corrections }
    return try lists.record(bytes, from: start, below: size) { header in
      corrections.record(header.sequence, correcting: header.target)
      if header.cis == nil { try own(header.sequence) }
    }
  }

  /// Makes room for so many packed facts.
  package mutating func reserve(_ facts: Int) {
    lists.reserve(facts)
  }

  /// Reads that a product is known from an event on, whatever that says.
  package mutating func record(mentionOf cis: CIS, at sequence: Int) {
    isPacked = true
    lists.mention(cis, at: sequence)
  }

  /// Reads that an event is about a product, which decides no list and corrects nothing.
  package mutating func record(other sequence: Int, about cis: CIS) {
    lists.mention(cis, at: sequence)
    products[cis, default: ProductFacts()].append(mentionAt: sequence)
  }

  /// Reads an event about the ledger itself, of which the narrow form says only that it is there.
  package mutating func record(aboutTheLedger event: Event) {
    own.append(event)
  }

  /// Passes over events that move no list, up to so many; what was packed until there can be asked now.
  package mutating func pass(to knownAt: KnownAt) {
    self.knownAt = knownAt
    lists.sort()
  }

  /// Makes ready for many questions; what is read later is asked as before.
  package mutating func placeMilestones() {
    lists.placeMilestones()
  }

  /// The products whose facts, without reports of stock, are meant.
  package func products(where isMeant: ([RecordedFact]) -> Bool) -> [CIS] {
    products.filter { isMeant($0.value.others) }.map(\.key)
  }

  /// What the first events say, of those that were read.
  public func history(_ knownAt: KnownAt) -> History {
    History(
      knownAt: knownAt,
      voidedBy: corrections.voidedBy(at: knownAt),
      numbers: lists.order.filter { lists.first[$0] < knownAt.size },
      lists: lists,
      products: isPacked ? nil : products,
      labs: labs,
      own: own.filter { $0.sequence < knownAt.size }
    )
  }

  /// What the first events say about a few products alone, which costs no more than those.
  package func history(_ knownAt: KnownAt, about subjects: Set<CIS>) -> History {
    let sequences = subjects.flatMap { facts(about: $0) }.map(\.sequence)
      .filter { $0 < knownAt.size }.sorted()
    return History(
      knownAt: knownAt,
      voidedBy: corrections.voidedBy(among: sequences),
      numbers: subjects.sorted().compactMap { lists.number(of: $0) }
        .filter { lists.first[$0] < knownAt.size },
      lists: lists,
      products: isPacked ? nil : products,
      labs: [:],
      own: []
    )
  }

  /// What the first events say about one lab alone.
  package func history(_ knownAt: KnownAt, about lab: Lab) -> History {
    let facts = (labs[lab] ?? []).filter { $0.sequence < knownAt.size }
    return History(
      knownAt: knownAt,
      voidedBy: corrections.voidedBy(among: facts.map(\.sequence)),
      numbers: [],
      lists: ListTable(),
      products: [:],
      labs: [lab: facts],
      own: []
    )
  }

  /// Every fact that was read about a product, void ones too, by sequence.
  package func facts(about cis: CIS) -> [RecordedFact] {
    if !isPacked { return products[cis]?.all ?? [] }
    return lists.number(of: cis).map { lists.facts($0, knownAt) } ?? []
  }

  /// Every fact that was read about a lab, void ones too, by sequence.
  package func facts(about lab: Lab) -> [RecordedFact] { labs[lab] ?? [] }

  /// The products that any event is about, sorted.
  package var subjects: [CIS] { lists.order.map { lists.products[$0] } }
}
