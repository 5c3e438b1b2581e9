public import CanonicalJSON
public import Declarations

/// How the published list (*liste publiée*) differs from the current list (*liste en vigueur*) on a
/// day: ANSM publishes rarely, and both are answers.
public struct PublishedDiff: Sendable {
  /// Why a product is on one of the two lists only.
  public enum Reason: String, Sendable, CaseIterable {
    /// Published, and not marketed on the day.
    case notMarketed = "not-marketed"
    /// Published, and not authorised on the day.
    case notAuthorised = "not-authorised"
    /// Published, and taken off since.
    case removed
    /// Current, declared by a lab and not published yet.
    case declared
    /// Current, by a decision of ANSM that is not published yet.
    case decided
    /// Current, and left out of the last publication, which is younger than what qualifies it.
    case omitted
  }

  /// A product that is on one of the two lists only.
  public struct Row: Sendable {
    /// The product as it stands.
    public let row: ListRow
    /// Why.
    public let reason: Reason
    /// The sequence of the event that makes the reason; nil where it is so by default.
    public let because: Int?

    /// The row as answers carry it.
    public var json: JSONObject {
      var object = row.json
      object["reason"] = .string(reason.rawValue)
      object["because"] = because.map { .integer(Int64($0)) }
      return object
    }
  }

  /// How many products are published.
  public private(set) var publishedCount = 0
  /// How many are current.
  public private(set) var currentCount = 0
  /// How many are both: `publishedCount` − published only, and `currentCount` − current only.
  public private(set) var commonCount = 0
  /// The products that are published and not current, by CIS.
  public private(set) var publishedOnly: [Row] = []
  /// The products that are current and not published, by CIS.
  public private(set) var currentOnly: [Row] = []

  /// Compares the two lists of a day.
  public init(_ history: History, asOf day: LegalDate) {
    let lastPublication = history.lastPublication(by: day)
    for cis in history.subjects {
      let state = history.state(of: cis, asOf: day)
      let isPublished = history.isPublished(cis, asOf: day)
      publishedCount += isPublished ? 1 : 0
      currentCount += state.isListed ? 1 : 0
      commonCount += isPublished && state.isListed ? 1 : 0
      guard isPublished != state.isListed else { continue }
      let (reason, because) =
        isPublished ? Self.missing(state) : Self.ahead(state, history, lastPublication)
      let row = Row(row: ListRow(state), reason: reason, because: because)
      if isPublished { publishedOnly.append(row) } else { currentOnly.append(row) }
    }
  }

  /// Why a published product is not current: the condition that names its state.
  private static func missing(_ state: ProductState) -> (Reason, Int?) {
    switch state.name {
    case .qualifiedNotAuthorised: (.notAuthorised, state.authorised.evidence)
    case .qualifiedNotMarketed: (.notMarketed, state.marketed.evidence)
    default: (.removed, state.qualified.evidence)
    }
  }

  /// Why a current product is not published: a publication since left it out, else who qualified it.
  ///
  /// It was no publication: the last one about it would have it on its list.
  private static func ahead(
    _ state: ProductState,
    _ history: History,
    _ lastPublication: LegalDate?
  ) -> (Reason, Int?) {
    let qualifiedOn = history.facts(of: state.cis)?.facts
      .first { $0.sequence == state.qualified.evidence }?.effectiveOn
    if let qualifiedOn, let lastPublication, qualifiedOn < lastPublication {
      return (.omitted, state.qualified.evidence)
    }
    return (state.origin == .ansm ? .decided : .declared, state.qualified.evidence)
  }
}

extension History {
  /// The day of the last publication that put a product on the list or took one off.
  fileprivate func lastPublication(by day: LegalDate) -> LegalDate? {
    subjects.compactMap { facts(of: $0)?.publications.last(on: day)?.effectiveOn }.max()
  }
}
