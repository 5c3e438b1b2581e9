/// A row of a run: its entries, then the first key of the next row, then a sum over all of it and its place.
struct RunRow {
  /// How many words stand behind the entries.
  static let trailer = 2
  /// What the last row has for the first key of the next: no key is so large.
  static let end = UInt64(1) << 40

  /// The entries, the next key, the sum.
  let words: [UInt64]

  /// The least key that a row answers for: of the first row of a run 0, whatever its first entry.
  static func first(_ entries: [UInt64], _ place: Range<Int>) -> UInt64 {
    place.lowerBound == 0 ? 0 : RunEntry.key(of: entries[place.lowerBound])
  }

  /// Cuts a row out of the sorted entries of a run.
  init(_ entries: [UInt64], _ place: Range<Int>, _ kind: RunTable.Kind, _ run: RunTable.Run) {
    let next =
      place.upperBound == entries.count ? Self.end : RunEntry.key(of: entries[place.upperBound])
    var words = Array(entries[place])
    words.append(next)
    words.append(Self.sum(words[...], kind, run))
    self.words = words
  }

  /// Takes what is stored; nil where it is not what was written there.
  init?(_ bytes: UnsafeBufferPointer<UInt8>, _ kind: RunTable.Kind, _ run: RunTable.Run) {
    guard bytes.count % 8 == 0, bytes.count / 8 >= Self.trailer else { return nil }
    let raw = UnsafeRawBufferPointer(bytes)
    words = (0..<bytes.count / 8).map {
      raw.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self)
    }
    guard words.last == Self.sum(words.dropLast(), kind, run) else { return nil }
  }

  /// The first key of the next row.
  var next: UInt64 { words[words.count - Self.trailer] }

  private static func sum(
    _ words: ArraySlice<UInt64>,
    _ kind: RunTable.Kind,
    _ run: RunTable.Run
  ) -> UInt64 {
    WordSum.of(words, at: UInt64(kind.rawValue) << 8 | UInt64(run.level), UInt64(run.position))
  }
}
