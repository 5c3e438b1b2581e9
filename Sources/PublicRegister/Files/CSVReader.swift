// CSV as RFC 4180 has it: fields divided by commas, records by LF or CRLF; a field in double quotes may
// hold commas, line ends and doubled quotes. What breaks the rules is a record that cannot be read, and
// reading goes on with the next line.

/// Cuts a text of comma-separated values into records.
struct CSVReader {
  /// A record and the line on which it begins, from 1; nil fields where it cannot be read.
  struct Record {
    let line: Int
    let fields: [String]?
  }

  /// Reads all records, those that are blank left out.
  static func records(of bytes: [UInt8]) -> [Record] {
    var reader = CSVReader(rest: bytes[...])
    if reader.rest.starts(with: [0xEF, 0xBB, 0xBF]) { reader.rest = reader.rest.dropFirst(3) }
    var records: [Record] = []
    while !reader.rest.isEmpty {
      if let record = reader.next() { records.append(record) }
    }
    return records
  }

  private var rest: ArraySlice<UInt8>
  private var line = 1

  private init(rest: ArraySlice<UInt8>) {
    self.rest = rest
  }

  private mutating func next() -> Record? {
    let start = (line, rest)
    var fields: [String] = []
    while true {
      guard let field = rest.first == UInt8(ascii: "\"") ? quoted() : plain() else {
        return skipped(from: start)
      }
      fields.append(field)
      switch rest.popFirst() {
      case UInt8(ascii: ","): continue
      case UInt8(ascii: "\r") where rest.first == UInt8(ascii: "\n"): rest.removeFirst()
      case UInt8(ascii: "\n"), nil: break
      default: return skipped(from: start)
      }
      line += 1
      return fields == [""] ? nil : Record(line: start.0, fields: fields)
    }
  }

  private mutating func plain() -> String? {
    let field = rest.prefix {
      ![UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains($0)
    }
    rest = rest.dropFirst(field.count)
    return field.contains(UInt8(ascii: "\"")) ? nil : String(validating: field, as: UTF8.self)
  }

  private mutating func quoted() -> String? {
    rest.removeFirst()
    var field: [UInt8] = []
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\"") {
        guard rest.first == byte else { return String(validating: field, as: UTF8.self) }
        rest.removeFirst()
      }
      if byte == UInt8(ascii: "\n") { line += 1 }
      field.append(byte)
    }
    return nil
  }

  /// The line on which a record begins is given up, and that line only.
  private mutating func skipped(from start: (line: Int, rest: ArraySlice<UInt8>)) -> Record {
    let text = start.rest.prefix { $0 != UInt8(ascii: "\n") }
    rest = start.rest.dropFirst(text.count + 1)
    line = start.line + 1
    return Record(line: start.line, fields: nil)
  }
}
