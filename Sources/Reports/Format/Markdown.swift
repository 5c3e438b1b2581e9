/// Text as Markdown takes it literally.
enum Markdown {
  /// A text that declarants bring, in which nothing is markup and no cell of a table ends.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in PlainText.shown(text).unicodeScalars {
      if #"\`*_[]<>#|~&"#.unicodeScalars.contains(scalar) { escaped.append("\\") }
      escaped.unicodeScalars.append(scalar)
    }
    return escaped
  }

  /// A table; nothing where there is no row.
  static func table(_ header: [String], _ rows: [[String]]) -> [String] {
    guard !rows.isEmpty else { return [] }
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    let rule = "|" + String(repeating: " --- |", count: header.count)
    return [line(header.map(escaped)), rule] + rows.map { line($0.map(escaped)) }
  }
}
