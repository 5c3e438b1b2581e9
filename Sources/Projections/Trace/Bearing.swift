import Declarations

/// How an event about a product bears on its row on a day.
public enum Bearing: Sendable, Equatable {
  /// It sets a field of the row.
  case decides
  /// A later one decides what it once decided; its sequence.
  case superseded(by: Int)
  /// It is void; the sequence of the event that voids it.
  case void(by: Int)
  /// It takes effect after the day.
  case pending
  /// It bears on nothing that the row says.
  case aside
}

extension Blame {
  /// Whether an event sets a field of the row as it is; what turned it in the past does not.
  func isSetting(_ sequence: Int) -> Bool {
    fields.contains { $0.key != "since" && $0.evidence.contains(sequence) }
  }
}

extension History {
  /// How an event about a product bears on its row, for which `blame` was asked.
  func bearing(
    of sequence: Int,
    _ product: ProductHistory?,
    _ blame: Blame,
    asOf day: LegalDate
  ) -> Bearing {
    if let voidedBy = voidedBy[sequence] { return .void(by: voidedBy) }
    if blame.isSetting(sequence) { return .decides }
    guard let product else { return .aside }
    let bearings = [
      product.statuses.bearing(of: sequence, on: day),
      product.marketings.bearing(of: sequence, on: day),
      product.descriptions.bearing(of: sequence, on: day),
      product.operators.bearing(of: sequence, on: day),
      withdrawalBearing(of: sequence, product, on: day),
    ]
    return bearings.compactMap(\.self).first ?? .aside
  }

  /// A request to leave stands until a later status answers it.
  private func withdrawalBearing(
    of sequence: Int,
    _ product: ProductHistory,
    on day: LegalDate
  ) -> Bearing? {
    if let bearing = product.withdrawals.bearing(of: sequence, on: day) { return bearing }
    // A product that is out already is asked off the list in vain; nothing answers that.
    guard let status = product.statuses.last(on: day),
      let request = product.withdrawals.last(on: day), request.sequence == sequence,
      (request.effectiveOn, request.sequence) < (status.effectiveOn, status.sequence)
    else { return nil }
    return .superseded(by: status.sequence)
  }
}

extension Timeline {
  /// How a fact bears among those of its kind; nil when it is none of them, or the last.
  fileprivate func bearing(of sequence: Int, on day: LegalDate) -> Bearing? {
    guard let entry = entries.first(where: { $0.sequence == sequence }) else { return nil }
    guard entry.effectiveOn <= day, let last = last(on: day) else { return .pending }
    return last.sequence == sequence ? nil : .superseded(by: last.sequence)
  }
}
