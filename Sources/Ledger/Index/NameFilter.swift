import GRDB

/// Says of nearly every name that a run does not have that it does not: a Bloom filter of one word a name.
///
/// A new event has a name that no run has, so that this is what nearly every append asks; without it each run
/// would have to be looked into.
struct NameFilter: Equatable {
  private(set) var words: [UInt64]

  /// The filter of sorted entries.
  init(_ entries: [UInt64]) {
    words = Array(repeating: 0, count: max(entries.count / 4, 1))
    for entry in entries {
      let key = RunEntry.key(of: entry)
      words[word(of: key)] |= Self.bits(of: key)
    }
  }

  /// Takes what is stored; nil when there is none, or it is none.
  init?(of run: RunTable.Run, _ db: Database) throws {
    let row = try RawStatement(
      "SELECT words FROM index_filter WHERE level = ? AND position = ?",
      db
    )
    defer { row.reset() }
    try row.bind(run.level, run.position)
    guard try row.step() else { return nil }
    guard let stored = StoredWords(row.bytes(0)), stored.count == run.count / 4 + 1 else {
      return nil
    }
    words = Array(stored.dropLast())
    guard stored.last == sum(run) else { return nil }
  }

  /// A filter that was altered would call a known name new.
  private func sum(_ run: RunTable.Run) -> UInt64 {
    WordSum.of(words[...], at: UInt64(run.level), UInt64(run.position))
  }

  func insert(of run: RunTable.Run, _ db: Database) throws {
    let insertion = try RawStatement(
      "INSERT OR REPLACE INTO index_filter (level, position, words) VALUES (?, ?, ?)",
      db
    )
    try insertion.bind(run.level, run.position)
    try (words + [sum(run)]).withUnsafeBytes { bytes in
      try insertion.bind(bytes, at: 3)
      try insertion.run()
    }
  }

  static func delete(of run: RunTable.Run, _ db: Database) throws {
    let deletion = try RawStatement(
      "DELETE FROM index_filter WHERE level = ? AND position = ?",
      db
    )
    try deletion.bind(run.level, run.position)
    try deletion.run()
  }

  /// Whether a name may be there; false is certain.
  func mayHave(_ key: UInt64) -> Bool {
    let bits = Self.bits(of: key)
    return words[word(of: key)] & bits == bits
  }

  private func word(of key: UInt64) -> Int {
    Int((key &* UInt64(words.count)) >> 40)
  }

  /// Four bits of a word.
  private static func bits(of key: UInt64) -> UInt64 {
    let mixed = key &* 0x9e37_79b9_7f4a_7c15
    return 1 << (mixed >> 58) | 1 << (mixed >> 52 & 63) | 1 << (mixed >> 46 & 63)
      | 1 << (mixed >> 40 & 63)
  }
}
