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
  private var lists: FactTable
  /// Every fact about each product but the reports of stock, by sequence; empty of a fold for lists that began with
  /// packed facts.
  private var products: [CIS: [RecordedFact]] = [:]
  /// The reports of stock: they are by far the most, and whoever asks for one asks for the last.
  private var reports: FactTable
  /// Whether the facts about products are among those for lists alone.
  private var isNarrow = false
  private var labs: [Lab: [RecordedFact]] = [:]
  /// What is stated about the ledger itself: seals, reviews, observations of the register.
  private var own: [Event] = []

  /// A fold that has read nothing, for lists.
  public init() {
    self.init(keeping: .lists)
  }

  /// A fold that has read nothing.
  package init(keeping kept: Kept) {
    self.init(keeping: kept, FactTable())
  }

  /// A fold that has read nothing, with a table for lists and another for reports as this one is.
  init(keeping kept: Kept, _ table: FactTable) {
    self.kept = kept
    (lists, reports) = (table, table)
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
    guard case .product(let cis) = event.submission.subject else {
      return record(aboutNoProduct: event)
    }
    lists.mention(cis, at: event.sequence)
    guard let narrow = NarrowFact(event, correcting: target) else { return }
    if narrow.decidesLists { lists.record(narrow) }
    if isNarrow { return }
    if kept == .everything, event.submission.type == .stockReported {
      reports.record(narrow)
    } else {
      products[cis, default: []].append(RecordedFact(event, keeping: kept))
    }
  }

  /// Keeps the name of an event, which those after it may correct.
  package mutating func name(_ event: Event) {
    corrections.name(event)
  }

  /// The sequence of the event that an event corrects, of those that were named.
  package func target(of event: Event) -> Int? {
    corrections.target(of: event)
  }

  /// Reads an event about a lab or the ledger itself, of which the narrow form says only that it is there.
  package mutating func record(aboutNoProduct event: Event) {
    switch event.submission.subject {
    case .lab(let lab) where kept == .everything:
      labs[lab, default: []].append(RecordedFact(event, keeping: kept))
    case .ledger: own.append(event)
    default: break
    }
  }

  /// Reads that an event corrects another.
  package mutating func record(correction sequence: Int, of target: Int) {
    corrections.record(sequence, correcting: target)
  }

  /// Reads what lists depend on among the events of a run, packed.
  ///
  /// After the last run, ``pass(to:)`` is due.
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
    isNarrow = kept == .lists
    guard lists.begin(bytes, from: start, below: size) else { return false }
    return try NarrowFacts.read(bytes, from: start) { header in
      guard header.sequence < size else { return true }
      corrections.record(header.sequence, correcting: header.target)
      guard let cis = header.cis else {
        try own(header.sequence)
        return true
      }
      lists.record(header, about: cis)
      return isNarrow || record(header, about: cis, in: bytes)
    }
  }

  /// Reads what lists do not depend on among the events of a run, packed.
  ///
  /// What corrects what is read apart. After the last run, ``pass(to:)`` is due.
  ///
  /// - Parameters:
  ///   - bytes: The packed facts.
  ///   - start: The first event of the run.
  ///   - size: Events from this one on are left out.
  ///   - own: Takes the sequence of each event about a lab, of which nothing more is packed.
  /// - Returns: Whether they could be read to their end.
  package mutating func record(
    packedOthers bytes: [UInt8],
    from start: Int,
    below size: Int,
    own: (Int) throws -> Void
  ) rethrows -> Bool {
    guard reports.begin(bytes, from: start, below: size) else { return false }
    return try NarrowFacts.read(bytes, from: start) { header in
      guard header.sequence < size else { return true }
      guard let cis = header.cis else {
        try own(header.sequence)
        return true
      }
      guard header.isReport else { return record(header, about: cis, in: bytes) }
      reports.record(header, about: cis)
      return true
    }
  }

  private mutating func record(
    _ header: NarrowFacts.Header,
    about cis: CIS,
    in bytes: [UInt8]
  ) -> Bool {
    guard let fact = header.recordedFact(in: bytes) else { return false }
    products[cis, default: []].append(fact)
    return true
  }

  /// Makes room for so many packed facts.
  package mutating func reserve(_ facts: Int, reports count: Int = 0) {
    lists.reserve(facts)
    reports.reserve(count)
  }

  /// Reads that a product is known from an event on, whatever that says.
  package mutating func record(mentionOf cis: CIS, at sequence: Int) {
    lists.mention(cis, at: sequence)
  }

  /// Reads that an event is about a product, which decides no list and corrects nothing.
  package mutating func record(other sequence: Int, about cis: CIS) {
    lists.mention(cis, at: sequence)
    products[cis, default: []].append(RecordedFact(mentionAt: sequence))
  }

  /// Passes over events that say nothing, up to so many; what was packed until there can be asked now.
  package mutating func pass(to knownAt: KnownAt) {
    self.knownAt = knownAt
    lists.sort()
    reports.sort()
    guard kept == .everything else { return }
    // Of each run those that decide lists came first.
    for cis in products.keys { products[cis]?.sort { $0.sequence < $1.sequence } }
  }

  /// Makes ready for many questions; what is read later is asked as before.
  package mutating func placeMilestones() {
    lists.placeMilestones()
  }

  /// The products whose facts, without reports of stock, are meant.
  package func products(where isMeant: ([RecordedFact]) -> Bool) -> [CIS] {
    products.filter { isMeant($0.value) }.map(\.key)
  }

  /// What the first events say, of those that were read.
  public func history(_ knownAt: KnownAt) -> History {
    History(
      knownAt: knownAt,
      voidedBy: corrections.voidedBy(at: knownAt),
      numbers: lists.order.filter { lists.first[$0] < knownAt.size },
      lists: lists,
      products: isNarrow ? nil : products,
      reports: reports,
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
      products: isNarrow ? nil : products,
      reports: reports,
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
      lists: FactTable(),
      products: [:],
      reports: FactTable(),
      labs: [lab: facts],
      own: []
    )
  }

  /// Every fact that was read about a product, void ones too, by sequence.
  package func facts(about cis: CIS) -> [RecordedFact] {
    if isNarrow { return lists.facts(about: cis, knownAt) }
    return FactTable.merged(products[cis] ?? [], reports.facts(about: cis, knownAt))
  }

  /// Every fact that was read about a lab, void ones too, by sequence.
  package func facts(about lab: Lab) -> [RecordedFact] { labs[lab] ?? [] }

  /// The products that any event is about, sorted.
  package var subjects: [CIS] { lists.order.map { lists.products[$0] } }
}
