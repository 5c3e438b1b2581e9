#if PostgreSQL
import CPQ

extension Connection {
  /// Puts rows into a table, as many in one message as fill it.
  ///
  /// A message is read by the server whole before anything of it is done, and it keeps its eye on whoever holds a transaction
  /// and does not send the rest: in a pipeline it does not.
  ///
  /// - Parameters:
  ///   - rows: The values of each row.
  ///   - table: The table, with its columns.
  /// - Throws: ``ServerError``.
  func insert(_ rows: [[Value]], into table: String) throws(ServerError) {
    var message = ""
    for row in rows {
      var values: [String] = []
      for value in row { values.append(try literal(value)) }
      message += message.isEmpty ? "INSERT INTO \(table) VALUES " : ","
      message += "(\(values.joined(separator: ",")))"
      guard message.utf8.count >= Self.messageLimit else { continue }
      try run(script: message)
      message = ""
    }
    if !message.isEmpty { try run(script: message) }
  }

  /// Behind so many bytes a message is sent.
  private static let messageLimit = 1 << 20

  /// A value as it stands in a statement.
  private func literal(_ value: Value) throws(ServerError) -> String {
    switch value {
    case .absent: return "NULL"
    case .integer(let number): return String(number)
    case .text(let text):
      guard let literal = PQescapeLiteral(pointer, text, text.utf8.count) else { throw failure() }
      defer { PQfreemem(literal) }
      return String(cString: literal)
    case .bytes(let bytes):
      var length = 0
      guard let escaped = PQescapeByteaConn(pointer, bytes, bytes.count, &length) else {
        throw failure()
      }
      defer { PQfreemem(escaped) }
      return "'\(String(cString: escaped))'"
    }
  }

  /// Reads the rows of a query in bulk, as COPY writes them.
  ///
  /// - Parameters:
  ///   - query: The query, without values.
  ///   - body: Takes the columns of each row.
  /// - Throws: ``ServerError``; what `body` throws.
  func copy(_ query: String, _ body: ([[UInt8]?]) throws -> Void) throws {
    try run("COPY (\(query)) TO STDOUT (FORMAT binary)")
    var reader = BinaryCopy()
    var fault: (any Error)?
    while let piece = try copied() {
      // What was begun is read to its end, so that the connection can be used again.
      guard fault == nil else { continue }
      do {
        if let row = try reader.row(of: piece) { try body(row) }
      } catch {
        fault = error
      }
    }
    try answer()
    if let fault { throw fault }
  }

  /// The same rows from a server that has no binary COPY, one result each.
  ///
  /// - Parameters:
  ///   - query: The query, without values.
  ///   - body: Takes the columns of each row.
  /// - Throws: ``ServerError``; what `body` throws.
  func select(_ query: String, _ body: ([[UInt8]?]) throws -> Void) throws {
    try send(query, [])
    guard PQsetSingleRowMode(pointer) == 1 else { throw failure() }
    var fault: (any Error)?
    while let row = try result() {
      switch row.status {
      // Behind the last row comes an empty result.
      case PGRES_TUPLES_OK: continue
      case PGRES_SINGLE_TUPLE where fault == nil:
        do {
          try body(row.columns(0))
        } catch {
          fault = error
        }
      case PGRES_SINGLE_TUPLE: continue
      default: fault = fault ?? failure(row)
      }
    }
    if let fault { throw fault }
  }

  /// The next piece of what is copied: one row each.
  private func copied() throws(ServerError) -> [UInt8]? {
    var buffer: UnsafeMutablePointer<CChar>?
    var count: Int32 = 0
    try wait { connection in
      count = PQgetCopyData(connection, &buffer, 1)
      return count == 0
    }
    guard count >= 0, let buffer else {
      if count == -1 { return nil }
      throw failure()
    }
    defer { PQfreemem(buffer) }
    return Array(UnsafeRawBufferPointer(start: buffer, count: Int(count)))
  }
}

/// What COPY writes in binary: a header before the first row, then of each row how many columns, and of each column its
/// length, -1 where it is absent.
private struct BinaryCopy {
  private var isBegun = false

  /// The columns of a row; nil at the end.
  mutating func row(of piece: [UInt8]) throws -> [[UInt8]?]? {
    var place = 0
    func number(_ width: Int) throws -> Int {
      guard place + width <= piece.count else { throw ServerError(state: "XX001", text: "COPY") }
      defer { place += width }
      return Int(received: piece[place..<place + width])
    }
    if !isBegun {
      // Signature and flags, then how long the rest of the header is.
      place = 15
      place += try number(4)
      isBegun = true
    }
    if place == piece.count { return [] }
    let columns = try number(2)
    guard columns >= 0 else { return nil }
    return try (0..<columns).map { _ in
      let length = try number(4)
      guard length >= 0 else { return nil }
      guard place + length <= piece.count else { throw ServerError(state: "XX001", text: "COPY") }
      defer { place += length }
      return Array(piece[place..<place + length])
    }
  }
}
#endif
