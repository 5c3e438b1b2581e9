/// A row of a run: its entries, then the first key of the next row, then a sum over all of it and its place.
struct RunRow<Words: RandomAccessCollection<UInt64>> where Words.Index == Int {
  /// How many words stand behind the entries.
  private static var trailer: Int { 2 }

  /// The entries, the next key, the sum.
  let words: Words

  /// The entries.
  var entries: Words.SubSequence { words.dropLast(Self.trailer) }

  /// The first key of the next row.
  var next: UInt64 { words[words.endIndex - Self.trailer] }

  private static func sum(
    _ words: some RandomAccessCollection<UInt64>,
    _ kind: RunTable.Kind,
    _ run: RunTable.Run
  ) -> UInt64 {
    WordSum.of(words, at: UInt64(kind.rawValue) << 8 | UInt64(run.level), UInt64(run.position))
  }
}

extension RunRow<[UInt64]> {
  /// The least key that a row answers for: of the first row of a run 0, whatever its first entry.
  static func first(_ entries: [UInt64], _ place: Range<Int>) -> UInt64 {
    place.lowerBound == 0 ? 0 : RunEntry.key(of: entries[place.lowerBound])
  }

  /// Cuts a row out of the sorted entries of a run.
  init(_ entries: [UInt64], _ place: Range<Int>, _ kind: RunTable.Kind, _ run: RunTable.Run) {
    let next =
      place.upperBound == entries.count ? RunEntry.end : RunEntry.key(of: entries[place.upperBound])
    var words = Array(entries[place])
    words.append(next)
    words.append(Self.sum(words, kind, run))
    self.words = words
  }
}

extension RunRow<StoredWords> {
  /// Takes what is stored; nil where it is not what was written there.
  init?(_ bytes: UnsafeBufferPointer<UInt8>, _ kind: RunTable.Kind, _ run: RunTable.Run) {
    guard let words = StoredWords(bytes), words.count >= Self.trailer,
      words.last == Self.sum(words.dropLast(), kind, run)
    else { return nil }
    self.words = words
  }
}
