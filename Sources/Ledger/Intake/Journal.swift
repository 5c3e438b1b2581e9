// The journal of everything that was sent. Of what was recorded it keeps the outcome and the hash
// of the bytes as sent; of everything else the bytes themselves, so that nothing sent is ever lost.
// No event vouches for a row, so each carries the SHA-256 of its own columns.

import Declarations
import Foundation
import GRDB
import MerkleLog

/// The entries that one append leaves in the journal.
struct Journal {
  private struct Entry {
    let line: Int
    let length: Int
    let digest: Hash
    let kept: Range<UInt64>?
    let result: AppendSession.Result
  }

  let actor: String
  let file: String
  private let spool: Spool
  private var entries: [Entry] = []

  init(of ledger: String, actor: String, file: String) throws {
    self.actor = actor
    self.file = file
    spool = try Spool(for: ledger)
  }

  /// Notes what became of a submission.
  ///
  /// `isFinal` says that what is recorded stays so; else its bytes are kept until that is known.
  mutating func add(
    _ delivery: Delivery,
    _ result: AppendSession.Result,
    isFinal: Bool
  ) throws {
    var isKept = !isFinal
    if case .refused = result { isKept = true }
    entries.append(
      Entry(
        line: delivery.line,
        length: delivery.length,
        digest: delivery.digest,
        kept: isKept ? try spool.write(delivery.bytes) : nil,
        result: result
      )
    )
  }

  /// Writes the entries, in the transaction of the append.
  ///
  /// `isRecorded` is false when the whole input was turned back: its good lines are then withheld.
  func write(to db: Database, at now: Instant, isRecorded: Bool) throws {
    for entry in entries {
      switch entry.result {
      case .recorded(_, let sequence) where isRecorded:
        try insert(entry, "recorded", sequence: sequence, to: db, at: now)
      case .recorded:
        try insert(entry, "refused", refusal: Self.withheld, to: db, at: now)
      case .duplicate(_, let sequence):
        try insert(entry, "duplicate", sequence: sequence, to: db, at: now)
      case .refused(let refusal):
        try insert(entry, "refused", refusal: refusal, to: db, at: now)
      }
    }
  }

  /// Writes the entry of a file that was imported, of which nothing has to be put aside.
  static func write(
    imported file: (name: String, length: Int, digest: Hash),
    by actor: String,
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
    _ entry: Entry,
    _ outcome: String,
    sequence: Int? = nil,
    refusal: Refusal? = nil,
    to db: Database,
    at now: Instant
  ) throws {
    let body = try refusal == nil ? nil : entry.kept.map(spool.read)
    try Self.insert(
      [
        try Self.nextID(db), now.recordedText, actor, file, entry.line, outcome, sequence,
        Data(entry.digest.bytes), entry.length, body, refusal?.rule.rawValue, refusal?.field,
        refusal?.value, refusal?.message.french, refusal?.message.english,
      ],
      db
    )
  }

  private static let columns = [
    "id", "receivedat", "actor", "file", "line", "outcome", "sequence", "sha256", "length", "body",
    "rule", "field", "value", "french", "english",
  ]

  /// The digest of a row, in SQL: the columns in their order as hex() of their bytes, - where one is
  /// NULL, with commas between.
  static let digest =
    "sha256("
    + columns.map { "iif(\($0) IS NULL, '-', hex(\($0)))" }.joined(separator: " || ',' || ") + ")"

  private static func insert(_ values: StatementArguments, _ db: Database) throws {
    let row = columns.map { "? AS \($0)" }.joined(separator: ", ")
    try db.cachedStatement(
      sql: """
        INSERT INTO intake (\(columns.joined(separator: ", ")), digest)
        SELECT *, \(digest) FROM (SELECT \(row))
        """
    ).execute(arguments: values)
  }

  private static func nextID(_ db: Database) throws -> Int {
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
