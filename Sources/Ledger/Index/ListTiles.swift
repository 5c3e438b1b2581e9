// What moves lists, of each run of 1,024 events that is complete. A list of any day is made from these and
// from the events behind the last run, whatever the number of events; where a run is missing or is not of
// these events, it is made from the events alone.
//
// A run depends on its events and on nothing else, so that building the index again gives the same bytes.

import Declarations
import Foundation
import GRDB
import MerkleLog
import Projections

/// The index of what moves lists, and of what each event is about.
struct ListTiles {
  /// How many events a run has.
  static let run = 1_024

  private let db: Database
  private var facts: NarrowFacts
  private var subjects: [UInt8] = []
  private var mentions: [CIS: Int] = [:]
  /// Whether the run that is being filled was seen from its beginning.
  private var isWhole: Bool

  /// Goes on behind so many events.
  init(after size: Int, _ db: Database) {
    self.db = db
    facts = NarrowFacts(from: size)
    isWhole = size % Self.run == 0
  }

  /// Takes the next event, which is recorded; writes the run that it completes.
  ///
  /// - Parameters:
  ///   - event: The event.
  ///   - target: The sequence of the event that it corrects.
  ///   - root: The root with the event.
  /// - Throws: ``LedgerError`` when the ledger cannot be read or written.
  mutating func record(_ event: Event, correcting target: Int?, _ root: @autoclosure () -> Hash)
    throws
  {
    take(event, correcting: target)
    let size = event.sequence + 1
    guard size % Self.run == 0 else { return }
    if isWhole {
      try write(size / Self.run - 1, root())
    } else {
      try Self.build(size / Self.run - 1, db)
    }
    self = ListTiles(after: size, db)
  }

  /// Takes an event without writing.
  mutating func take(_ event: Event, correcting target: Int?) {
    if case .product(let cis) = event.submission.subject, mentions[cis] == nil {
      mentions[cis] = event.sequence
    }
    if let narrow = NarrowFact(event, correcting: target) { facts.append(narrow) }
    let code = Self.code(of: event.submission.subject)
    subjects += (0..<4).map { UInt8(truncatingIfNeeded: code >> (8 * UInt32($0))) }
  }

  /// The four bytes that stand for what an event is about.
  private static func code(of subject: Subject) -> UInt32 {
    switch subject {
    case .product(let cis): cis.number
    case .ledger: ledgerCode
    default: ledgerCode - 1
    }
  }

  private static let ledgerCode = UInt32.max

  private func write(_ tile: Int, _ root: Hash) throws {
    try db.cachedStatement(
      sql: "INSERT INTO index_list (tile, root, facts, subjects) VALUES (?, ?, ?, ?)"
    ).execute(arguments: [tile, Data(root.bytes), Data(facts.bytes), Data(subjects)])
    let mention = try db.cachedStatement(
      sql: "INSERT INTO index_product (cis, first) VALUES (?, ?) ON CONFLICT (cis) DO NOTHING"
    )
    for (cis, first) in mentions {
      try mention.execute(arguments: [Int(cis.number), first])
    }
  }

  // MARK: From the events

  /// Builds the runs that are missing, and all of them where they are not of these events.
  static func catchUp(to size: Int, _ db: Database) throws {
    var reached = try count(db) ?? 0
    if reached == 0 { try clear(db) }
    while (reached + 1) * run <= size {
      try build(reached, db)
      reached += 1
    }
  }

  static func rebuild(size: Int, _ db: Database) throws {
    try clear(db)
    try catchUp(to: size, db)
  }

  private static func clear(_ db: Database) throws {
    try db.execute(sql: "DELETE FROM index_list; DELETE FROM index_product")
  }

  private static func build(_ tile: Int, _ db: Database) throws {
    try filled(tile, db).write(tile, EventTable.root(of: (tile + 1) * run, db))
  }

  private static func filled(_ tile: Int, _ db: Database) throws -> ListTiles {
    var filling = ListTiles(after: tile * run, db)
    for sequence in tile * run..<(tile + 1) * run {
      let event = try EventTable.event(at: sequence, db)
      let target = try KeyIndex.target(of: event, db)
      filling.take(event, correcting: target)
    }
    return filling
  }

  // MARK: Reading

  /// How many runs there are; nil when one is missing or the last is not of these events.
  static func count(_ db: Database) throws -> Int? {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT count(*), coalesce(max(tile), -1) + 1,
          (SELECT root FROM index_list ORDER BY tile DESC LIMIT 1) FROM index_list
        """
    )
    guard let row, let count = Int.fromDatabaseValue(row[0]),
      count == Int.fromDatabaseValue(row[1])
    else { return nil }
    if count == 0 { return 0 }
    guard count * run <= (try EventTable.size(db)), let root = Data.fromDatabaseValue(row[2]),
      Array(root) == (try EventTable.root(of: count * run, db)).bytes
    else { return nil }
    return count
  }

  /// Hands over what moves lists among the first events, as far as the runs reach.
  ///
  /// - Returns: How many events the runs have of them; nil when a run cannot be read.
  static func read(
    _ knownAt: KnownAt,
    _ db: Database,
    mention: (_ cis: CIS, _ first: Int) -> Void,
    narrow: (NarrowFact) throws -> Void
  ) throws -> Int? {
    guard let count = try count(db) else { return nil }
    let reached = min(count * run, knownAt.size)
    let products = try Row.fetchCursor(
      db,
      sql: "SELECT cis, first FROM index_product WHERE first < ?",
      arguments: [reached]
    )
    while let row = try products.next() {
      guard let cis = Int.fromDatabaseValue(row[0]).flatMap(CIS.init(number:)),
        let first = Int.fromDatabaseValue(row[1])
      else { return nil }
      mention(cis, first)
    }
    let tiles = try Row.fetchCursor(
      db,
      sql: "SELECT tile, facts FROM index_list WHERE tile * ? < ? ORDER BY tile",
      arguments: [run, reached]
    )
    while let row = try tiles.next() {
      guard let tile = Int.fromDatabaseValue(row[0]), let facts = Data.fromDatabaseValue(row[1])
      else { return nil }
      let isRead = try NarrowFacts.read(Array(facts), from: tile * run) { fact in
        if fact.sequence < knownAt.size { try narrow(fact) }
      }
      guard isRead else { return nil }
    }
    return reached
  }

  /// The sequences of the first events that are about a product, or about the ledger itself, as far as the
  /// runs reach.
  ///
  /// - Returns: The sequences, and how many events the runs have; nil when the runs do not fit.
  static func sequences(
    about cis: CIS,
    _ knownAt: KnownAt,
    _ db: Database
  ) throws -> (found: [Int], reached: Int)? {
    guard let count = try count(db) else { return nil }
    let reached = min(count * run, knownAt.size)
    var found: [Int] = []
    let tiles = try Row.fetchCursor(
      db,
      sql: "SELECT tile, subjects FROM index_list WHERE tile * ? < ? ORDER BY tile",
      arguments: [run, reached]
    )
    while let row = try tiles.next() {
      guard let tile = Int.fromDatabaseValue(row[0]), let codes = Data.fromDatabaseValue(row[1])
      else { return nil }
      codes.withUnsafeBytes { bytes in
        for place in 0..<bytes.count / 4 {
          let code = UInt32(
            littleEndian: bytes.loadUnaligned(fromByteOffset: place * 4, as: UInt32.self)
          )
          if code == cis.number || code == ledgerCode { found.append(tile * run + place) }
        }
      }
    }
    return (found.filter { $0 < reached }, reached)
  }

  // MARK: Checking

  /// Whether the run that was just completed is stored as its events say; true while one is not complete.
  mutating func checkRun(at size: Int) throws -> Bool {
    guard size % Self.run == 0 else { return true }
    defer { self = ListTiles(after: size, db) }
    guard isWhole else { return true }
    let row = try Row.fetchOne(
      db,
      sql: "SELECT facts, subjects FROM index_list WHERE tile = ?",
      arguments: [size / Self.run - 1]
    )
    return row.flatMap { Data.fromDatabaseValue($0[0]) }.map(Array.init) == facts.bytes
      && row.flatMap { Data.fromDatabaseValue($0[1]) }.map(Array.init) == subjects
  }

  /// The first mentions, as they are stored.
  static func mentions(_ db: Database) throws -> [Int: Int] {
    var mentions: [Int: Int] = [:]
    for row in try Row.fetchAll(db, sql: "SELECT cis, first FROM index_product") {
      mentions[Int.fromDatabaseValue(row[0]) ?? -1] = Int.fromDatabaseValue(row[1])
    }
    return mentions
  }
}
