// Recorded events are read by the million: their bytes are looked at eight at a time.

extension Span<UInt8> {
  /// Whether a word stands at a place.
  func holds(_ word: StaticString, at start: Int) -> Bool {
    let length = word.utf8CodeUnitCount
    guard start >= 0, start <= count - length else { return false }
    let expected = UnsafeRawPointer(word.utf8Start)
    // The last eight bytes may overlap those before them; shorter words go byte by byte.
    guard length >= 8 else {
      return (0..<length).allSatisfy { self[start + $0] == word.utf8Start[$0] }
    }
    var offset = 0
    while true {
      let eight = expected.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      if eightBytes(at: start + offset) != eight { return false }
      if offset == length - 8 { return true }
      offset = Swift.min(offset + 8, length - 8)
    }
  }

  /// The end of a text from a place on in which nothing is escaped and everything is printable ASCII: the first byte that
  /// is a quote, a backslash or not printable; else the end of the bytes, or the place where that is beyond it.
  func endOfPlainText(from start: Int) -> Int {
    end(from: start, where: { Self.endsText($0) || !(0x20...0x7E).contains($0) }) { word in
      // A byte from 0x7F on has its highest bit, or gets it by one more; one below 0x20 borrows.
      Self.quoteOrBackslash(word) | word | (word &+ Self.ones) | (word &- Self.ones &* 0x20)
    }
  }

  /// The first quote or backslash from a place on; else the end of the bytes, or the place where that is beyond it.
  func quoteOrBackslash(from start: Int) -> Int {
    end(from: start, where: Self.endsText, Self.quoteOrBackslash)
  }

  /// The first byte from a place on that is meant.
  ///
  /// - Parameters:
  ///   - start: The place.
  ///   - isMeant: Whether a byte is meant.
  ///   - marks: The highest bit of each of eight bytes: set for the first that is meant and for none before it; what
  ///     else is set does not count.
  /// - Returns: Its place; else the end of the bytes, or the place where that is beyond it.
  private func end(
    from start: Int,
    where isMeant: (UInt8) -> Bool,
    _ marks: (UInt64) -> UInt64
  ) -> Int {
    var place = start
    while place <= count - 8 {
      let marked = marks(UInt64(littleEndian: eightBytes(at: place))) & Self.highest
      if marked != 0 { return place + marked.trailingZeroBitCount / 8 }
      place += 8
    }
    while place < count, !isMeant(self[place]) { place += 1 }
    return place
  }

  private func eightBytes(at place: Int) -> UInt64 {
    bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
  }

  private static func endsText(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  /// Marks by their highest bits the quotes and backslashes of eight bytes, up to the first of each.
  private static func quoteOrBackslash(_ word: UInt64) -> UInt64 {
    func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }
    return zeros(word ^ ones &* 0x22) | zeros(word ^ ones &* 0x5C)
  }

  private static var ones: UInt64 { 0x0101_0101_0101_0101 }
  private static var highest: UInt64 { 0x8080_8080_8080_8080 }
}
