import Declarations
package import Spreadsheets

/// A lab's register (*registre du laboratoire*), read from a spreadsheet.
package struct Register: Sendable {
  /// The columns that are there, in the order of the file.
  package let columns: [Column]
  package let rows: [RegisterRow]
  /// Headings that name nothing that is known, and are not compared.
  package let ignored: [String]

  package init(columns: [Column], rows: [RegisterRow]) {
    self.columns = columns
    self.rows = rows
    ignored = []
  }

  /// Reads a register; its first row is the header.
  ///
  /// - Throws: ``Spreadsheets/SpreadsheetFault`` where the file breaks off; ``Declarations/Refusal`` when it
  ///   lacks the columns that a register needs.
  package init(_ sheet: Sheet) throws {
    var places: [Column?]?
    var ignored: [String] = []
    var rows: [RegisterRow] = []
    try sheet.forEachRow { row in
      guard let places else {
        let found = row.cells.map { Column(heading: $0) }
        ignored = zip(row.cells, found).filter { $1 == nil && !$0.isEmpty }.map(\.0)
        try Self.check(found.compactMap(\.self), row)
        places = found
        return
      }
      var values: [Column: String] = [:]
      for (place, column) in places.enumerated() {
        if let column { values[column] = row[place] }
      }
      rows.append(RegisterRow(number: row.number, values: values))
    }
    columns = (places ?? []).compactMap(\.self)
    if places == nil { try Self.check([], SheetRow(number: 1, cells: [])) }
    self.rows = rows
    self.ignored = ignored
  }

  private static func check(_ columns: [Column], _ header: SheetRow) throws(Refusal) {
    let needed: [Column] = columns.contains(.id) ? [] : [.cis, .type]
    let missing = needed.filter { !columns.contains($0) }
    let twice = columns.first { column in columns.count { $0 == column } > 1 }
    if let twice {
      throw Refusal(
        .malformed,
        field: twice.rawValue,
        value: header.cells.joined(separator: ", "),
        Wording(
          fr: "La colonne « \(twice.french) » (\(twice.rawValue)) est là deux fois.",
          en: "The column “\(twice.rawValue)” is there twice."
        )
      )
    }
    guard missing.isEmpty else {
      throw Refusal(
        .missing,
        value: header.cells.joined(separator: ", "),
        Wording(
          fr: "Ligne \(header.number) : il faut une colonne id, ou cis et type ; il manque : "
            + missing.map { "\($0.french) (\($0.rawValue))" }.joined(separator: ", ") + ".",
          en: "Line \(header.number): a column id is needed, or cis and type; missing: "
            + missing.map(\.rawValue).joined(separator: ", ") + "."
        )
      )
    }
  }
}
