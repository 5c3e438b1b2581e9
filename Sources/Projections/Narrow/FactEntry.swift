/// A fact about a product where lists look for it, in sixteen bytes: millions are walked over.
struct FactEntry: Sendable {
  /// The number of its effective day.
  let day: Int32
  /// Where what it states begins among the packed bytes of its run.
  let offset: UInt32
  /// From above its sequence in forty bits, as many as the key of a correction has in the index; its type; its kinds.
  private var word: UInt64

  init(day: Int32, kinds: FactKinds, type: UInt8, offset: Int, sequence: Int) {
    self.day = day
    self.offset = UInt32(offset)
    word = UInt64(sequence) << 24 | UInt64(type) << 16 | UInt64(kinds.rawValue)
  }

  var sequence: Int { Int(word >> 24) }

  /// The place of its type in the catalogue.
  var type: Int { Int(UInt8(truncatingIfNeeded: word >> 16)) }

  var kinds: FactKinds {
    get { FactKinds(rawValue: UInt16(truncatingIfNeeded: word)) }
    set { word = word & ~0xFFFF | UInt64(newValue.rawValue) }
  }

  /// The order in which the rules look at facts: (`effectiveOn`, `sequence`).
  static func isEarlier(_ left: FactEntry, _ right: FactEntry) -> Bool {
    (left.day, left.word) < (right.day, right.word)
  }
}
