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
    knownAt = KnownAt(size: knownAt.size + 1)
    corrections.record(event)
    switch event.submission.subject {
    case .product(let cis):
      products[cis, default: []].append(RecordedFact(event, keeping: kept))
    case .lab(let lab) where kept == .everything:
      labs[lab, default: []].append(RecordedFact(event, keeping: kept))
    default: break
    }
  }

  /// What the first events say, of those that were read.
  public func history(_ knownAt: KnownAt) -> History {
    let voidedBy = corrections.voidedBy(at: knownAt)
    func known<Subject>(_ facts: [Subject: [RecordedFact]]) -> [Subject: [RecordedFact]] {
      facts.compactMapValues { facts in
        let known = facts.prefix { $0.sequence < knownAt.size }
        return known.isEmpty ? nil : Array(known)
      }
    }
    return History(
      knownAt: knownAt,
      voidedBy: voidedBy,
      products: known(products).mapValues { ProductHistory($0, voidedBy: voidedBy) },
      labs: known(labs).mapValues { facts in facts.filter { voidedBy[$0.sequence] == nil } }
    )
  }
}
