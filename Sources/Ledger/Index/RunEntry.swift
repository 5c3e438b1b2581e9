/// An entry of a run: the key of an event in forty bits, and its place in the run in the twenty-four below, so
/// that entries in their order are sorted by key, then by sequence.
enum RunEntry {
  /// The highest key.
  static let keyLimit: UInt64 = 1 << 40 - 1
  /// What the last row has for the first key of the next: no key is so large.
  static let end: UInt64 = 1 << 40
  private static let placeBits: UInt64 = 24

  static func make(_ key: UInt64, at place: Int) -> UInt64 {
    key << placeBits | UInt64(place)
  }

  static func key(of entry: UInt64) -> UInt64 { entry >> placeBits }

  static func place(of entry: UInt64) -> Int { Int(entry & (1 << placeBits - 1)) }
}
