/// A table for people: columns as wide as their widest cell, two spaces between them.
package struct TextTable {
  private let header: [String]
  private var rows: [[String]] = []

  package init(_ header: [String]) {
    self.header = header
  }

  package mutating func add(_ row: [String]) {
    rows.append(row)
  }

  /// The lines of the table.
  ///
  /// - Parameter width: The columns of the terminal; the widest column is cut so that a row fits.
  ///   Nil where nothing is cut, as in a file or a pipe.
  /// - Returns: The header, a rule, and a line for each row.
  package func lines(width: Int? = nil) -> [String] {
    let all = [header] + rows
    var widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    if let width, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }) {
      let excess = widths.reduce(0, +) + 2 * (widths.count - 1) - width
      if excess > 0 { widths[widest] = max(12, widths[widest] - excess) }
    }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
    let lines = all.map { row in
      let cells = row.enumerated().map { column, cell in
        column == row.count - 1 ? cut(cell, to: widths[column]) : fit(cell, to: widths[column])
      }
      return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
    }
    return [lines[0], rule] + lines.dropFirst()
  }

  private func fit(_ cell: String, to width: Int) -> String {
    let cell = cut(cell, to: width)
    return cell + String(repeating: " ", count: width - cell.count)
  }

  private func cut(_ cell: String, to width: Int) -> String {
    cell.count <= width ? cell : cell.prefix(width - 1) + "…"
  }
}
