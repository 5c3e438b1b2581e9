import Declarations
import GRDB

/// The products that the events of the complete runs are about.
///
/// Of each run of lists those are kept that no earlier event is about, in the order of their first events.
struct KnownProducts {
  /// The keys of those that are known; nil until the first run is looked at.
  private var known: Set<UInt64>?

  /// Those that stand in the index; they are read when they are needed.
  init() {}

  /// Those that the runs of lists tell which some first events stand in, out of so many; nil where such a run is missing
  /// or cannot be read.
  init?(ofEvents first: Int, of size: Int, _ db: Database) throws {
    let complete = size / RunTable.smallest
    // The run in which the first events end counts, too, if there is one.
    let runs =
      first < complete * RunTable.smallest
      ? (first + RunTable.smallest - 1) / RunTable.smallest : complete
    let sql = "SELECT count(*) FROM index_list WHERE tile < ?"
    guard try Int.fetchOne(db, sql: sql, arguments: [runs]) == runs,
      let stored = try Self.stored(before: runs, db)
    else { return nil }
    known = Set(stored.map(\.key))
  }

  /// The products that a run, which is the next, is the first to be about.
  ///
  /// - Parameters:
  ///   - subjects: The entries of its subjects, in the order of the events.
  ///   - tile: The run.
  ///   - db: Where the earlier runs are.
  /// - Returns: Entries of a run of lists.
  /// - Throws: ``LedgerError`` when what the earlier runs have is damaged.
  mutating func firsts(
    among subjects: ArraySlice<UInt64>,
    of tile: Int,
    _ db: Database
  ) throws -> [UInt64] {
    if known == nil {
      guard let stored = try Self.stored(before: tile, db) else { throw RunTable.damaged }
      known = Set(stored.map(\.key))
    }
    return subjects.compactMap { entry in
      guard let cis = IndexedEvent.product(ofSubject: RunEntry.key(of: entry)) else { return nil }
      let key = UInt64(cis.number)
      guard known?.insert(key).inserted == true else { return nil }
      return RunEntry.make(key, at: RunEntry.place(of: entry) % RunTable.smallest)
    }
  }

  /// What the first runs of lists have, each with its first event; nil when one of them cannot be read.
  static func stored(before tile: Int, _ db: Database) throws -> [(key: UInt64, first: Int)]? {
    let rows = try RawStatement(
      "SELECT tile, products FROM index_list WHERE tile < ? ORDER BY tile",
      db
    )
    defer { rows.reset() }
    try rows.bind(tile)
    var stored: [(key: UInt64, first: Int)] = []
    while try rows.step() {
      guard let firsts = firsts(in: rows.bytes(1), of: rows.integer(0)) else { return nil }
      stored += firsts
    }
    return stored
  }

  /// What a run of lists has, each with its first event; nil when it cannot be read.
  static func firsts(
    in bytes: UnsafeBufferPointer<UInt8>,
    of tile: Int
  ) -> [(key: UInt64, first: Int)]? {
    entries(bytes, of: tile)?.map {
      (RunEntry.key(of: $0), tile * RunTable.smallest + RunEntry.place(of: $0))
    }
  }

  // MARK: The form of a run

  /// The bytes of the entries of a run, a sum behind them.
  static func bytes(_ entries: [UInt64], of tile: Int) -> [UInt8] {
    let words = entries + [WordSum.of(entries[...], at: mark, UInt64(tile))]
    return words.withUnsafeBytes { Array($0) }
  }

  /// Takes what is stored; nil when it is not what was written there.
  private static func entries(
    _ bytes: UnsafeBufferPointer<UInt8>,
    of tile: Int
  ) -> Slice<StoredWords>? {
    guard tile >= 0, let words = StoredWords(bytes) else { return nil }
    let entries = words.dropLast()
    return words.last == WordSum.of(entries, at: mark, UInt64(tile)) ? entries : nil
  }

  /// What tells their sum from those of the rows of runs.
  private static let mark: UInt64 = 0xff00
}
