#if PostgreSQL
import CPQ
import Declarations
import Dispatch
import Glibc
import Ledger

/// What a server answered to a statement that it did not carry out.
struct ServerError: Error {
  /// The five characters that name the reason; empty where the connection is gone.
  let state: String
  let text: String

  /// Whether there is no connection any more, or it is not known what became of the statement.
  ///
  /// 25P03: the server ended a transaction in which nothing was said for too long; 40003: it does not know itself.
  var isConnectionLost: Bool {
    state.isEmpty || state.hasPrefix("08") || state.hasPrefix("57P")
      || ["25P03", "40003"].contains(state)
  }
  /// Somebody else came first, or the server asks to begin again.
  var isConflict: Bool { ["40001", "40P01"].contains(state) }
  /// The server does not have what was asked for, or does not know the words.
  var isUnsupported: Bool { ["0A000", "42601"].contains(state) }
}

/// One connection to a server, by libpq.
///
/// Values travel as bytes both ways: numbers as eight, the highest first.
final class Connection {
  /// A value that a statement is given.
  enum Value {
    case absent
    case integer(Int)
    case text(String)
    case bytes([UInt8])
  }

  /// For how long the answer to a statement is waited for.
  private let patience: Duration
  let pointer: OpaquePointer
  /// The warnings that came with the last statement.
  private var warnings = Warnings()

  private final class Warnings {
    var texts: [String] = []
  }

  init(to address: String, patience: Duration) throws(ServerError) {
    self.patience = patience
    // What stands before the address gives way to it.
    let settings = [
      ("fallback_application_name", "mitm"), ("connect_timeout", "10"), ("keepalives_idle", "10"),
      ("tcp_user_timeout", "30000"), ("dbname", address),
    ]
    let connection = Self.withStrings(settings.map(\.0)) { keys in
      Self.withStrings(settings.map(\.1)) { values in PQconnectdbParams(keys, values, 1) }
    }
    guard let connection else { throw ServerError(state: "", text: "out of memory") }
    pointer = connection
    guard PQstatus(connection) == CONNECTION_OK else {
      throw ServerError(state: "", text: Self.message(of: connection))
    }
    // What is sent waits for the server no longer than its answer does.
    PQsetnonblocking(connection, 1)
    PQsetNoticeReceiver(
      connection,
      { warnings, result in
        guard let warnings, let text = PQresultErrorMessage(result),
          let severity = PQresultErrorField(result, Int32(UInt8(ascii: "V"))),
          String(cString: severity) == "WARNING"
        else { return }
        Unmanaged<Warnings>.fromOpaque(warnings).takeUnretainedValue()
          .texts.append(Connection.oneLine(String(cString: text)))
      },
      Unmanaged.passUnretained(warnings).toOpaque()
    )
  }

  deinit { PQfinish(pointer) }

  /// Whether libpq can read an address: what it says of one that it cannot has the password in it.
  static func canRead(_ address: String) -> Bool {
    guard let parsed = PQconninfoParse(address, nil) else { return false }
    PQconninfoFree(parsed)
    return true
  }

  private static func withStrings<Result>(
    _ strings: [String],
    _ work: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return (copies.map { UnsafePointer($0) } + [nil]).withUnsafeBufferPointer {
      // swift-format-ignore: NeverForceUnwrap
      // Never empty: the last one is nil.
      work($0.baseAddress!)
    }
  }

  private static func message(of connection: OpaquePointer) -> String {
    oneLine(String(cString: PQerrorMessage(connection)))
  }

  private static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private var isLost: Bool { PQstatus(pointer) != CONNECTION_OK }

  func failure(_ rows: Rows? = nil) -> ServerError {
    let state = isLost ? "" : rows?.state ?? "XX000"
    return ServerError(state: state, text: Self.message(of: pointer))
  }

  // MARK: Statements

  /// Carries out a statement.
  ///
  /// - Returns: The rows, in binary.
  @discardableResult
  func run(_ sql: String, _ values: [Value] = []) throws(ServerError) -> Rows {
    warnings.texts = []
    try send(sql, values)
    return try answer()
  }

  /// Carries out statements that may be several, without values, which are sent in one message.
  ///
  /// - Returns: The rows of the last.
  @discardableResult
  func run(script: String) throws(ServerError) -> Rows {
    warnings.texts = []
    guard PQsendQuery(pointer, script) == 1 else { throw failure() }
    return try answer()
  }

  /// Commits.
  ///
  /// - Returns: The warnings that came with it: a wait for the standby that was cut short is no error to the server.
  func commit() throws(ServerError) -> [String] {
    try run(script: "COMMIT")
    return warnings.texts
  }

  func send(_ sql: String, _ values: [Value]) throws(ServerError) {
    let storage = values.map(\.bytes)
    // One buffer, so that every pointer into it holds while libpq copies.
    let bytes = storage.compactMap(\.self).joined() + [0]
    let isSent = bytes.withUnsafeBytes { buffer in
      var place = 0
      let pointers = storage.map { value -> UnsafePointer<CChar>? in
        defer { place += value?.count ?? 0 }
        guard value != nil else { return nil }
        return buffer.baseAddress?.advanced(by: place).assumingMemoryBound(to: CChar.self)
      }
      let lengths = storage.map { Int32($0?.count ?? 0) }
      let formats = [Int32](repeating: 1, count: values.count)
      let count = Int32(values.count)
      return PQsendQueryParams(pointer, sql, count, nil, pointers, lengths, formats, 1)
    }
    guard isSent == 1 else { throw failure() }
  }

  /// The answer to the statement.
  @discardableResult
  func answer() throws(ServerError) -> Rows {
    var rows: Rows?
    var error: ServerError?
    while let answer = try result() {
      switch answer.status {
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK: rows = answer
      case PGRES_COPY_OUT: return answer
      default: error = error ?? failure(answer)
      }
    }
    if let error { throw error }
    guard let rows else { throw failure() }
    return rows
  }

  /// The next result; after `patience` the server is asked to stop, and says what became of it.
  func result() throws(ServerError) -> Rows? {
    try wait { PQisBusy($0) == 1 }
    return PQgetResult(pointer).map { Rows($0) }
  }

  /// Sends what is left and receives, until there is what is waited for.
  func wait(while isBusy: (OpaquePointer) -> Bool) throws(ServerError) {
    var deadline = ContinuousClock.now + patience
    var isCancelled = false
    while true {
      let unsent = PQflush(pointer)
      guard unsent >= 0 else { throw failure() }
      guard isBusy(pointer) else { return }
      let events = unsent == 1 ? POLLIN | POLLOUT : POLLIN
      var socket = pollfd(fd: PQsocket(pointer), events: Int16(events), revents: 0)
      if poll(&socket, 1, 250) > 0 {
        guard PQconsumeInput(pointer) == 1 else { throw failure() }
      } else if ContinuousClock.now > deadline {
        guard !isCancelled, cancel() else {
          throw ServerError(state: "", text: "no answer within \(patience * 2)")
        }
        isCancelled = true
        deadline += patience
      }
    }
  }

  /// Asks the server to stop, by another connection, which may hang as the first one does.
  private func cancel() -> Bool {
    guard let request = PQgetCancel(pointer) else { return false }
    nonisolated(unsafe) let question = request
    // Written before the signal, and read behind it.
    nonisolated(unsafe) var isSent = false
    let ended = DispatchSemaphore(value: 0)
    // It ends by itself, some time after nobody waits for it any more.
    DispatchQueue.global().async {
      var text = [CChar](repeating: 0, count: 256)
      isSent = PQcancel(question, &text, 256) == 1
      PQfreeCancel(question)
      ended.signal()
    }
    return ended.wait(timeout: .now() + 10) == .success && isSent
  }
}

extension Connection.Value {
  /// As it travels; nil where it is absent.
  fileprivate var bytes: [UInt8]? {
    switch self {
    case .absent: nil
    case .integer(let number): withUnsafeBytes(of: Int64(number).bigEndian) { Array($0) }
    case .text(let text): Array(text.utf8)
    case .bytes(let bytes): bytes
    }
  }
}
#endif
