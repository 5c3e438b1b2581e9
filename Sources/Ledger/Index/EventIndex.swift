// What an append must ask before it records: is this (source, id) known, and is that event in force? And what
// every question about one product or one lab asks: which events are about it? Derived from the events and
// written in the append's own transaction, bound to the size and the root; where it does not fit them it is
// thrown away and built again.
//
// Keys are gathered for 1,024 events and written as sorted runs (``RunTable``). Of the events behind the last
// complete run they are read from the events themselves.

import Crypto
import Declarations
import Foundation
import GRDB
import MerkleLog

/// The index of names, subjects, sources and corrections.
struct EventIndex {
  static let version = 7

  let db: Database
  let table: RunTable
  /// How many events it has.
  private(set) var size: Int
  /// How many of them are in runs.
  private var openStart: Int
  /// The entries of the events behind the last complete run, by kind, unsorted.
  private var open: [[UInt64]]
  private var lists: ListTile
  var products = KnownProducts()
  /// The filters of the complete runs; nil until so much is asked that reading them pays.
  private var filters: [RunTable.Run: NameFilter]?
  private var asked = 0

  /// How many questions are answered without filters.
  private static let patience = 32

  /// The index of the first events, which fits them.
  ///
  /// - Throws: ``LedgerError`` that names the sequence of an event that cannot be read.
  init(of size: Int, _ db: Database) throws {
    try self.init(runsOf: size, db)
    try readOpen(to: size)
  }

  /// The index of those of the first events that are in complete runs.
  init(runsOf size: Int, _ db: Database) throws {
    self.init(complete: size - size % RunTable.smallest, try RunTable(db), db)
  }

  /// The index of events of which every run is complete.
  init(complete size: Int, _ table: RunTable, _ db: Database) {
    self.db = db
    self.table = table
    self.size = size
    openStart = size
    open = Array(repeating: [], count: RunTable.Kind.allCases.count)
    lists = ListTile(from: size)
  }

  /// Reads the events behind the last complete run.
  mutating func readOpen(to size: Int) throws {
    lists.isWhole = self.size == size
    try EventTable.forEachBody(in: self.size..<size, db) { sequence, bytes in
      let event = try IndexedEvent.read(sequence, bytes)
      take(event, correcting: try event.corrected.flatMap { try find($0) })
    }
  }

  /// The complete runs, in the order of their events.
  private var runs: [RunTable.Run] { RunTable.runs(of: openStart) }

  // MARK: Asking

  /// The sequence of the event with a name; nil when there is none.
  mutating func find(_ reference: EventReference) throws -> Int? {
    try find(Array(reference.text.utf8))
  }

  /// The sequence of the event with a name, `<source>#<id>`.
  mutating func find(_ name: [UInt8]) throws -> Int? {
    let db = db
    return try first(ofNameKey: IndexedEvent.key(ofName: name)) {
      try Self.name(of: $0, db) == name
    }
  }

  /// The first event that is meant of those whose names have a key, which mostly is one.
  mutating func first(
    ofNameKey key: UInt64,
    where isMeant: (Int) throws -> Bool
  ) throws -> Int? {
    asked += 1
    if asked > Self.patience, filters == nil { try readFilters() }
    for run in runs where filters?[run]?.mayHave(key) ?? true {
      let found = try table.sequences(of: key, .name, in: run).first(where: isMeant)
      if let found { return found }
    }
    return try openSequences(of: key, .name).first(where: isMeant)
  }

  /// The sequence of the event that an event corrects.
  mutating func target(of event: Event) throws -> Int? {
    guard let corrected = event.submission.corrects else { return nil }
    return try find(corrected)
  }

  /// The sequences of the events with a key, ascending; others may be among them that share it.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - kind: Of what.
  ///   - sequence: An event that none of them comes before.
  /// - Returns: The sequences.
  /// - Throws: ``LedgerError`` when what the index has of them is damaged.
  func sequences(
    of key: UInt64,
    _ kind: RunTable.Kind,
    after sequence: Int = -1
  ) throws -> [Int] {
    var found: [Int] = []
    for run in runs where run.events.upperBound > sequence {
      found += try table.sequences(of: key, kind, in: run)
    }
    return found + openSequences(of: key, kind)
  }

  /// The sequences of the events about a product, ascending, each with whether it moves something.
  ///
  /// - Throws: ``LedgerError`` when what the index has of them is damaged.
  func sequences(about cis: CIS) throws -> [(sequence: Int, movesSomething: Bool)] {
    let found = try [true, false].flatMap { movesSomething in
      let key = IndexedEvent.key(of: .product(cis), movingNothing: !movesSomething)
      return try sequences(of: key, .subject).map { ($0, movesSomething) }
    }
    return found.sorted { $0.0 < $1.0 }
  }

  /// The sequences of the events with a key behind the last complete run.
  private func openSequences(of key: UInt64, _ kind: RunTable.Kind) -> [Int] {
    open[kind.rawValue].filter { RunEntry.key(of: $0) == key }
      .map { openStart + RunEntry.place(of: $0) }
  }

  mutating func readFilters() throws {
    var read: [RunTable.Run: NameFilter] = [:]
    for run in runs { read[run] = try NameFilter(of: run, db) }
    filters = read
  }

  /// The name of an event, `<source>#<id>`.
  static func name(of sequence: Int, _ db: Database) throws -> [UInt8] {
    try EventTable.withBody(at: sequence, db) { bytes in
      if let envelope = Envelope(bytes.span) { return envelope.name(in: bytes.span) }
      let submission = try EventTable.event(sequence, Array(bytes)).submission
      return Array(submission.reference.text.utf8)
    }
  }

  // MARK: Growing

  /// Adds the next event, which is recorded.
  mutating func record(_ event: Event) throws {
    let target = try target(of: event)
    let indexed = IndexedEvent(event)
    take(indexed, correcting: target)
    lists.take(event, indexed, correcting: target)
    if size % RunTable.smallest == 0 { try close() }
  }

  private mutating func take(_ event: IndexedEvent, correcting target: Int?) {
    event.append(to: &open, at: size - openStart, correcting: target)
    size += 1
  }

  /// Writes the run that is complete, and those that it completes.
  private mutating func close() throws {
    let closed = RunTable.Run(level: 0, position: size / RunTable.smallest - 1)
    var run = closed
    let subjects = open[RunTable.Kind.subject.rawValue]
    let entries = open.map { $0.sorted() }
    open = open.map { _ in [] }
    try add(entries, run)
    while let next = RunTable.completed(by: run) {
      let merged = try RunTable.Kind.allCases.map { try table.merge(into: next, $0) }
      for part in RunTable.parts(of: next) {
        filters?[part] = nil
        try NameFilter.delete(of: part, db)
      }
      try add(filterOf: merged, next)
      run = next
    }
    // After the runs are merged: what a correction is of is looked up in them.
    if !lists.isWhole {
      lists = ListTile(from: closed.start)
      for sequence in closed.events {
        let event = try EventTable.event(at: sequence, db)
        lists.take(event, IndexedEvent(event), correcting: try target(of: event))
      }
    }
    lists.products = try products.firsts(among: subjects[...], of: lists.tile, db)
    try lists.write(db)
    lists = ListTile(from: size)
  }

  /// Adds a run behind the others, of which every entry is at hand, sorted.
  mutating func add(_ entries: [[UInt64]], _ run: RunTable.Run) throws {
    for kind in RunTable.Kind.allCases { try table.insert(entries[kind.rawValue], kind, run) }
    try add(filterOf: entries, run)
    openStart = run.events.upperBound
    size = openStart
  }

  private mutating func add(filterOf entries: [[UInt64]], _ run: RunTable.Run) throws {
    let filter = NameFilter(entries[RunTable.Kind.name.rawValue])
    try filter.insert(of: run, db)
    filters?[run] = filter
  }
}

extension EventIndex {
  /// Whether an event is in force: none of the corrections of it is.
  func isInForce(_ sequence: Int) throws -> Bool {
    var void: Set<Int> = []
    for correction in try corrections(hangingOn: [sequence]).reversed()
    where !void.contains(correction.sequence) {
      void.insert(correction.target)
    }
    return !void.contains(sequence)
  }

  /// Events, and those that correct them, and those that correct these, ascending.
  func withCorrections(_ sequences: [Int]) throws -> [Int] {
    try Set(sequences + corrections(hangingOn: sequences).map(\.sequence)).sorted()
  }

  /// What corrects some events, and what corrects that, ascending.
  ///
  /// All are gathered before any is decided, so that a long chain costs no stack.
  private func corrections(
    hangingOn sequences: [Int]
  ) throws -> [(sequence: Int, target: Int)] {
    var all: [(sequence: Int, target: Int)] = []
    var seen = Set(sequences)
    var open = sequences
    let byTarget = sequences.count > Self.many ? try correctionsByTarget() : nil
    while let target = open.popLast() {
      let found =
        try byTarget.map { $0[target] ?? [] }
        ?? self.sequences(of: UInt64(target), .correction, after: target)
      for sequence in found {
        all.append((sequence, target))
        if seen.insert(sequence).inserted { open.append(sequence) }
      }
    }
    return all.sorted { $0.sequence < $1.sequence }
  }

  /// Of how many events on it is cheaper to read all corrections, which are few, than to look in each run for each event.
  private static let many = 64

  /// The sequences of all corrections, by what they correct.
  private func correctionsByTarget() throws -> [Int: [Int]] {
    var corrections: [Int: [Int]] = [:]
    try forEachCorrection { sequence, target in corrections[target, default: []].append(sequence) }
    return corrections
  }

  /// Every event that corrects one, with what it corrects; of one target ascending.
  func forEachCorrection(_ body: (_ sequence: Int, _ target: Int) -> Void) throws {
    func visit(_ entries: [UInt64], _ start: Int) {
      for entry in entries {
        body(start + RunEntry.place(of: entry), Int(RunEntry.key(of: entry)))
      }
    }
    for run in runs { visit(try table.entries(.correction, run), run.start) }
    visit(open[RunTable.Kind.correction.rawValue], openStart)
  }

  // MARK: Fitting the events

  /// The tables that it is kept in.
  static let tables = ["index_run", "index_filter", "index_list", "index_other", "index_state"]

  /// Whether its tables are there.
  static func isThere(_ db: Database) throws -> Bool {
    try tables.allSatisfy { try db.tableExists($0) }
  }

  static func fits(size: Int, root: Hash, _ db: Database) throws -> Bool {
    guard try isThere(db) else { return false }
    let statement = try db.cachedStatement(sql: "SELECT version, size, root FROM index_state")
    let state = try Row.fetchOne(statement)
    guard let state else { return size == 0 }
    return Int.fromDatabaseValue(state[0]) == version && Int.fromDatabaseValue(state[1]) == size
      && Data.fromDatabaseValue(state[2]) == Data(root.bytes)
  }

  /// The version of the program's index that its tables are of; nil where they do not say.
  static func version(in db: Database) throws -> Int? {
    guard try isThere(db) else { return nil }
    return try Int.fetchOne(db, sql: "SELECT version FROM index_state")
  }

  static func bind(size: Int, root: Hash, _ db: Database) throws {
    try db.cachedStatement(
      sql: """
        INSERT INTO index_state (id, version, size, root) VALUES (1, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE
        SET version = excluded.version, size = excluded.size, root = excluded.root
        """
    ).execute(arguments: [version, size, Data(root.bytes)])
  }

  /// The hash over everything that the index holds, by which two are the same.
  static func digest(_ db: Database) throws -> Hash {
    var hasher = SHA256()
    for sql in [
      "SELECT kind, level, position, first, entries FROM index_run ORDER BY kind, level, position, first",
      "SELECT level, position, words FROM index_filter ORDER BY level, position",
      "SELECT version, size, root FROM index_state",
      "SELECT tile, root FROM index_list ORDER BY tile",
      "SELECT tile, products, facts FROM index_list ORDER BY tile",
      "SELECT tile, facts FROM index_other ORDER BY tile",
    ] {
      let rows = try RawStatement(sql, db)
      defer { rows.reset() }
      while try rows.step() {
        for column in 0..<rows.columns {
          if rows.isBytes(column) {
            hasher.update(bufferPointer: UnsafeRawBufferPointer(rows.bytes(column)))
          } else {
            withUnsafeBytes(of: rows.integer(column)) { hasher.update(bufferPointer: $0) }
          }
        }
      }
    }
    return Hash(hasher.finalize())
  }
}
