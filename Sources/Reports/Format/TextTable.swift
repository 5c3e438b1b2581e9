/// A table for people: columns as wide as their widest cell, two spaces between them.
package struct TextTable {
  /// The head of each column, in words of the program: shown as it is.
  package let header: [String]
  private let whole: Set<Int>
  /// The cells, safe to look at.
  package private(set) var rows: [[String]] = []

  /// A table with these heads; the columns in `whole` are never cut.
  package init(_ header: [String], whole: Set<Int> = []) {
    self.header = header
    self.whole = whole
  }

  /// Adds a row, with as many cells as there are heads.
  package mutating func add(_ row: [String]) {
    rows.append(row.map(PlainText.shown))
  }

  /// The lines of the table.
  ///
  /// - Parameter width: The columns of the terminal; the widest columns are cut so that a row fits.
  ///   Nil where nothing is cut, as in a file or a pipe.
  /// - Returns: The header, a rule, and a line for each row.
  package func lines(width: Int? = nil) -> [String] {
    let all = [header] + rows
    var widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    if let width { shrink(&widths, to: width) }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
    let lines = all.map { row in
      let cells = row.enumerated().map { column, cell in
        column == row.count - 1 ? cut(cell, to: widths[column]) : fit(cell, to: widths[column])
      }
      let line = cells.joined(separator: "  ")
      guard let last = line.lastIndex(where: { $0 != " " }) else { return "" }
      return String(line[...last])
    }
    return [lines[0], rule] + lines.dropFirst()
  }

  /// Takes from the widest column, one character at a time, until a row fits.
  private func shrink(_ widths: inout [Int], to width: Int) {
    var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - width
    while excess > 0 {
      let candidates = widths.indices.filter { !whole.contains($0) && widths[$0] > 10 }
      guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { return }
      widths[widest] -= 1
      excess -= 1
    }
  }

  private func fit(_ cell: String, to width: Int) -> String {
    let cell = cut(cell, to: width)
    return cell + String(repeating: " ", count: width - cell.count)
  }

  private func cut(_ cell: String, to width: Int) -> String {
    cell.count <= width ? cell : cell.prefix(width - 1) + "…"
  }
}
