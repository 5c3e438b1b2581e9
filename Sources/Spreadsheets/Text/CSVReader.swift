// CSV as RFC 4180 has it, with whatever separator a spreadsheet of the country writes: fields divided by
// it, records by LF, CR or CRLF; a field in double quotes may hold separators, line ends and doubled quotes.
// What breaks the rules is a record that cannot be read, and reading goes on with the next line.

/// Cuts a text of separated values into records.
package struct CSVReader {
  /// A record.
  package struct Record {
    /// The line on which it begins, from 1.
    package let line: Int
    /// Its fields; nil where it cannot be read.
    package let fields: [String]?
  }

  private var rest: ArraySlice<UInt8>
  private var line = 1
  private let separator: UInt8
  private let encoding: TextEncoding?

  /// Prepares to read.
  ///
  /// - Parameters:
  ///   - bytes: The text; a byte order mark of UTF-8 at its beginning is no part of it.
  ///   - separator: What divides fields.
  ///   - encoding: How it is read; nil for UTF-8 alone, where a field that is none cannot be read.
  package init(
    _ bytes: [UInt8],
    separator: UInt8 = UInt8(ascii: ","),
    encoding: TextEncoding? = nil
  ) {
    rest = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    self.separator = separator
    self.encoding = encoding
  }

  /// All records, those that are blank left out.
  package static func records(of bytes: [UInt8]) -> [Record] {
    var reader = CSVReader(bytes)
    var records: [Record] = []
    while let record = reader.next() { records.append(record) }
    return records
  }

  /// The separators that people's files have.
  private static let separators = [";", "\t", ",", "|"].map { UInt8(ascii: $0) }

  /// The separator that the first lines speak for.
  ///
  /// What the first of them has most of, outside quotes, unless the next has none of it and has another:
  /// a title above the header has a comma at most.
  package static func separator(of bytes: [UInt8]) -> UInt8 {
    var lines: [[UInt8: Int]] = [[:]]
    var isQuoted = false
    var isBlank = true
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      if separators.contains(byte) { lines[lines.count - 1][byte, default: 0] += 1 }
      guard byte == 0x0A || byte == 0x0D else {
        isBlank = false
        continue
      }
      if lines.count == 10 { break }
      if !isBlank { lines.append([:]) }
      isBlank = true
    }
    if isBlank { lines.removeLast() }
    for (index, counts) in lines.enumerated() {
      guard
        let best = separators.filter({ counts[$0] != nil }).max(by: {
          counts[$0, default: 0] < counts[$1, default: 0]
        })
      else { continue }
      let next = lines.indices.contains(index + 1) ? lines[index + 1] : [:]
      if next.isEmpty || next[best] != nil { return best }
    }
    return separators[0]
  }

  /// The next record that is not blank; nil at the end.
  package mutating func next() -> Record? {
    while !rest.isEmpty {
      if let record = nextRecord() { return record }
    }
    return nil
  }

  private mutating func nextRecord() -> Record? {
    let start = (line, rest)
    var fields: [String] = []
    while true {
      guard let field = rest.first == UInt8(ascii: "\"") ? quoted() : plain() else {
        return skipped(from: start)
      }
      fields.append(field)
      switch rest.popFirst() {
      case separator: continue
      case UInt8(ascii: "\r"): if rest.first == UInt8(ascii: "\n") { rest.removeFirst() }
      case UInt8(ascii: "\n"), nil: break
      default: return skipped(from: start)
      }
      line += 1
      return fields == [""] ? nil : Record(line: start.0, fields: fields)
    }
  }

  private mutating func plain() -> String? {
    let field = rest.prefix {
      ![separator, UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains($0)
    }
    rest = rest.dropFirst(field.count)
    return field.contains(UInt8(ascii: "\"")) ? nil : text(field)
  }

  private mutating func quoted() -> String? {
    rest.removeFirst()
    var field: [UInt8] = []
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\"") {
        guard rest.first == byte else { return text(field[...]) }
        rest.removeFirst()
      }
      // The two that end a line together are one end.
      let isEnd = byte == UInt8(ascii: "\r") && rest.first != UInt8(ascii: "\n")
      if isEnd || byte == UInt8(ascii: "\n") { line += 1 }
      field.append(byte)
    }
    return nil
  }

  private func text(_ bytes: ArraySlice<UInt8>) -> String? {
    encoding.map { $0.text(of: bytes) } ?? String(validating: bytes, as: UTF8.self)
  }

  /// The line on which a record begins is given up, and that line only.
  private mutating func skipped(from start: (line: Int, rest: ArraySlice<UInt8>)) -> Record {
    let ends = [UInt8(ascii: "\n"), UInt8(ascii: "\r")]
    rest = start.rest.drop { !ends.contains($0) }
    if rest.first == UInt8(ascii: "\r") { rest.removeFirst() }
    if rest.first == UInt8(ascii: "\n") { rest.removeFirst() }
    line = start.line + 1
    return Record(line: start.line, fields: nil)
  }
}
