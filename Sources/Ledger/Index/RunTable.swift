import Declarations
import GRDB
import Projections

/// The rows of `index_run`: sorted runs of entries, small ones merged into larger ones as the ledger grows.
///
/// A row says itself whether it is whole and which keys it answers for, so that a row that is gone or altered is an error,
/// and never a name that is taken for new.
struct RunTable {
  /// What the keys of a run are of.
  enum Kind: Int, CaseIterable {
    case name, subject, source
    /// The sequence of the event that an event corrects; most have none.
    case correction
  }

  /// A run of events that are all there.
  struct Run: Hashable {
    let level: Int
    let position: Int

    var count: Int { RunTable.smallest << (3 * level) }
    var start: Int { position * count }
    var events: Range<Int> { start..<start + count }
  }

  /// How many events the smallest run has.
  static let smallest = NarrowFacts.run
  /// How many runs of a level make one of the next.
  private static let fan = 8
  private static let topLevel = 4
  /// How many entries a row has, unless one key has more: a quarter of a page.
  private static let rowSize = 240

  private let db: Database
  private let seek: RawStatement
  private let insertion: RawStatement
  private let deletion: RawStatement

  init(_ db: Database) throws {
    self.db = db
    seek = try RawStatement(
      """
      SELECT entries FROM index_run WHERE kind = ? AND level = ? AND position = ? AND first <= ?
      ORDER BY first DESC LIMIT 1
      """,
      db
    )
    insertion = try RawStatement(
      "INSERT INTO index_run (kind, level, position, first, entries) VALUES (?, ?, ?, ?, ?)",
      db
    )
    deletion = try RawStatement(
      "DELETE FROM index_run WHERE kind = ? AND level = ? AND position = ?",
      db
    )
  }

  /// The runs that so many events are kept in, the largest first.
  static func runs(of size: Int) -> [Run] {
    var runs: [Run] = []
    var covered = 0
    for level in (0...topLevel).reversed() {
      let count = smallest << (3 * level)
      while covered + count <= size {
        runs.append(Run(level: level, position: covered / count))
        covered += count
      }
    }
    return runs
  }

  /// The run that a run which was just completed completes in turn; nil when it completes none.
  static func completed(by run: Run) -> Run? {
    guard run.level < topLevel, run.position % fan == fan - 1 else { return nil }
    return Run(level: run.level + 1, position: run.position / fan)
  }

  /// The runs of the level below that make up a run.
  static func parts(of run: Run) -> [Run] {
    (0..<fan).map { Run(level: run.level - 1, position: run.position * fan + $0) }
  }

  /// Writes the sorted entries of a run, whatever stands in its place.
  func insert(_ entries: [UInt64], _ kind: Kind, _ run: Run) throws {
    try delete(kind, run)
    try Self.forEachRow(of: entries) { place in
      let row = RunRow(entries, place, kind, run)
      try insertion.bind(kind.rawValue, run.level, run.position, Int(RunRow.first(entries, place)))
      // Little-endian, as every machine that this is built for.
      try row.words.withUnsafeBytes { bytes in
        try insertion.bind(bytes, at: 5)
        try insertion.run()
      }
    }
  }

  private func delete(_ kind: Kind, _ run: Run) throws {
    try deletion.bind(kind.rawValue, run.level, run.position)
    try deletion.run()
  }

  /// Cuts sorted entries into rows, so that those of one key stand in one; of no entries a row says so.
  private static func forEachRow(
    of entries: [UInt64],
    _ body: (Range<Int>) throws -> Void
  ) rethrows {
    if entries.isEmpty { try body(0..<0) }
    var start = 0
    while start < entries.count {
      var end = min(start + rowSize, entries.count)
      while end < entries.count,
        RunEntry.key(of: entries[end]) == RunEntry.key(of: entries[end - 1])
      {
        end += 1
      }
      try body(start..<end)
      start = end
    }
  }

  /// How many rows sorted entries are kept in.
  static func rows(of entries: [UInt64]) -> Int {
    var count = 0
    forEachRow(of: entries) { _ in count += 1 }
    return count
  }

  /// Whether a run is stored as its sorted entries say.
  func holds(_ entries: [UInt64], _ kind: Kind, _ run: Run) throws -> Bool {
    let rows = try rows(kind, run)
    defer { rows.reset() }
    var isEqual = true
    try Self.forEachRow(of: entries) { place in
      guard isEqual, try rows.step() else { return isEqual = false }
      let row = RunRow(entries, place, kind, run)
      isEqual =
        rows.integer(0) == Int(RunRow.first(entries, place))
        && row.words.withUnsafeBytes { $0.elementsEqual(rows.bytes(1)) }
    }
    return try isEqual && !rows.step()
  }

  /// Takes the place of the runs that make up a run.
  ///
  /// - Returns: The entries of the run.
  func merge(into run: Run, _ kind: Kind) throws -> [UInt64] {
    var entries: [UInt64] = []
    entries.reserveCapacity(run.count)
    for (index, part) in Self.parts(of: run).enumerated() {
      let offset = UInt64(index * part.count)
      for entry in try self.entries(kind, part) { entries.append(entry + offset) }
      try delete(kind, part)
    }
    entries.sort()
    try insert(entries, kind, run)
    return entries
  }

  /// Every entry of a run, in order.
  ///
  /// - Throws: ``LedgerError`` when a row is gone or altered.
  func entries(_ kind: Kind, _ run: Run) throws -> [UInt64] {
    let rows = try rows(kind, run)
    defer { rows.reset() }
    var entries: [UInt64] = []
    entries.reserveCapacity(run.count)
    var next: UInt64 = 0
    while try rows.step() {
      guard let row = RunRow<StoredWords>(rows.bytes(1), kind, run),
        UInt64(exactly: rows.integer(0)) == next
      else {
        throw Self.damaged
      }
      entries += row.entries
      next = row.next
    }
    guard next == RunEntry.end else { throw Self.damaged }
    return entries
  }

  private func rows(_ kind: Kind, _ run: Run) throws -> RawStatement {
    let rows = try RawStatement(
      """
      SELECT first, entries FROM index_run WHERE kind = ? AND level = ? AND position = ? ORDER BY first
      """,
      db
    )
    try rows.bind(kind.rawValue, run.level, run.position)
    return rows
  }

  /// The sequences of the events of a run that have a key, ascending.
  ///
  /// - Throws: ``LedgerError`` when the row that would have them is gone or altered.
  func sequences(of key: UInt64, _ kind: Kind, in run: Run) throws -> [Int] {
    try seek.bind(kind.rawValue, run.level, run.position, Int(key))
    defer { seek.reset() }
    guard try seek.step(), let row = RunRow<StoredWords>(seek.bytes(0), kind, run), key < row.next
    else {
      throw Self.damaged
    }
    let entries = row.entries
    var (low, high) = (entries.startIndex, entries.endIndex)
    while low < high {
      let middle = (low + high) / 2
      if RunEntry.key(of: entries[middle]) < key { low = middle + 1 } else { high = middle }
    }
    return entries[low...].prefix { RunEntry.key(of: $0) == key }
      .map { run.start + RunEntry.place(of: $0) }
  }

  static var damaged: LedgerError {
    LedgerError(
      .damaged,
      Wording(
        fr:
          "L'index du registre est endommagé ; « mitm rebuild » le refait à partir des événements.",
        en: "The index of the ledger is damaged; “mitm rebuild” makes it again from the events."
      )
    )
  }
}
