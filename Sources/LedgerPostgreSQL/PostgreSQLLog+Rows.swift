#if PostgreSQL
import Declarations
public import Ledger
import MerkleLog

extension PostgreSQLLog {
  /// The columns of the journal, in their order, with what they are.
  private static let columns: [(name: String, kind: Kind)] = [
    ("id", .integer), ("receivedat", .text), ("actor", .characters), ("file", .characters),
    ("line", .integer), ("outcome", .text), ("sequence", .integer), ("sha256", .bytes),
    ("length", .integer), ("body", .bytes), ("rule", .text), ("field", .characters),
    ("value", .characters), ("french", .characters), ("english", .characters), ("digest", .bytes),
  ]

  private enum Kind {
    case integer, text, bytes
    /// Text that may have any character, as its bytes.
    case characters
  }

  static func insertion(of checkpoint: StoredCheckpoint) -> Connection.Statement {
    (
      "INSERT INTO mitm.checkpoint (size, root, note) VALUES ($1, $2, $3)",
      [
        .integer(checkpoint.size), .bytes(checkpoint.root.bytes),
        .bytes(Array(checkpoint.note.utf8)),
      ]
    )
  }

  static func insertions(of batch: LogBatch, at head: LogHead) -> [Connection.Statement] {
    let names = columns.map(\.name).joined(separator: ", ")
    let places = (1...columns.count).map { "$\($0)" }.joined(separator: ", ")
    return batch.events.enumerated().map { place, body in
      (
        "INSERT INTO mitm.event (sequence, body) VALUES ($1, $2)",
        [.integer(head.size + place), .bytes(body)]
      )
    }
      + batch.entries.map { entry in
        ("INSERT INTO mitm.intake (\(names)) VALUES (\(places))", entry.values.map(value))
      }
      + batch.checkpoints.map(insertion)
  }

  private static func value(_ value: LogEntry.Value) -> Connection.Value {
    switch value {
    case .absent: .absent
    case .integer(let number): .integer(Int(number))
    case .text(let text): .text(text)
    case .bytes(let bytes): .bytes(bytes)
    }
  }

  // MARK: Reading

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public func identity() throws -> LogIdentity {
    try read { connection in
      let rows = try connection.run("SELECT format, origin, verifierkey FROM mitm.ledger")
      guard rows.count == 1, rows.integer(0, 0) <= Self.format else {
        throw LedgerError(
          .unusable,
          Wording(
            fr: "« \(name) » est d'un format que ce programme ne connaît pas.",
            en: "“\(name)” is of a format that this program does not know."
          )
        )
      }
      return LogIdentity(origin: rows.text(0, 1), verifierKey: rows.text(0, 2))
    }
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public func head() throws -> LogHead {
    try read(Self.head)
  }

  private static func head(_ connection: Connection) throws -> LogHead {
    let rows = try connection.run("SELECT size, entries, signed FROM mitm.head WHERE id = 1")
    guard rows.count == 1 else { throw ServerError(state: "42P01", text: "mitm.head") }
    return LogHead(
      size: rows.integer(0, 0),
      entries: rows.integer(0, 1),
      signed: rows.integer(0, 2)
    )
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public func checkpoint(at size: Int) throws -> StoredCheckpoint? {
    try read { connection in
      let rows = try connection.run(
        "SELECT size, root, note FROM mitm.checkpoint WHERE size = $1",
        [.integer(size)]
      )
      return try rows.count == 0 ? nil : self.checkpoint(rows, 0)
    }
  }

  private func checkpoint(_ rows: Rows, _ row: Int) throws -> StoredCheckpoint {
    guard let root = Hash(bytes: rows.bytes(row, 1)) else { throw gap("checkpoint", row) }
    return StoredCheckpoint(size: rows.integer(row, 0), root: root, note: rows.text(row, 2))
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public func batch(after head: LogHead, limit count: Int) throws -> LogBatch {
    try read { connection in
      // One state of all tables, also on a standby.
      try connection.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
      let end = try Self.head(connection)
      let events = head.size..<max(head.size, min(head.size + count, end.size))
      let entries = head.entries..<max(head.entries, min(head.entries + count, end.entries))
      var batch = LogBatch()
      batch.events = try self.events(events, connection)
      batch.entries = try self.entries(entries, connection)
      let rows = try connection.run(
        "SELECT size, root, note FROM mitm.checkpoint WHERE size > $1 AND size <= $2 ORDER BY size",
        [.integer(head.signed), .integer(events.upperBound)]
      )
      batch.checkpoints = try (0..<rows.count).map { try self.checkpoint(rows, $0) }
      _ = try connection.commit()
      return batch
    }
  }

  private func events(_ range: Range<Int>, _ connection: Connection) throws -> [[UInt8]] {
    var events: [[UInt8]] = []
    guard !range.isEmpty else { return events }
    let query = """
      SELECT sequence, body FROM mitm.event
      WHERE sequence >= \(range.lowerBound) AND sequence < \(range.upperBound) ORDER BY sequence
      """
    try connection.copy(query) { columns in
      guard columns.count == 2 else { return }
      let next = range.lowerBound + events.count
      guard Self.integer(columns[0]) == next, let body = columns[1] else {
        throw gap("event", next)
      }
      events.append(body)
    }
    guard events.count == range.count else {
      throw gap("event", range.lowerBound + events.count)
    }
    return events
  }

  private func entries(_ range: Range<Int>, _ connection: Connection) throws -> [LogEntry] {
    var entries: [LogEntry] = []
    guard !range.isEmpty else { return entries }
    let names = Self.columns.map(\.name).joined(separator: ", ")
    let query = """
      SELECT \(names) FROM mitm.intake
      WHERE id >= \(range.lowerBound) AND id < \(range.upperBound) ORDER BY id
      """
    try connection.copy(query) { columns in
      guard columns.count == Self.columns.count else { return }
      let next = range.lowerBound + entries.count
      guard Self.integer(columns[0]) == next else { throw gap("intake", next) }
      entries.append(
        LogEntry(values: zip(columns, Self.columns).map { Self.value($0, $1.kind) })
      )
    }
    guard entries.count == range.count else {
      throw gap("intake", range.lowerBound + entries.count)
    }
    return entries
  }

  private static func value(_ bytes: [UInt8]?, _ kind: Kind) -> LogEntry.Value {
    guard let bytes else { return .absent }
    return switch kind {
    case .integer: .integer(Int64(integer(bytes)))
    case .text, .characters: .text(String(decoding: bytes, as: UTF8.self))
    case .bytes: .bytes(bytes)
    }
  }

  private static func integer(_ bytes: [UInt8]?) -> Int {
    let bytes = bytes ?? []
    let start = bytes.first.map { $0 >= 0x80 } ?? false ? -1 : 0
    return bytes.reduce(start) { $0 << 8 | Int($1) }
  }

  private func gap(_ table: String, _ place: Int) -> LedgerError {
    LedgerError(
      .damaged,
      Wording(
        fr:
          "« \(name) » : la ligne \(place) de mitm.\(table) manque, ou est illisible ; la suite n'est pas lue.",
        en:
          "“\(name)”: row \(place) of mitm.\(table) is missing, or cannot be read; what follows is not read."
      )
    )
  }
}
#endif
