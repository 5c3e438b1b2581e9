/// A fact about a product where lists look for it.
struct FactEntry: Sendable {
  /// The number of its effective day.
  let day: Int32
  var kinds: FactKinds
  /// The place of its type in the catalogue.
  let type: UInt8
  /// Where what it states is packed: in which bytes, from where on.
  let pool: UInt32
  let offset: UInt32
  let sequence: Int

  /// The order in which the rules look at facts: (`effectiveOn`, `sequence`).
  static func isEarlier(_ left: FactEntry, _ right: FactEntry) -> Bool {
    (left.day, left.sequence) < (right.day, right.sequence)
  }
}
