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

  package static func + (left: CSV, right: CSV) -> CSV {
    CSV(records: left.records + right.records)
  }

  /// A cell that a spreadsheet would take for a formula gets an apostrophe in front.
  package var text: String {
    records.map { $0.map(Self.cell).joined(separator: ",") + "\r\n" }.joined()
  }

  private static func cell(_ text: String) -> String {
    let isFormula = text.utf8.first.map { "=+-@\t\r".utf8.contains($0) } ?? false
    let safe = isFormula ? "'" + text : text
    guard safe.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return safe }
    var quoted = String.UnicodeScalarView()
    for scalar in safe.unicodeScalars {
      // Scalar by scalar: a quote with a mark on it is a quote all the same.
      if scalar == "\"" { quoted.append(scalar) }
      quoted.append(scalar)
    }
    return "\"" + String(quoted) + "\""
  }
}

extension Sequence<CSV> {
  /// All records, one after the other.
  package func joined() -> CSV {
    CSV(records: flatMap(\.records))
  }
}
