import Declarations
import GRDB
import MerkleLog
import Projections

extension EventIndex {
  /// Throws the index away and builds it again from the events, each run once, at its final size.
  ///
  /// What is kept meanwhile is twenty-four bytes an event of one run, and what of it moves lists.
  ///
  /// - Returns: The index, which goes on from there.
  /// - Throws: ``LedgerError`` that names the sequence of an event that cannot be read, or the two that have one
  ///   name.
  @discardableResult
  static func rebuild(size: Int, root: Hash, _ db: Database) throws -> EventIndex {
    for table in tables where table != "index_state" {
      try db.execute(sql: "DELETE FROM \(table)")
    }
    var index = EventIndex(complete: 0, try RunTable(db), db)
    try index.readFilters()
    for run in RunTable.runs(of: size) { try index.rebuild(run) }
    let reached = index.size
    try index.readOpen(to: size)
    for sequence in reached..<size {
      let event = try EventTable.withBody(at: sequence, db) { try IndexedEvent.read(sequence, $0) }
      try index.checkIsNew(event.name, sequence)
    }
    try bind(size: size, root: root, db)
    return index
  }

  private mutating func rebuild(_ run: RunTable.Run) throws {
    var reading = RunReading(run)
    var others = OtherTile(from: run.start)
    try EventTable.forEachBody(in: run.events, db) { sequence, bytes in
      let event = try IndexedEvent.read(sequence, bytes)
      reading.take(event, sequence)
      if let other = event.other { others.take(other) }
      guard (sequence + 1) % RunTable.smallest == 0 else { return }
      try others.write(db)
      others = OtherTile(from: sequence + 1)
    }
    let entries = reading.entries.map { $0.sorted() }
    try checkNames(entries[RunTable.Kind.name.rawValue], run)
    try add(entries, run)
    var targets: [Int: Int] = [:]
    for (sequence, corrected) in reading.corrections {
      guard let target = try find(corrected) else { continue }
      targets[sequence] = target
      reading.take(correctionOf: target, sequence)
    }
    let corrections = reading.entries[RunTable.Kind.correction.rawValue].sorted()
    try table.insert(corrections, .correction, run)
    let subjects = reading.entries[RunTable.Kind.subject.rawValue]
    var deciding = reading.deciding[...]
    for start in stride(from: run.start, to: run.events.upperBound, by: RunTable.smallest) {
      var tile = ListTile(from: start)
      while let sequence = deciding.first, sequence < start + RunTable.smallest {
        deciding.removeFirst()
        let event = try EventTable.event(at: sequence, db)
        tile.take(event, IndexedEvent(event), correcting: targets[sequence])
      }
      let place = start - run.start
      let own = subjects[place..<place + RunTable.smallest]
      tile.products = try products.firsts(among: own, of: tile.tile, db)
      try tile.writeLists(db)
    }
  }

  /// Looks for a name that another event has, in the run or before it.
  private mutating func checkNames(_ entries: [UInt64], _ run: RunTable.Run) throws {
    for (entry, next) in zip(entries, entries.dropFirst())
    where RunEntry.key(of: entry) == RunEntry.key(of: next) {
      let (first, second) = (RunEntry.place(of: entry), RunEntry.place(of: next))
      try Self.checkAreTwo(run.start + first, run.start + second, db)
    }
    guard size > 0 else { return }
    for entry in entries {
      try checkIsNew(RunEntry.key(of: entry), run.start + RunEntry.place(of: entry))
    }
  }

  private mutating func checkIsNew(_ key: UInt64, _ sequence: Int) throws {
    let db = db
    _ = try first(ofNameKey: key) { first in
      if first < sequence { try Self.checkAreTwo(first, sequence, db) }
      return false
    }
  }

  private static func checkAreTwo(_ first: Int, _ second: Int, _ db: Database) throws {
    guard try Self.name(of: first, db) == Self.name(of: second, db) else { return }
    throw LedgerError(
      .damaged,
      Wording(
        fr: "Les événements \(first) et \(second) portent la même source et le même id.",
        en: "Events \(first) and \(second) have the same source and id."
      )
    )
  }
}

/// What the events of one run are found by, gathered in one walk over their bytes.
struct RunReading {
  private let run: RunTable.Run
  /// The entries of each kind, in the order of the events.
  private(set) var entries: [[UInt64]]
  /// The events that correct one, with its name.
  private(set) var corrections: [(sequence: Int, corrected: [UInt8])] = []
  /// The events that lists depend on.
  private(set) var deciding: [Int] = []

  init(_ run: RunTable.Run) {
    self.run = run
    entries = Array(repeating: [], count: RunTable.Kind.allCases.count)
    for kind in RunTable.Kind.allCases where kind != .correction {
      entries[kind.rawValue].reserveCapacity(run.count)
    }
  }

  mutating func take(_ event: IndexedEvent, _ sequence: Int) {
    event.append(to: &entries, at: sequence - run.start, correcting: nil)
    if let corrected = event.corrected { corrections.append((sequence, corrected)) }
    if event.decidesLists { deciding.append(sequence) }
  }

  mutating func take(correctionOf target: Int, _ sequence: Int) {
    let entry = RunEntry.make(UInt64(target), at: sequence - run.start)
    entries[RunTable.Kind.correction.rawValue].append(entry)
  }
}
