public import CanonicalJSON
public import Declarations

/// What changed between two bases, every row with exactly one cause.
public struct ListDiff: Sendable {
  /// A product that entered, left or changed.
  public struct Change: Sendable {
    /// Its row at the first basis, whatever its state.
    public let before: ListRow
    /// Its row at the second basis, whatever its state.
    public let after: ListRow
    /// Why it differs.
    public let cause: DiffCause

    /// The keys of the row that differ.
    public var fields: [String] {
      let (old, new) = (before.content.json, after.content.json)
      let keys = Set((old.members + new.members).map(\.key))
      return keys.filter { old[$0] != new[$0] }.sorted()
    }

    /// The change as answers carry it: the row at the second basis, what differs, the row at the
    /// first basis, and the cause.
    public var json: JSONObject {
      var object = after.json
      object["before"] = .object(before.json)
      object["cause"] = .string(cause.rawValue)
      object["fields"] = .array(fields.map { .string($0) })
      return object
    }
  }

  /// The products that are listed at the second basis only, by CIS.
  public private(set) var entered: [Change] = []
  /// The products that are listed at the first basis only, by CIS.
  public private(set) var left: [Change] = []
  /// The products that are listed at both with another row, by CIS.
  public private(set) var changed: [Change] = []

  /// How many products are listed at the first basis.
  public private(set) var sizeBefore = 0
  /// How many are at the second: `sizeBefore` + entered − left.
  public private(set) var sizeAfter = 0

  /// Compares (D1, N1) with (D2, N2), N1 ≤ N2.
  ///
  /// - Parameters:
  ///   - earlier: The events known at N1.
  ///   - firstDay: D1.
  ///   - later: The events known at N2, which begin with those known at N1.
  ///   - secondDay: D2.
  public init(
    from earlier: History,
    asOf firstDay: LegalDate,
    to later: History,
    asOf secondDay: LegalDate
  ) {
    for cis in later.subjects {
      let before = earlier.state(of: cis, asOf: firstDay)
      let after = later.state(of: cis, asOf: secondDay)
      sizeBefore += before.isListed ? 1 : 0
      sizeAfter += after.isListed ? 1 : 0
      guard before.row != after.row else { continue }
      let cause = Self.cause(
        before: before,
        after: after,
        middle: later.state(of: cis, asOf: firstDay),
        foreseen: earlier.state(of: cis, asOf: secondDay),
        voided: later.voidedBy
      )
      let change = Change(before: ListRow(before), after: ListRow(after), cause: cause)
      switch (before.isListed, after.isListed) {
      case (false, _): entered.append(change)
      case (_, false): left.append(change)
      default: changed.append(change)
      }
    }
  }

  /// How many rows differ for a cause.
  public func count(of cause: DiffCause) -> Int {
    [entered, left, changed].joined().count { $0.cause == cause }
  }

  /// Whether the two lists are the same.
  public var isEmpty: Bool {
    entered.isEmpty && left.isEmpty && changed.isEmpty
  }

  /// Knowledge moves first, then the day: `middle` is the first day seen with what is known now,
  /// `foreseen` the second day seen with what was known then.
  private static func cause(
    before: ProductState,
    after: ProductState,
    middle: ProductState,
    foreseen: ProductState,
    voided: [Int: Int]
  ) -> DiffCause {
    guard before.row == middle.row else {
      return before.grounds.contains { voided[$0] != nil } ? .corrected : .recorded
    }
    return after.row == foreseen.row ? .effective : .recorded
  }
}

extension ProductState {
  /// What the current list shows of the product: nil when it is not on it, so that two products
  /// that are not listed are alike, whatever keeps them off.
  fileprivate var row: ListRow.Content? {
    isListed ? ListRow(self).content : nil
  }

  /// The events that the product's being listed rests on, or that its not being listed does: those
  /// of the conditions that fail.
  fileprivate var grounds: [Int] {
    isListed ? evidence : failingEvidence
  }
}
