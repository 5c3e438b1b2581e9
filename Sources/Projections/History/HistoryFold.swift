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
  private var products: [CIS: [RecordedFact]] = [:]
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
    corrections.record(event)
    keep(event)
  }

  /// Reads the next event, the sequence of its target being known.
  package mutating func record(_ event: Event, correcting target: Int?) {
    corrections.record(event.sequence, correcting: target)
    keep(event)
  }

  private mutating func keep(_ event: Event) {
    knownAt = KnownAt(size: knownAt.size + 1)
    switch event.submission.subject {
    case .product(let cis):
      products[cis, default: []].append(RecordedFact(event, keeping: kept))
    case .lab(let lab) where kept == .everything:
      labs[lab, default: []].append(RecordedFact(event, keeping: kept))
    case .ledger: own.append(event)
    default: break
    }
  }

  /// Reads the next event that lists depend on, in its narrow form; those that were left out on the way
  /// move none.
  package mutating func record(_ narrow: NarrowFact) {
    knownAt = KnownAt(size: narrow.sequence + 1)
    corrections.record(narrow.sequence, correcting: narrow.target)
    if let (cis, fact) = narrow.product { products[cis, default: []].append(fact) }
  }

  /// Reads that a product is known from an event on, whatever that says.
  package mutating func record(mentionOf cis: CIS, at sequence: Int) {
    if products[cis] == nil { products[cis] = [RecordedFact(mentionAt: sequence)] }
  }

  /// Reads an event about the ledger itself, of which the narrow form says only that it is there.
  package mutating func record(aboutTheLedger event: Event) {
    own.append(event)
  }

  /// Passes over events that move no list, up to so many.
  package mutating func pass(to knownAt: KnownAt) {
    self.knownAt = knownAt
  }

  /// What the first events say, of those that were read.
  public func history(_ knownAt: KnownAt) -> History {
    let voidedBy = corrections.voidedBy(at: knownAt)
    return History(
      knownAt: knownAt,
      voidedBy: voidedBy,
      products: known(products, at: knownAt).mapValues { ProductHistory($0, voidedBy: voidedBy) },
      labs: known(labs, at: knownAt).mapValues { facts in
        facts.filter { voidedBy[$0.sequence] == nil }
      },
      own: own.filter { $0.sequence < knownAt.size && voidedBy[$0.sequence] == nil }
    )
  }

  /// What the first events say about a few products alone, which costs no more than those.
  package func history(_ knownAt: KnownAt, about subjects: Set<CIS>) -> History {
    var facts: [CIS: [RecordedFact]] = [:]
    for cis in subjects { facts[cis] = products[cis] }
    facts = known(facts, at: knownAt)
    let voidedBy = corrections.voidedBy(among: facts.values.joined().map(\.sequence).sorted())
    return History(
      knownAt: knownAt,
      voidedBy: voidedBy,
      products: facts.mapValues { ProductHistory($0, voidedBy: voidedBy) },
      labs: [:],
      own: []
    )
  }

  /// What the first events say about one lab alone.
  package func history(_ knownAt: KnownAt, about lab: Lab) -> History {
    let facts = known([lab: labs[lab] ?? []], at: knownAt)[lab] ?? []
    let voidedBy = corrections.voidedBy(among: facts.map(\.sequence))
    let inForce = facts.filter { voidedBy[$0.sequence] == nil }
    return History(
      knownAt: knownAt,
      voidedBy: voidedBy,
      products: [:],
      labs: facts.isEmpty ? [:] : [lab: inForce],
      own: []
    )
  }

  /// Every fact that was read about a product, void ones too, by sequence.
  package func facts(about cis: CIS) -> [RecordedFact] { products[cis] ?? [] }

  /// Every fact that was read about a lab, void ones too, by sequence.
  package func facts(about lab: Lab) -> [RecordedFact] { labs[lab] ?? [] }

  /// The products that any event is about, sorted.
  package var subjects: [CIS] { products.keys.sorted() }

  private func known<Subject>(
    _ facts: [Subject: [RecordedFact]],
    at knownAt: KnownAt
  ) -> [Subject: [RecordedFact]] {
    facts.compactMapValues { facts in
      let known = facts.prefix { $0.sequence < knownAt.size }
      return known.isEmpty ? nil : Array(known)
    }
  }
}
