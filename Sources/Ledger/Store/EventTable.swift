import Declarations
import Foundation
import GRDB
import MerkleLog

/// The rows of `event` and `node`.
enum EventTable {
  static func size(_ db: Database) throws -> Int {
    let statement = try db.cachedStatement(sql: "SELECT coalesce(max(sequence), -1) + 1 FROM event")
    return try Int.fetchOne(statement) ?? 0
  }

  static func event(at sequence: Int, _ db: Database) throws -> Event {
    try event(sequence, body(at: sequence, db))
  }

  /// The canonical bytes of an event.
  static func body(at sequence: Int, _ db: Database) throws -> [UInt8] {
    try withBody(at: sequence, db) { Array($0) }
  }

  /// Lends the canonical bytes of an event.
  static func withBody<Result>(
    at sequence: Int,
    _ db: Database,
    _ work: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) throws -> Result {
    let row = try RawStatement("SELECT body FROM event WHERE sequence = ?", db)
    defer { row.reset() }
    try row.bind(sequence)
    guard try row.step(), row.isBytes(0) else { throw gap(sequence) }
    return try work(row.bytes(0))
  }

  /// Lends the canonical bytes of some events, in the order of their sequence.
  ///
  /// - Throws: ``LedgerError`` at a gap; what `work` throws.
  static func forEachBody(
    in range: Range<Int>,
    _ db: Database,
    _ work: (_ sequence: Int, _ bytes: UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    try forEachRow(in: range, db) { sequence, body, _ in try work(sequence, body) }
  }

  /// Lends the canonical bytes of some events and their stored hashes, in the order of their sequence.
  ///
  /// - Throws: ``LedgerError`` at a gap; what `work` throws.
  static func forEachRow(
    in range: Range<Int>,
    _ db: Database,
    _ work: (
      _ sequence: Int, _ body: UnsafeBufferPointer<UInt8>, _ leaf: UnsafeBufferPointer<UInt8>
    ) throws -> Void
  ) throws {
    guard !range.isEmpty else { return }
    let rows = try RawStatement(
      """
      SELECT sequence, body, leaf FROM event WHERE sequence >= ? AND sequence < ? ORDER BY sequence
      """,
      db,
      isShared: false
    )
    defer { rows.reset() }
    try rows.bind(range.lowerBound, range.upperBound)
    for sequence in range {
      guard try rows.step(), rows.integer(0) == sequence, rows.isBytes(1) else {
        throw gap(sequence)
      }
      try work(sequence, rows.bytes(1), rows.bytes(2))
    }
  }

  /// The canonical bytes of some events, each compared with its stored hash, in the order of their sequence.
  ///
  /// - Throws: ``LedgerError`` at a gap or an event that was altered; what `work` throws.
  static func forEachWhole(
    in range: Range<Int>,
    _ db: Database,
    _ work: (_ sequence: Int, _ bytes: [UInt8]) throws -> Void
  ) throws {
    try forEachRow(in: range, db) { sequence, body, leaf in
      let event = Array(body)
      let isWhole = MerkleTree.leaf(event).withUnsafeBytes { $0.elementsEqual(leaf) }
      guard isWhole else { throw altered(sequence) }
      try work(sequence, event)
    }
  }

  /// Reads recorded bytes; an event that cannot be read stops everything that needs it.
  static func event(_ sequence: Int, _ bytes: [UInt8]) throws -> Event {
    do throws(Refusal) {
      let event = try Event(recorded: bytes)
      guard event.sequence == sequence else { throw EventTable.misplaced(event.sequence) }
      return event
    } catch {
      throw LedgerError(
        .damaged,
        Wording(
          fr: "L'événement \(sequence) ne peut pas être lu : \(error.message.french)",
          en: "Event \(sequence) cannot be read: \(error.message.english)"
        )
      )
    }
  }

  /// The right edge of the tree over the first events, ready to grow.
  static func frontier(of size: Int, _ db: Database) throws -> MerkleFrontier {
    try MerkleFrontier(size: size) { level, position in
      try subtree(db, level: level, position: position)
    }
  }

  /// Stores the bytes of the next event, with its leaf and the subtrees that it completes.
  static func append(_ body: [UInt8], to tree: inout MerkleFrontier, _ db: Database) throws {
    let leaf = MerkleTree.leaf(body)
    let row = try RawStatement("INSERT INTO event (sequence, body, leaf) VALUES (?, ?, ?)", db)
    try row.bind(tree.size)
    try body.withUnsafeBytes { body in
      try leaf.withUnsafeBytes { leaf in
        try row.bind(body, at: 2)
        try row.bind(leaf, at: 3)
        try row.run()
      }
    }
    try insert(tree.append(leaf: leaf), db)
  }

  /// Stores the subtrees that an event completes.
  static func insert(_ nodes: [MerkleFrontier.Subtree], _ db: Database) throws {
    let insertion = try RawStatement(
      "INSERT INTO node (level, position, hash) VALUES (?, ?, ?)",
      db
    )
    for node in nodes {
      try insertion.bind(node.level, node.position)
      try node.hash.withUnsafeBytes { hash in
        try insertion.bind(hash, at: 3)
        try insertion.run()
      }
    }
  }

  /// The hash of a perfect subtree; level 0 are the leaves.
  ///
  /// - Throws: ``LedgerError`` where it is missing, or what stands there is no hash.
  static func subtree(_ db: Database, level: Int, position: Int) throws -> Hash {
    let rows =
      if level == 0 {
        try RawStatement("SELECT leaf FROM event WHERE sequence = ?", db)
      } else {
        try RawStatement("SELECT hash FROM node WHERE level = ? AND position = ?", db)
      }
    defer { rows.reset() }
    try level == 0 ? rows.bind(position) : rows.bind(level, position)
    guard try rows.step(), let hash = Hash(bytes: UnsafeRawBufferPointer(rows.bytes(0))) else {
      throw LedgerError(
        .damaged,
        Wording(
          fr: "Le hachage de niveau \(level), position \(position), manque.",
          en: "The hash at level \(level), position \(position) is missing."
        )
      )
    }
    return hash
  }

  /// The root over the first events.
  static func root(of size: Int, _ db: Database) throws -> Hash {
    try MerkleTree.root(size: size) { level, position in
      try subtree(db, level: level, position: position)
    }
  }

  static func altered(_ sequence: Int) -> LedgerError {
    LedgerError(
      .damaged,
      Wording(
        fr:
          "L'événement \(sequence) ne peut pas être lu : ses octets ne sont pas ceux qui ont été hachés.",
        en: "Event \(sequence) cannot be read: its bytes are not those that were hashed."
      )
    )
  }

  static func gap(_ sequence: Int) -> LedgerError {
    LedgerError(
      .damaged,
      Wording(
        fr: "L'événement \(sequence) manque : la suite ne peut pas être lue.",
        en: "Event \(sequence) is missing: what follows cannot be read."
      )
    )
  }

  private static func misplaced(_ claimed: Int) -> Refusal {
    Refusal(
      .malformed,
      field: "sequence",
      value: String(claimed),
      Wording(
        fr: "il porte le numéro \(claimed).",
        en: "it carries the sequence \(claimed)."
      )
    )
  }
}
