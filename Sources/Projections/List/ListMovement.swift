public import Declarations

/// A product that came on a list on a day, or went off it.
public struct ListMovement: Sendable {
  /// The product.
  public let cis: CIS
  /// The first day on which it is on the list, or no longer is.
  public let day: LegalDate
  /// Whether it came.
  public let entered: Bool
  /// The event that moved it; of several, the last.
  public let sequence: Int
  /// The type of that event.
  public let type: EventType
}

extension History {
  /// Everything that moved a list up to a day, by day, then by the sequence of what moved it.
  public func movements(of list: ListKind, until day: LegalDate) -> [ListMovement] {
    subjects.flatMap { movements(of: $0, on: list).filter { $0.day <= day } }
      .sorted { ($0.day, $0.sequence, $0.cis) < ($1.day, $1.sequence, $1.cis) }
  }

  /// The days on which any answer about a product's lists may change, by day.
  package func listDays(of cis: CIS) -> [LegalDate] {
    facts(of: cis)?.listDays ?? []
  }

  /// How one product came and went, by day.
  public func movements(of cis: CIS, on list: ListKind) -> [ListMovement] {
    guard let product = facts(of: cis) else { return [] }
    var movements: [ListMovement] = []
    var isOn = false
    for day in product.listDays {
      let isOnNow =
        list == .current ? product.isListed(on: day) : product.isPublished(on: day)
      guard isOnNow != isOn else { continue }
      isOn = isOnNow
      let movers =
        list == .current
        ? product.turners(on: day)
        : [product.publications.last(on: day)?.sequence].compactMap(\.self)
      let mover = product.facts.last { movers.contains($0.sequence) }
      guard let mover, let type = mover.fact?.type else { continue }
      movements.append(
        ListMovement(cis: cis, day: day, entered: isOn, sequence: mover.sequence, type: type)
      )
    }
    return movements
  }
}

extension ProductHistory {
  /// The days on which any answer about lists may change.
  var listDays: [LegalDate] {
    Set(facts.filter { $0.fact != nil }.map(\.effectiveOn)).sorted()
  }

  /// Whether it stands on the published list on a day.
  func isPublished(on day: LegalDate) -> Bool {
    publications.last(on: day)?.value.entered ?? false
  }
}
