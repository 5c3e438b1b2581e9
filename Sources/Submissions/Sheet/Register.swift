import Declarations
package import Spreadsheets

/// A lab's register (*registre du laboratoire*), read from a spreadsheet.
package struct Register: Sendable {
  /// A heading of the file, and the column that it names; nil where it names none that is known.
  package struct Heading: Sendable {
    /// The words of the cell; empty where a column has no heading.
    package let text: String
    /// What its cells say; nil where they are not read.
    package let column: Column?
  }

  /// The number of the row that has the headings.
  package let headerRow: Int
  /// The headings in the order of the file.
  package let headings: [Heading]
  /// What stands under the headings, in the order of the file; empty rows are left out.
  package let rows: [RegisterRow]
  /// The name of the sheet; nil of CSV.
  package let sheetName: String?

  /// The columns that are there, in the order of the file.
  package var columns: [Column] { headings.compactMap(\.column) }
  /// Headings that name nothing that is known, and columns that are filled and have no heading: they are
  /// not read.
  package let ignored: [String]
  /// The names of the other sheets of the file, which are not read either.
  package let otherSheets: [String]

  /// Puts a register together that is in no file; its headings are the names of the fields.
  package init(columns: [Column], rows: [RegisterRow]) {
    headings = columns.map { Heading(text: $0.rawValue, column: $0) }
    headerRow = 1
    sheetName = nil
    ignored = []
    otherSheets = []
    self.rows = rows
  }

  /// How many rows a title may take before the header.
  private static let titleLimit = 10

  /// Reads a register; its header is the first row that has a heading which is known.
  ///
  /// - Parameters:
  ///   - sheet: The file.
  ///   - needed: The columns that it must have.
  ///   - only: A column that is enough where those are not there.
  ///   - limit: How many rows and bytes in its cells it may have; nil for as many as it likes.
  /// - Throws: ``Spreadsheets/SpreadsheetFault`` where the file breaks off; ``Declarations/Refusal`` when it
  ///   lacks a column that it needs, or has one twice.
  package init(
    _ sheet: Sheet,
    needing needed: [Column],
    or only: Column? = nil,
    upTo limit: (rows: Int, bytes: Int)? = nil
  ) throws {
    var headings: [Heading]?
    var headerRow = 1
    var rows: [RegisterRow] = []
    var titles: [(line: Int, headings: [Heading])] = []
    var unnamed: Set<Int> = []
    var bytes = 0
    try sheet.forEachRow { row in
      guard let headings else {
        let found = row.cells.map { Heading(text: $0, column: Column(heading: $0)) }
        guard found.contains(where: { $0.column != nil }) else {
          titles.append((row.number, found))
          if let first = titles.first, titles.count == Self.titleLimit {
            try Self.check(first.headings, first.line, needed, only)
          }
          return
        }
        try Self.check(found, row.number, needed, only)
        (headings, headerRow) = (found, row.number)
        return
      }
      guard row.cells.count <= headings.count else {
        let cells = Wording(row.cells.count, fr: "cellule", en: "cell")
        let heads = Wording(headings.count, fr: "en-tête", en: "heading")
        let line = row.number
        let isText = sheet.name == nil
        throw Refusal(
          .malformed,
          value: row.cells[headings.count],
          Wording(
            fr: "Ligne \(line) : \(cells.french) pour \(heads.french) ; "
              + (isText
                ? "un séparateur dans une cellule demande des guillemets."
                : "une cellule est remplie sans en-tête au-dessus d'elle."),
            en: "Line \(line): \(cells.english) under \(heads.english); "
              + (isText
                ? "a separator inside a cell needs quotes."
                : "a cell is filled with no heading above it.")
          )
        )
      }
      var values: [Column: String] = [:]
      for (place, heading) in headings.enumerated() {
        if let column = heading.column { values[column] = row[place] }
        if heading.text.isEmpty && !row[place].isEmpty { unnamed.insert(place) }
      }
      bytes += row.cells.reduce(0) { $0 + $1.utf8.count }
      if let limit, rows.count == limit.rows || bytes > limit.bytes {
        throw Refusal(
          .size,
          Wording(
            fr: "Le registre a plus de \(limit.rows) lignes ou de \(limit.bytes) octets de texte ; "
              + "« mitm reconcile » n'a pas de limite.",
            en: "The register has more than \(limit.rows) rows or \(limit.bytes) bytes of text; "
              + "“mitm reconcile” has no limit."
          )
        )
      }
      rows.append(RegisterRow(number: row.number, values: values))
    }
    if headings == nil {
      try Self.check(titles.first?.headings ?? [], titles.first?.line ?? 1, needed, only)
    }
    self.headerRow = headerRow
    self.headings = headings ?? []
    ignored = self.headings.enumerated().compactMap { place, heading in
      if heading.text.isEmpty {
        return unnamed.contains(place) ? SheetRow.name(ofColumn: place) : nil
      }
      return heading.column == nil ? heading.text : nil
    }
    self.rows = rows
    sheetName = sheet.name
    otherSheets = sheet.otherNames
  }

  private static func check(
    _ headings: [Heading],
    _ line: Int,
    _ needed: [Column],
    _ only: Column?
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
    let isEnough = only.map(columns.contains) ?? false
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
