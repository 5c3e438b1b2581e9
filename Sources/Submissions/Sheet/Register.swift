import Declarations
package import Spreadsheets

/// A lab's register (*registre du laboratoire*), read from a spreadsheet.
package struct Register: Sendable {
  /// A heading of the file, and the column that it names; nil where it names none that is known.
  package struct Heading: Sendable {
    package let text: String
    package let column: Column?
  }

  /// The headings in the order of the file.
  package let headings: [Heading]
  package let rows: [RegisterRow]
  /// The name of the sheet; nil of CSV.
  package let sheetName: String?

  /// The columns that are there, in the order of the file.
  package var columns: [Column] { headings.compactMap(\.column) }
  /// Headings that name nothing that is known, and are not compared.
  package var ignored: [String] {
    headings.filter { $0.column == nil && !$0.text.isEmpty }.map(\.text)
  }

  package init(columns: [Column], rows: [RegisterRow]) {
    headings = columns.map { Heading(text: $0.rawValue, column: $0) }
    sheetName = nil
    self.rows = rows
  }

  /// Reads a register; its first row is the header.
  ///
  /// - Parameters:
  ///   - sheet: The file.
  ///   - needed: The columns that it must have; an `id` alone is enough for a register.
  /// - Throws: ``Spreadsheets/SpreadsheetFault`` where the file breaks off; ``Declarations/Refusal`` when it
  ///   lacks a column that it needs, or has one twice.
  package init(_ sheet: Sheet, needing needed: [Column] = [.cis, .type]) throws {
    var headings: [Heading]?
    var rows: [RegisterRow] = []
    try sheet.forEachRow { row in
      guard let headings else {
        let found = row.cells.map { Heading(text: $0, column: Column(heading: $0)) }
        try Self.check(found, row.number, needed)
        headings = found
        return
      }
      guard row.cells.count <= headings.count else {
        let (cells, heads, line) = (row.cells.count, headings.count, row.number)
        throw Refusal(
          .malformed,
          value: row.cells[headings.count],
          Wording(
            fr:
              "Ligne \(line) : \(cells) cellules pour \(heads) en-têtes ; un séparateur dans une cellule "
              + "demande des guillemets.",
            en:
              "Line \(line): \(cells) cells under \(heads) headings; a separator inside a cell needs quotes."
          )
        )
      }
      var values: [Column: String] = [:]
      for (place, heading) in headings.enumerated() {
        if let column = heading.column { values[column] = row[place] }
      }
      rows.append(RegisterRow(number: row.number, values: values))
    }
    if headings == nil { try Self.check([], 1, needed) }
    self.headings = headings ?? []
    self.rows = rows
    sheetName = sheet.name
  }

  private static func check(
    _ headings: [Heading],
    _ line: Int,
    _ needed: [Column]
  ) throws(Refusal) {
    let columns = headings.compactMap(\.column)
    let header = headings.map(\.text).joined(separator: ", ")
    if let twice = columns.first(where: { column in columns.count { $0 == column } > 1 }) {
      throw Refusal(
        .malformed,
        field: twice.rawValue,
        value: header,
        Wording(
          fr: "La colonne « \(twice.french) » (\(twice.rawValue)) est là deux fois.",
          en: "The column “\(twice.rawValue)” is there twice."
        )
      )
    }
    let isEnough = needed == [.cis, .type] && columns.contains(.id)
    let missing = isEnough ? [] : needed.filter { !columns.contains($0) }
    guard missing.isEmpty else {
      throw Refusal(
        .missing,
        value: header,
        Wording(
          fr: "Ligne \(line) : il manque les colonnes "
            + missing.map { "\($0.french) (\($0.rawValue))" }.joined(separator: ", ") + ".",
          en: "Line \(line): missing columns: " + missing.map(\.rawValue).joined(separator: ", ")
            + "."
        )
      )
    }
  }
}
