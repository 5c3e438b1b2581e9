// What an append must ask before it records: is this (source, id) known, and is that event in
// force? Derived from the events and written in the append's own transaction, bound to the size and
// the root; where it does not fit them it is thrown away and built again.

import CanonicalJSON
import Crypto
import Declarations
import Foundation
import GRDB
import MerkleLog

/// The index of names and corrections.
enum KeyIndex {
  static let version = 1

  /// A known event.
  struct Known {
    let sequence: Int
    /// SHA-256 of its canonical submission.
    let submission: Hash
  }

  static func find(_ reference: EventReference, _ db: Database) throws -> Known? {
    let statement = try db.cachedStatement(
      sql: "SELECT sequence, submission FROM index_key WHERE key = ?"
    )
    guard let row = try Row.fetchOne(statement, arguments: [key(reference)]),
      let sequence = Int.fromDatabaseValue(row[0]), let digest = Data.fromDatabaseValue(row[1]),
      let submission = Hash(bytes: Array(digest))
    else { return nil }
    return Known(sequence: sequence, submission: submission)
  }

  /// The sequence of the event that an event corrects.
  static func target(of event: Event, _ db: Database) throws -> Int? {
    try event.submission.corrects.flatMap { try find($0, db)?.sequence }
  }

  /// Adds the next event.
  ///
  /// - Returns: The sequence of the event that it corrects.
  @discardableResult
  static func insert(_ event: Event, _ db: Database) throws -> Int? {
    let digest = Hash(of: event.submission.canonicalBytes)
    try db.cachedStatement(
      sql: "INSERT INTO index_key (key, sequence, submission) VALUES (?, ?, ?)"
    ).execute(
      arguments: [key(event.submission.reference), event.sequence, Data(digest.bytes)]
    )
    guard let target = try target(of: event, db) else { return nil }
    try db.cachedStatement(
      sql: "INSERT INTO index_correction (target, sequence) VALUES (?, ?)"
    ).execute(arguments: [target, event.sequence])
    return target
  }

  /// Whether the index holds what an event says.
  static func holds(_ event: Event, _ db: Database) throws -> Bool {
    let submission = event.submission
    guard let known = try find(submission.reference, db), known.sequence == event.sequence,
      known.submission == Hash(of: submission.canonicalBytes)
    else { return false }
    guard submission.corrects != nil else { return true }
    let target = try target(of: event, db)
    let statement = try db.cachedStatement(
      sql: "SELECT count(*) FROM index_correction WHERE target = ? AND sequence = ?"
    )
    return try Int.fetchOne(statement, arguments: [target, event.sequence]) == 1
  }

  /// How many rows it has, of names and of corrections.
  static func counts(_ db: Database) throws -> (keys: Int, corrections: Int) {
    let keys = try Int.fetchOne(db, sql: "SELECT count(*) FROM index_key")
    let corrections = try Int.fetchOne(db, sql: "SELECT count(*) FROM index_correction")
    return (keys ?? 0, corrections ?? 0)
  }

  /// Whether an event is in force: none of the corrections of it is.
  ///
  /// The corrections that hang on the event are gathered first and decided from the last to the
  /// first, so that a long chain costs no stack.
  static func isInForce(_ sequence: Int, _ db: Database) throws -> Bool {
    let statement = try db.cachedStatement(
      sql: "SELECT sequence FROM index_correction WHERE target = ?"
    )
    var corrections: [(sequence: Int, target: Int)] = []
    var open = [sequence]
    while let target = open.popLast() {
      for correction in try Int.fetchAll(statement, arguments: [target]) {
        corrections.append((correction, target))
        open.append(correction)
      }
    }
    var void: Set<Int> = []
    for correction in corrections.sorted(by: { $0.sequence > $1.sequence })
    where !void.contains(correction.sequence) {
      void.insert(correction.target)
    }
    return !void.contains(sequence)
  }

  // MARK: Fitting the events

  static func fits(size: Int, root: Hash, _ db: Database) throws -> Bool {
    let state = try Row.fetchOne(db, sql: "SELECT version, size, root FROM index_state")
    guard let state else { return size == 0 }
    return Int.fromDatabaseValue(state[0]) == version && Int.fromDatabaseValue(state[1]) == size
      && Data.fromDatabaseValue(state[2]) == Data(root.bytes)
  }

  static func bind(size: Int, root: Hash, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO index_state (id, version, size, root) VALUES (1, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE
        SET version = excluded.version, size = excluded.size, root = excluded.root
        """,
      arguments: [version, size, Data(root.bytes)]
    )
  }

  /// Throws the index away and builds it again from the events.
  static func rebuild(size: Int, root: Hash, _ db: Database) throws {
    try db.execute(sql: "DELETE FROM index_key; DELETE FROM index_correction")
    for sequence in 0..<size {
      let event = try EventTable.event(at: sequence, db)
      if let first = try find(event.submission.reference, db) {
        throw LedgerError(
          .damaged,
          Wording(
            fr:
              "Les événements \(first.sequence) et \(sequence) portent la même source et le même id.",
            en: "Events \(first.sequence) and \(sequence) have the same source and id."
          )
        )
      }
      try insert(event, db)
    }
    try bind(size: size, root: root, db)
  }

  /// The hash over everything that the index holds, by which two are the same.
  static func digest(_ db: Database) throws -> Hash {
    var hasher = SHA256()
    for sql in [
      "SELECT key, sequence, submission FROM index_key ORDER BY key",
      "SELECT target, sequence, x'' FROM index_correction ORDER BY target, sequence",
      "SELECT version, size, root FROM index_state",
      "SELECT root, tile, facts FROM index_list ORDER BY tile",
      "SELECT root, tile, subjects FROM index_list ORDER BY tile",
      "SELECT cis, first, x'' FROM index_product ORDER BY cis",
    ] {
      let rows = try Row.fetchCursor(db, sql: sql)
      while let row = try rows.next() {
        hasher.update(data: Array("\(row[0] as DatabaseValue)|\(row[1] as Int)|".utf8))
        hasher.update(data: row[2] as Data)
      }
    }
    return Hash(hasher.finalize())
  }

  private static func key(_ reference: EventReference) -> Data {
    Data(Hash(of: reference.text.utf8).bytes)
  }
}
