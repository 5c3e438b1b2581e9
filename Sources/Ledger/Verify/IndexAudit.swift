import Declarations
import GRDB
import MerkleLog
import Projections

/// The index, run by run against what it would hold if it were built again from the events.
///
/// An index that is bound to another size, root or version is thrown away before it is used, and is no
/// problem; one that claims to be of these events must hold what they say, and nothing else.
struct IndexAudit {
  private let db: Database
  /// Whether it claims to be of the events.
  let isBound: Bool
  private let table: RunTable
  /// The runs that are still to be seen from their beginning, the next last.
  private var runs: [RunTable.Run]
  /// How many runs of lists there are by the last; nil where that is not of the events, or one is missing or cannot be
  /// read before the first event that is.
  private let tiles: Int?
  private var reading: RunReading?
  private var tile: ListTile?
  private var targets: EventIndex
  /// The subjects of the run of lists, in the order of its events.
  private var subjects: [UInt64] = []
  private var products: KnownProducts
  /// How many rows the runs have that were seen.
  private var rows = 0
  /// The first event of each run, or of the ledger, that the index says something else than.
  private var wrong: [Int] = []
  private var wrongTiles: [Int] = []
  /// The first event that is read.
  private let start: Int

  init(_ db: Database, start: Int) throws {
    self.db = db
    self.start = start
    let size = try EventTable.size(db)
    let root = try? EventTable.root(of: size, db)
    isBound = try root.map { try EventIndex.fits(size: size, root: $0, db) } ?? false
    table = try RunTable(db)
    runs = isBound ? RunTable.runs(of: size).filter { $0.start >= start }.reversed() : []
    // Where the index does not fit, nothing of it is asked.
    let known = try isBound ? KnownProducts(ofEvents: start, of: size, db) : nil
    products = known ?? KnownProducts()
    tiles = known == nil ? nil : try? ListTile.count(db)
    targets = EventIndex(complete: 0, table, db)
    if isBound { try? targets = EventIndex(of: size, db) }
  }

  mutating func visit(_ event: Event, _ indexed: IndexedEvent) throws {
    guard isBound else { return }
    // An index that is damaged finds nothing, and is named below.
    let target = indexed.corrected.flatMap { corrected in
      (try? targets.find(corrected)).flatMap(\.self)
    }
    if indexed.corrected != nil, target == nil { wrong.append(event.sequence) }
    try visit(event, indexed, correcting: target)
    if event.sequence == runs.last?.start { reading = runs.last.map { RunReading($0) } }
    reading?.take(indexed, event.sequence)
    if let target { reading?.take(correctionOf: target, event.sequence) }
    guard let run = runs.last, event.sequence == run.events.upperBound - 1 else { return }
    if let reading { try check(reading.entries.map { $0.sorted() }, run) }
    (reading, runs) = (nil, runs.dropLast())
  }

  private mutating func visit(
    _ event: Event,
    _ indexed: IndexedEvent,
    correcting target: Int?
  ) throws {
    guard let tiles, event.sequence < tiles * RunTable.smallest else { return }
    let place = event.sequence % RunTable.smallest
    if place == 0 { (tile, subjects) = (ListTile(from: event.sequence), []) }
    tile?.take(event, indexed, correcting: target)
    subjects.append(RunEntry.make(indexed.subject, at: place))
    guard place == RunTable.smallest - 1, var tile else { return }
    tile.products = try products.firsts(among: subjects[...], of: tile.tile, db)
    if try !tile.isStored(db) { wrongTiles.append(event.sequence) }
    self.tile = nil
  }

  private mutating func check(_ entries: [[UInt64]], _ run: RunTable.Run) throws {
    for kind in RunTable.Kind.allCases {
      let computed = entries[kind.rawValue]
      rows += RunTable.rows(of: computed)
      if try table.holds(computed, kind, run) { continue }
      let stored = (try? table.entries(kind, run)) ?? []
      let missing = Set(computed).subtracting(stored)
        .map { RunEntry.place(of: $0) }.min()
      wrong.append(run.start + (missing ?? 0))
    }
    let filter = NameFilter(entries[RunTable.Kind.name.rawValue])
    if try NameFilter(of: run, db) != filter { wrong.append(run.start) }
  }

  func finish(_ events: Int, _ verification: inout Verification) throws {
    // Where the events themselves are wrong, the index may well be the one that is right.
    guard isBound, verification.isSound else { return }
    // Built again it is right everywhere, so that the first place is enough.
    if let sequence = wrong.min() {
      verification.add(
        .index,
        at: sequence,
        "L'index dit autre chose que l'événement \(sequence) ; « mitm rebuild » le reconstruit.",
        "The index says something else than event \(sequence); “mitm rebuild” builds it again."
      )
    }
    if let sequence = wrongTiles.first {
      verification.add(
        .index,
        at: sequence,
        "L'index des listes dit autre chose que les événements jusqu'au \(sequence) ; « mitm rebuild » le "
          + "reconstruit.",
        "The index of lists says something else than the events up to \(sequence); “mitm rebuild” builds it "
          + "again."
      )
    }
    if tiles != events / RunTable.smallest {
      verification.add(
        .index,
        "L'index des listes n'est pas entier, ou n'est pas de ces événements ; « mitm rebuild » le "
          + "reconstruit.",
        "The index of lists is not whole, or not of these events; “mitm rebuild” builds it again."
      )
    }
    guard start == 0, verification.isSound, try !isExact(events) else { return }
    verification.add(
      .index,
      "L'index a des lignes qu'aucun événement n'explique ; « mitm rebuild » le reconstruit.",
      "The index has rows that no event explains; “mitm rebuild” builds it again."
    )
  }

  /// Whether it has nothing but what the events say.
  private func isExact(_ events: Int) throws -> Bool {
    func count(_ table: String) throws -> Int {
      try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0
    }
    return try count("index_run") == rows && count("index_other") == events / RunTable.smallest
      && count("index_filter") == RunTable.runs(of: events).count
  }
}
