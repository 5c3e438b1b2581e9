// The journal of everything that was sent. Of what was recorded it keeps the outcome and the hash
// of the bytes as sent; of everything else the bytes themselves, so that nothing sent is ever lost.
// No event vouches for a row, so each carries the SHA-256 of its own columns.

import Crypto
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

  init(of ledger: String, actor: String, file: String) {
    self.actor = actor
    self.file = file
    spool = Spool(for: ledger)
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
    let first = try Self.nextID(db)
    let received = now.recordedText
    for (place, entry) in entries.enumerated() {
      func insert(_ outcome: String, _ sequence: Int? = nil, _ refusal: Refusal? = nil) throws {
        let body = try refusal == nil ? nil : entry.kept.map(spool.read)
        try Self.insert(
          [
            (first + place).databaseValue, received.databaseValue, actor.databaseValue,
            file.databaseValue, entry.line.databaseValue, outcome.databaseValue,
            Self.value(sequence), Data(entry.digest.bytes).databaseValue,
            entry.length.databaseValue, Self.value(body), Self.value(refusal?.rule.rawValue),
            Self.value(refusal?.field), Self.value(refusal?.value),
            Self.value(refusal?.message.french), Self.value(refusal?.message.english),
          ],
          db
        )
      }
      switch entry.result {
      case .recorded(_, let sequence) where isRecorded:
        try insert("recorded", sequence)
      case .recorded:
        try insert("refused", nil, Self.withheld)
      case .duplicate(_, let sequence):
        try insert("duplicate", sequence)
      case .refused(let refusal):
        try insert("refused", nil, refusal)
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
        try nextID(db).databaseValue, now.recordedText.databaseValue, actor.databaseValue,
        file.name.databaseValue, .null, "imported".databaseValue, .null,
        Data(file.digest.bytes).databaseValue, file.length.databaseValue, .null, .null, .null,
        .null, .null, .null,
      ],
      db
    )
  }

  /// Its columns, but for the digest of them.
  static let columns = [
    "id", "receivedat", "actor", "file", "line", "outcome", "sequence", "sha256", "length", "body",
    "rule", "field", "value", "french", "english",
  ]

  /// The digest of a row, in SQL: the columns in their order as hex() of their bytes, - where one is
  /// NULL, with commas between.
  static let digest =
    "sha256("
    + columns.map { "iif(\($0) IS NULL, '-', hex(\($0)))" }.joined(separator: " || ',' || ") + ")"

  private static func insert(_ values: [DatabaseValue], _ db: Database) throws {
    let values = values.map(readable)
    try put(values + [Data(digest(of: values).bytes).databaseValue], db)
  }

  /// Puts a row in, with its digest.
  static func put(_ values: [DatabaseValue], _ db: Database) throws {
    let row = try RawStatement(insertion, db)
    for (place, value) in values.enumerated() { try row.bind(value, at: Int32(place + 1)) }
    try row.run()
  }

  private static func value(_ value: (some DatabaseValueConvertible)?) -> DatabaseValue {
    value?.databaseValue ?? .null
  }

  /// A value as it can be stored, with the symbol of NUL in place of one.
  ///
  /// For SQLite a text ends at NUL, and other stores take none. The bytes as sent have it.
  private static func readable(_ value: DatabaseValue) -> DatabaseValue {
    guard case .string(let text) = value.storage, text.utf8.contains(0) else { return value }
    return text.replacing("\0", with: "\u{2400}").databaseValue
  }

  /// Its columns as they stand in SQL, the digest too.
  static let allColumns = (columns + ["digest"]).joined(separator: ", ")

  /// Puts a row in, with its digest.
  static let insertion = """
    INSERT INTO intake (\(allColumns)) VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")), ?)
    """

  /// What ``digest`` gives in SQL.
  static func digest(of values: some Collection<DatabaseValue>) -> Hash {
    var text: [UInt8] = []
    text.reserveCapacity(512)
    for (index, value) in values.enumerated() {
      if index > 0 { text.append(UInt8(ascii: ",")) }
      switch value.storage {
      case .null: text.append(UInt8(ascii: "-"))
      case .int64(let number): append(hexOf: String(number).utf8, to: &text)
      case .double(let number): append(hexOf: String(number).utf8, to: &text)
      case .string(let string): append(hexOf: string.utf8, to: &text)
      case .blob(let data): data.withUnsafeBytes { append(hexOf: $0, to: &text) }
      }
    }
    return Hash(of: text)
  }

  private static func append(hexOf bytes: some Sequence<UInt8>, to text: inout [UInt8]) {
    func digit(_ value: UInt8) -> UInt8 {
      value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
    for byte in bytes {
      text.append(digit(byte >> 4))
      text.append(digit(byte & 15))
    }
  }

  /// The place of the next entry: how many there are.
  static func nextID(_ db: Database) throws -> Int {
    let statement = try db.cachedStatement(sql: "SELECT coalesce(max(id), -1) + 1 FROM intake")
    return try Int.fetchOne(statement) ?? 0
  }

  /// What a row says of itself; nil where there is none.
  static func digest(at place: Int, _ db: Database) throws -> Hash? {
    let statement = try db.cachedStatement(sql: "SELECT digest FROM intake WHERE id = ?")
    return try Data.fetchOne(statement, arguments: [place]).flatMap { Hash(bytes: Array($0)) }
  }

  /// What each of its rows says of itself, in order.
  static func digests(_ db: Database) throws -> [Data] {
    try Data.fetchAll(db, sql: "SELECT digest FROM intake ORDER BY id")
  }

  /// A digest over some of its rows, as they vouch for themselves: the same in a ledger and in the part of a backup.
  static func digest(of entries: Range<Int>, _ db: Database) throws -> Hash {
    let rows = try Row.fetchCursor(
      db,
      sql: "SELECT id, digest FROM intake WHERE id >= ? AND id < ? ORDER BY id",
      arguments: [entries.lowerBound, entries.upperBound]
    )
    var hasher = SHA256()
    while let row = try rows.next() {
      hasher.update(data: Data(String(Int.fromDatabaseValue(row[0]) ?? -1).utf8))
      hasher.update(data: Data.fromDatabaseValue(row[1]) ?? Data())
    }
    return Hash(hasher.finalize())
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
