import Declarations
import Foundation
import GRDB
import MerkleLog

/// A batch of another log, on its way into a file; nothing of it is believed.
struct LogIntake {
  private let batch: LogBatch
  private let head: LogHead
  private let key: VerifierKey
  private let db: Database
  private var tree: MerkleFrontier
  private var index: EventIndex
  private var last: Instant?

  init(of batch: LogBatch, at head: LogHead, _ key: VerifierKey, _ db: Database) throws {
    self.batch = batch
    self.head = head
    self.key = key
    self.db = db
    let stored = try LedgerWriter.Kept(of: head.size, db)
    (tree, index, last) = (stored.tree, stored.index, stored.last)
  }

  /// Writes it.
  ///
  /// - Returns: The tree and the index behind it.
  mutating func write() throws -> LedgerWriter.Kept {
    var checkpoints = batch.checkpoints[...]
    try writeCheckpoints(&checkpoints)
    for bytes in batch.events {
      try write(bytes)
      try writeCheckpoints(&checkpoints)
    }
    if let early = checkpoints.first { throw Self.wrong(checkpoint: early.size) }
    for (place, entry) in batch.entries.enumerated() { try write(entry, at: head.entries + place) }
    try EventIndex.bind(size: tree.size, root: tree.root, db)
    return LedgerWriter.Kept(tree: tree, index: index, last: last)
  }

  private mutating func write(_ bytes: [UInt8]) throws {
    let event = try EventTable.event(tree.size, bytes)
    guard try index.find(event.submission.reference) == nil else {
      throw Self.refused(
        "l'événement \(tree.size) porte le nom d'un autre, \(event.submission.reference)",
        "event \(tree.size) has the name of another, \(event.submission.reference)"
      )
    }
    guard last.map({ $0 < event.recordedAt }) ?? true else {
      throw Self.refused(
        "l'événement \(tree.size) est enregistré avant celui qui le précède",
        "event \(tree.size) was recorded before the one in front of it"
      )
    }
    try EventTable.append(bytes, to: &tree, db)
    try index.record(event)
    last = event.recordedAt
  }

  /// Those over as many events as there are now.
  private func writeCheckpoints(_ checkpoints: inout ArraySlice<StoredCheckpoint>) throws {
    while let next = checkpoints.first, next.size == tree.size {
      guard next.root == tree.root, next.isSigned(with: key.text) else {
        throw Self.wrong(checkpoint: next.size)
      }
      try CheckpointTable.insert(next, db)
      checkpoints.removeFirst()
    }
  }

  private func write(_ entry: LogEntry, at place: Int) throws {
    try Self.require(entry, at: place)
    try Journal.put(entry.values.map(\.databaseValue), db)
  }

  /// Refuses an entry that stands in another place than it says, or is not what it says of itself.
  static func require(_ entry: LogEntry, at place: Int) throws {
    guard entry.values.count == Journal.columns.count + 1,
      entry.values.first == .integer(Int64(place)),
      entry.digest == Journal.digest(of: entry.values.dropLast().map(\.databaseValue))
    else {
      throw refused(
        "l'entrée \(place) de son journal n'est pas ce qu'elle dit d'elle-même",
        "entry \(place) of its journal is not what it says of itself"
      )
    }
  }

  static func wrong(checkpoint size: Int) -> LedgerError {
    refused(
      "le point de contrôle de \(size) événements n'est pas signé, ou ne l'est pas sur ces événements",
      "the checkpoint over \(size) events is not signed, or not over these events"
    )
  }

  private static func refused(_ french: String, _ english: String) -> LedgerError {
    LedgerError(
      .damaged,
      Wording(
        fr: "Rien n'est repris de l'autre journal : \(french).",
        en: "Nothing is taken from the other log: \(english)."
      )
    )
  }
}
