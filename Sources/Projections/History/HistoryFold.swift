public import Declarations

/// Events as they are read, from which the history of any earlier size can be made.
public struct HistoryFold: Sendable {
  /// How many events it has read.
  public private(set) var knownAt = KnownAt(size: 0)
  private var corrections = Corrections()
  private var facts: [CIS: [ProductHistory.Recorded]] = [:]

  /// A fold that has read nothing.
  public init() {}

  /// Reads the next event.
  public mutating func record(_ event: Event) {
    knownAt = KnownAt(size: knownAt.size + 1)
    corrections.record(event)
    guard let cis = event.submission.subject.cis else { return }
    facts[cis, default: []].append(ProductHistory.Recorded(event))
  }

  /// What the first events say, of those that were read.
  public func history(_ knownAt: KnownAt) -> History {
    let voidedBy = corrections.voidedBy(at: knownAt)
    let known = facts.mapValues { $0.prefix { $0.sequence < knownAt.size } }
    return History(
      knownAt: knownAt,
      voidedBy: voidedBy,
      products: known.filter { !$0.value.isEmpty }
        .mapValues { ProductHistory(Array($0), voidedBy: voidedBy) }
    )
  }
}
