import Declarations
import Spreadsheets
import Submissions

/// A copy of a spreadsheet in which what is wrong is marked; a title above its header is left out.
enum Annotation {
  static func write(
    _ file: String,
    _ register: Register,
    _ faults: [SheetFault],
    to path: String
  ) throws {
    let byRow = Dictionary(grouping: faults, by: \.row)
    var rows: [SheetRow] = []
    let name = try Input.sheet(file) { sheet in
      try sheet.forEachRow { if $0.number >= register.headerRow { rows.append($0) } }
      return sheet.name
    }
    guard let header = rows.first else { return }
    let width = rows.map(\.cells.count).max() ?? 0
    try Workbook.reporting {
      let writer = try XLSXWriter(path)
      let headings = (0..<width).map { header[$0] }
      var sheet = try writer.sheet(
        name ?? say(fr: "Déclarations", en: "Declarations"),
        headings + [say(fr: "Ligne", en: "Row"), say(fr: "Fautes", en: "Faults")],
        widths: headings.map { max($0.count + 2, 12) } + [8, 80]
      )
      for row in rows.dropFirst() {
        let faults = byRow[row.number] ?? []
        let columns = Set(faults.compactMap(\.column))
        let cells = (0..<width).map { column in
          columns.contains(column) ? XLSXWriter.Cell.marked(row[column]) : .text(row[column])
        }
        let messages = faults.map { fault in
          (fault.heading.map { $0 + Language.ofThisRun.colon } ?? "") + fault.said
        }
        .joined(separator: Language.ofThisRun.semicolon)
        // What a cell holds; the answer of the import has all of them.
        let shown = messages.unicodeScalars.count > 32_000 ? "\(messages.prefix(8_000))…" : messages
        sheet.add(cells + [.number(row.number), faults.isEmpty ? .text("") : .marked(shown)])
      }
      sheet.end()
      try writer.close()
    }
  }
}
