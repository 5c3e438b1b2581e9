import Declarations
import Foundation
import GRDB

extension LedgerReader: LogSource {
  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public func identity() throws -> LogIdentity {
    try LogIdentity(origin: origin, verifierKey: verifierKey)
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public func head() throws -> LogHead {
    var head = LogHead.none
    try snapshot { head = try LogRows.head($0) }
    return head
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public func checkpoint(at size: Int) throws -> StoredCheckpoint? {
    try read { try CheckpointTable.at(size: size, $0) }
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public func batch(after head: LogHead, limit count: Int) throws -> LogBatch {
    var batch = LogBatch()
    try snapshot { batch = try LogRows.batch(after: head, limit: count, $0) }
    return batch
  }
}

/// The rows of a file that are truth, as they travel.
enum LogRows {
  static func head(_ db: Database) throws -> LogHead {
    let entries = try Journal.nextID(db)
    let signed = try CheckpointTable.last(db)
    return LogHead(
      size: try EventTable.size(db),
      entries: entries,
      signed: signed?.size ?? -1,
      root: signed?.root,
      lastEntry: try Journal.digest(at: entries - 1, db)
    )
  }

  static func batch(
    after head: LogHead,
    limit count: Int,
    weight largest: Int = LogBatch.largestWeight,
    _ db: Database
  ) throws -> LogBatch {
    var batch = LogBatch()
    let end = min(head.size + count, try EventTable.size(db))
    try EventTable.forEachWhole(in: head.size..<max(head.size, end), db) { _, bytes in
      batch.events.append(bytes)
    }
    let rows = try Row.fetchCursor(
      db,
      sql: "SELECT \(Journal.allColumns) FROM intake WHERE id >= ? ORDER BY id LIMIT ?",
      arguments: [head.entries, count]
    )
    var weight = 0
    while weight < largest, let row = try rows.next() {
      let entry = LogEntry(values: row.databaseValues.map(LogEntry.Value.init))
      weight += entry.weight
      batch.entries.append(entry)
    }
    batch.checkpoints = try CheckpointTable.all(after: head.signed, upTo: end, db)
    return batch
  }
}

extension LogEntry.Value {
  init(_ value: DatabaseValue) {
    switch value.storage {
    case .null: self = .absent
    case .int64(let number): self = .integer(number)
    case .double(let number): self = .text(String(number))
    case .string(let text): self = .text(text)
    case .blob(let data): self = .bytes(Array(data))
    }
  }

  var databaseValue: DatabaseValue {
    switch self {
    case .absent: .null
    case .integer(let number): number.databaseValue
    case .text(let text): text.databaseValue
    case .bytes(let bytes): Data(bytes).databaseValue
    }
  }
}
