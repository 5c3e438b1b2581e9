/// Records of cells, the header first: what a program computes with.
///
/// As text it is what RFC 4180 says: commas, CRLF, quotes where they are needed.
package struct CSV: Sendable {
  /// The records.
  package private(set) var records: [[String]]

  /// One record.
  package static func line(_ cells: [String]) -> CSV {
    CSV(records: [cells])
  }

  /// The records of both, one after the other.
  package static func + (left: CSV, right: CSV) -> CSV {
    CSV(records: left.records + right.records)
  }

  /// A cell that a spreadsheet would take for a formula gets an apostrophe in front.
  package var text: String {
    var bytes: [UInt8] = []
    for record in records {
      for (index, cell) in record.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.append(cell, to: &bytes)
      }
      bytes += [0x0D, 0x0A]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    var text = text
    text.withUTF8 { cell in
      let isQuoted = cell.contains(where: isSpecial)
      if isQuoted { bytes.append(UInt8(ascii: "\"")) }
      if let first = cell.first, beginsFormula(first) { bytes.append(UInt8(ascii: "'")) }
      if isQuoted {
        for byte in cell {
          // Byte by byte: a quote with a mark on it is a quote all the same.
          if byte == UInt8(ascii: "\"") { bytes.append(byte) }
          bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
      } else {
        bytes.append(contentsOf: cell)
      }
    }
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0D || byte == 0x0A
  }

  private static func beginsFormula(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D:
      true
    default: false
    }
  }
}

extension Sequence<CSV> {
  /// All records, one after the other.
  package func joined() -> CSV {
    CSV(records: flatMap(\.records))
  }
}
