#if PostgreSQL
import CPQ

/// The rows that a statement gave, in binary.
final class Rows {
  private let result: OpaquePointer

  /// Takes a result over, and clears it in the end.
  init(_ result: OpaquePointer) {
    self.result = result
  }

  deinit { PQclear(result) }

  var status: ExecStatusType { PQresultStatus(result) }

  /// The five characters that name the reason of an error.
  var state: String? {
    PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) }
  }

  var count: Int { Int(PQntuples(result)) }

  /// How many rows a statement changed.
  var changed: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

  func bytes(_ row: Int, _ column: Int) -> [UInt8] {
    let count = Int(PQgetlength(result, Int32(row), Int32(column)))
    let start = UnsafeRawPointer(PQgetvalue(result, Int32(row), Int32(column)))
    return Array(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// The columns of a row; nil where one is absent.
  func columns(_ row: Int) -> [[UInt8]?] {
    (0..<PQnfields(result)).map { column in
      PQgetisnull(result, Int32(row), column) == 1 ? nil : bytes(row, Int(column))
    }
  }

  func integer(_ row: Int, _ column: Int) -> Int { Int(received: bytes(row, column)) }

  func text(_ row: Int, _ column: Int) -> String {
    String(decoding: bytes(row, column), as: UTF8.self)
  }
}

extension Int {
  /// A number of any width as it travels, the highest byte first.
  init(received bytes: some Collection<UInt8>) {
    let isNegative = bytes.first.map { $0 >= 0x80 } ?? false
    self = bytes.reduce(isNegative ? -1 : 0) { $0 << 8 | Int($1) }
  }
}
#endif
