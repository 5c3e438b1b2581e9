import Testing

@testable import Declarations

/// Eight bytes at a time, against one at a time.
@Suite struct `Bytes taken by words` {
  private func quoteOrBackslash(_ bytes: [UInt8], from start: Int) -> Int {
    bytes.span.quoteOrBackslash(from: start)
  }

  private func endOfPlainText(_ bytes: [UInt8], from start: Int) -> Int {
    bytes.span.endOfPlainText(from: start)
  }

  private func holds(_ bytes: [UInt8], _ word: StaticString, at start: Int) -> Bool {
    bytes.span.holds(word, at: start)
  }

  /// Every byte at each of the places of a word, behind and before bytes that end nothing, some that nearly do.
  @Test(arguments: [0, 1, 3, 7, 8, 9, 15, 16, 17, 30])
  func `end where the first byte is that ends them`(length: Int) {
    for filler in [0x20, 0x21, 0x23, 0x41, 0x5B, 0x5D, 0x7E] as [UInt8] {
      for start in [0, 1, 5, 8] where start <= length {
        for place in start..<max(length, start + 1) {
          for byte in 0...UInt8.max {
            var bytes = [UInt8](repeating: filler, count: length)
            if place < length { bytes[place] = byte }
            // What stands behind must not be taken for what stands before it.
            if place + 1 < length { bytes[place + 1] = byte ^ 1 }
            let quote = bytes[start...].firstIndex { $0 == 0x22 || $0 == 0x5C } ?? length
            let plain =
              bytes[start...].firstIndex {
                $0 == 0x22 || $0 == 0x5C || !(0x20...0x7E).contains($0)
              } ?? length
            if quoteOrBackslash(bytes, from: start) != quote
              || endOfPlainText(bytes, from: start) != plain
            {
              Issue.record("\(bytes) from \(start)")
            }
          }
        }
      }
    }
    let none = [UInt8](repeating: 0x41, count: length)
    #expect(quoteOrBackslash(none, from: length + 1) >= length)
    #expect(endOfPlainText(none, from: length + 1) >= length)
  }

  @Test
  func `hold a word where it stands whole`() {
    let words: [StaticString] = [
      "", "a", "abcdefg", "abcdefgh", "abcdefghi", "abcdefghabcdefgh", "abcdefghabcdefghabc",
    ]
    for word in words {
      let spelled = word.withUTF8Buffer { Array($0) }
      for start in 0..<9 {
        let before = [UInt8](repeating: 0x78, count: start)
        let whole = before + spelled
        #expect(holds(whole, word, at: start))
        #expect(holds((whole + [0x79]), word, at: start))
        #expect(!holds(whole, word, at: start + 1))
        #expect(!holds(whole, word, at: -1))
        for place in spelled.indices {
          var changed = whole
          changed[start + place] ^= 0x80
          #expect(!holds(changed, word, at: start))
          #expect(!holds(Array(whole.dropLast(place + 1)), word, at: start))
        }
      }
    }
  }
}
