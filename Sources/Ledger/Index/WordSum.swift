/// A sum over words that tells bytes that were altered by accident; nobody is kept from altering it on purpose.
enum WordSum {
  /// The sum of words and of their place; of nothing but zeros it is none.
  static func of(
    _ words: some RandomAccessCollection<UInt64>,
    at level: UInt64,
    _ position: UInt64
  ) -> UInt64 {
    let start = (UInt64(words.count) | 1 << 40) ^ level << 48 ^ position << 20
    return words.reduce(start) { sum, word in
      let mixed = (sum ^ word) &* 0x9e37_79b9_7f4a_7c15
      return mixed ^ (mixed >> 29)
    }
  }
}
