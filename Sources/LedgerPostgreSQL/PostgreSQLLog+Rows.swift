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

  static func insert(_ batch: LogBatch, at head: LogHead, on connection: Connection)
    throws(ServerError)
  {
    var events: [[Connection.Value]] = []
    for (place, body) in batch.events.enumerated() {
      events.append([.integer(head.size + place), .bytes(body)])
    }
    try connection.insert(events, into: "mitm.event (sequence, body)")
    let names = columns.map(\.name).joined(separator: ", ")
    try connection.insert(
      batch.entries.map { zip($0.values, columns).map { value($0, $1.kind) } },
      into: "mitm.intake (\(names))"
    )
    try connection.insert(
      batch.checkpoints.map { checkpoint in
        [
          .integer(checkpoint.size), .bytes(checkpoint.root.bytes),
          .bytes(Array(checkpoint.note.utf8)),
        ]
      },
      into: "mitm.checkpoint (size, root, note)"
    )
  }

  private static func value(_ value: LogEntry.Value, _ kind: Kind) -> Connection.Value {
    switch value {
    case .absent: .absent
    case .integer(let number): .integer(Int(number))
    // What would be text to the server is not looked at: there a backslash means something.
    case .text(let text): kind == .characters ? .bytes(Array(text.utf8)) : .text(text)
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
    let rows = try connection.run(
      """
      SELECT head.size, head.entries, head.signed, checkpoint.root, intake.digest
      FROM mitm.head
      LEFT JOIN mitm.checkpoint ON checkpoint.size = head.signed
      LEFT JOIN mitm.intake ON intake.id = head.entries - 1
      WHERE head.id = 1
      """
    )
    guard rows.count == 1 else { throw ServerError(state: "42P01", text: "mitm.head") }
    return LogHead(
      size: rows.integer(0, 0),
      entries: rows.integer(0, 1),
      signed: rows.integer(0, 2),
      root: Hash(bytes: rows.bytes(0, 3)),
      lastEntry: Hash(bytes: rows.bytes(0, 4))
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
      let entries = try self.entries(
        head.entries..<max(head.entries, min(head.entries + count, end.entries)),
        upTo: LogBatch.largestWeight,
        connection
      )
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
    try rows(of: "event", ["sequence", "body"], range, connection) { $0[1] }
  }

  /// The beginning of a range whose entries have no more bytes than that, and one entry at least.
  private func entries(
    _ range: Range<Int>,
    upTo largest: Int,
    _ connection: Connection
  ) throws -> Range<Int> {
    // One alone cannot be too many.
    guard range.count > 1 else { return range }
    let rows = try connection.run(
      """
      SELECT id, CAST(length(body) AS bigint) FROM mitm.intake
      WHERE id >= $1 AND id < $2 AND body IS NOT NULL ORDER BY id
      """,
      [.integer(range.lowerBound), .integer(range.upperBound)]
    )
    var weight = 0
    for row in 0..<rows.count {
      weight += rows.integer(row, 1)
      if weight >= largest { return range.lowerBound..<rows.integer(row, 0) + 1 }
    }
    return range
  }

  private func entries(_ range: Range<Int>, _ connection: Connection) throws -> [LogEntry] {
    try rows(of: "intake", Self.columns.map(\.name), range, connection) { columns in
      LogEntry(values: zip(columns, Self.columns).map { Self.value($0, $1.kind) })
    }
  }

  /// The rows of a table whose first column counts them, none left out.
  private func rows<Read>(
    of table: String,
    _ names: [String],
    _ range: Range<Int>,
    _ connection: Connection,
    _ read: ([[UInt8]?]) -> Read?
  ) throws -> [Read] {
    var rows: [Read] = []
    guard !range.isEmpty else { return rows }
    let query = """
      SELECT \(names.joined(separator: ", ")) FROM mitm.\(table)
      WHERE \(names[0]) >= \(range.lowerBound) AND \(names[0]) < \(range.upperBound)
      ORDER BY \(names[0])
      """
    func take(_ columns: [[UInt8]?]) throws {
      guard columns.count == names.count else { return }
      let next = range.lowerBound + rows.count
      guard columns[0].map({ Int(received: $0) }) == next, let row = read(columns) else {
        throw gap(table, next)
      }
      rows.append(row)
    }
    do {
      try hasCopy ? connection.copy(query, take) : connection.select(query, take)
    } catch let error as ServerError where error.isUnsupported {
      hasCopy = false
      throw error
    }
    guard rows.count == range.count else { throw gap(table, range.lowerBound + rows.count) }
    return rows
  }

  private static func value(_ bytes: [UInt8]?, _ kind: Kind) -> LogEntry.Value {
    guard let bytes else { return .absent }
    return switch kind {
    case .integer: .integer(Int64(Int(received: bytes)))
    case .text, .characters: .text(String(decoding: bytes, as: UTF8.self))
    case .bytes: .bytes(bytes)
    }
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
