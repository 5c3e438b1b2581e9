// The journal of everything that was sent. Of what was recorded it keeps the outcome and the hash
// of the bytes as sent; of everything else the bytes themselves, so that nothing sent is ever lost.

import Declarations
import Foundation
import GRDB
import MerkleLog

/// The entries that one append leaves in the journal.
struct Journal {
  private struct Entry {
    let delivery: Delivery
    let result: AppendSession.Result
  }

  let actor: String
  let file: String
  private var entries: [Entry] = []

  init(actor: String, file: String) {
    self.actor = actor
    self.file = file
  }

  mutating func add(_ delivery: Delivery, _ result: AppendSession.Result) {
    entries.append(Entry(delivery: delivery, result: result))
  }

  /// Writes the entries.
  ///
  /// - Parameters:
  ///   - db: The connection, in a transaction.
  ///   - now: When it was received.
  ///   - isRecorded: False when the whole input was turned back: its good lines are then withheld.
  func write(to db: Database, at now: Instant, isRecorded: Bool) throws {
    for entry in entries {
      switch entry.result {
      case .recorded(_, let sequence) where isRecorded:
        try insert(entry.delivery, "recorded", sequence: sequence, to: db, at: now)
      case .recorded:
        try insert(entry.delivery, "refused", refusal: Self.withheld, to: db, at: now)
      case .duplicate(_, let sequence):
        try insert(entry.delivery, "duplicate", sequence: sequence, to: db, at: now)
      case .refused(let refusal):
        try insert(entry.delivery, "refused", refusal: refusal, to: db, at: now)
      }
    }
  }

  /// Writes the entry of a file that was imported.
  func write(
    imported file: (name: String, length: Int, digest: Hash),
    to db: Database,
    at now: Instant
  ) throws {
    try insert(
      [
        try nextID(db), now.recordedText, actor, file.name, nil, "imported", nil,
        Data(file.digest.bytes), file.length, nil, nil, nil, nil, nil, nil,
      ],
      db
    )
  }

  private func insert(
    _ delivery: Delivery,
    _ outcome: String,
    sequence: Int? = nil,
    refusal: Refusal? = nil,
    to db: Database,
    at now: Instant
  ) throws {
    try insert(
      [
        try nextID(db), now.recordedText, actor, file, delivery.line, outcome, sequence,
        Data(delivery.digest.bytes), delivery.length, refusal == nil ? nil : Data(delivery.bytes),
        refusal?.rule.rawValue, refusal?.field, refusal?.value, refusal?.message.french,
        refusal?.message.english,
      ],
      db
    )
  }

  private func insert(_ values: StatementArguments, _ db: Database) throws {
    try db.cachedStatement(
      sql: """
        INSERT INTO intake (id, receivedat, actor, file, line, outcome, sequence, sha256, length,
          body, rule, field, value, french, english)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: values)
  }

  private func nextID(_ db: Database) throws -> Int {
    let statement = try db.cachedStatement(sql: "SELECT coalesce(max(id), -1) + 1 FROM intake")
    return try Int.fetchOne(statement) ?? 0
  }

  private static let withheld = Refusal(
    .withheld,
    Wording(
      fr:
        "La ligne était bonne, mais une autre du même envoi ne l'était pas : rien n'a été "
        + "enregistré. --keep-going enregistre les bonnes.",
      en:
        "The line was good, but another of the same input was not: nothing was recorded. "
        + "--keep-going records the good ones."
    )
  )
}
