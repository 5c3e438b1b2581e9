package import Declarations

/// A row of a sheet, as text.
package struct SheetRow: Sendable, Equatable {
  /// Its number, from 1, as a spreadsheet shows it; of CSV, the line on which it begins.
  package let number: Int
  /// Its cells from the first column on, white space around them and empty ones at the end left out.
  package let cells: [String]

  /// More bytes than a cell of any spreadsheet has: 32,767 characters.
  static let cellLimit = 1 << 17
  /// The columns that are read.
  static let columnLimit = 1_024

  /// Takes the cells as they stand, and leaves out white space around them and empty ones at the end.
  package init(number: Int, cells: [String]) {
    self.number = number
    var trimmed = cells.map(Self.trimmed)
    while trimmed.last?.isEmpty == true { trimmed.removeLast() }
    self.cells = trimmed
  }

  /// The text of a column, from 0; empty where the row has none.
  package subscript(column: Int) -> String {
    cells.indices.contains(column) ? cells[column] : ""
  }

  private static func trimmed(_ text: String) -> String {
    func isSpace(_ character: Character) -> Bool {
      character.isWhitespace || character == "\u{FEFF}"
    }
    guard text.first.map(isSpace) == true || text.last.map(isSpace) == true else { return text }
    var rest = text.drop(while: isSpace)
    while let last = rest.last, isSpace(last) { rest.removeLast() }
    return String(rest)
  }

  /// Refuses a row that no spreadsheet can have; what is done with it may cost much more than its bytes.
  static func check(_ cells: [String], row: Int) throws(SpreadsheetFault) {
    if let place = cells.firstIndex(where: { $0.utf8.count > cellLimit }) {
      throw SpreadsheetFault(
        Wording(
          fr:
            "Ligne \(row), colonne \(name(ofColumn: place)) : une cellule a plus de \(cellLimit) octets.",
          en:
            "Row \(row), column \(name(ofColumn: place)): a cell has more than \(cellLimit) bytes."
        )
      )
    }
    guard cells.count > columnLimit else { return }
    throw SpreadsheetFault(
      Wording(
        fr: "Ligne \(row) : plus de \(columnLimit) colonnes.",
        en: "Row \(row): more than \(columnLimit) columns."
      )
    )
  }

  /// What a spreadsheet calls a column: A, B, … Z, AA.
  package static func name(ofColumn column: Int) -> String {
    var (name, rest) = ("", column + 1)
    while rest > 0 {
      let letter = Unicode.Scalar(UInt8(ascii: "A") + UInt8((rest - 1) % 26))
      name = String(Character(letter)) + name
      rest = (rest - 1) / 26
    }
    return name
  }
}

/// A file that is no spreadsheet, or a broken one.
package struct SpreadsheetFault: Error, Sendable {
  /// What is wrong, where, and what to do.
  package let message: Wording

  init(_ message: Wording) {
    self.message = message
  }
}

/// A sheet of a file that somebody made with a spreadsheet: XLSX, or CSV in whatever separator and
/// encoding.
///
/// The bytes of the file are held; what is read out of them is handed over row by row.
package struct Sheet {
  /// The name of the sheet; nil of CSV, which has none.
  package let name: String?
  /// The names of the other sheets that are shown, which are not read.
  package let otherNames: [String]
  private let source: Source

  private enum Source {
    case csv([UInt8])
    case xlsx(XLSXFile)
  }

  /// Opens a file.
  ///
  /// - Throws: ``SpreadsheetFault`` when it claims to be XLSX and is not.
  package init(_ bytes: [UInt8]) throws(SpreadsheetFault) {
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      let file = try XLSXFile(bytes)
      name = file.sheetName
      otherNames = file.otherNames
      source = .xlsx(file)
    } else if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      throw SpreadsheetFault(
        Wording(
          fr: "C'est un classeur d'avant 2007 (.xls), ou un classeur protégé par un mot de passe ; "
            + "enregistrez-le en .xlsx sans mot de passe, ou en CSV.",
          en:
            "This is a workbook of before 2007 (.xls), or one that a password protects; save it as .xlsx "
            + "without a password, or as CSV."
        )
      )
    } else if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw SpreadsheetFault(
        Wording(
          fr: "Le texte est en UTF-16 ; enregistrez-le en CSV UTF-8.",
          en: "The text is UTF-16; save it as CSV UTF-8."
        )
      )
    } else if let first = bytes.first(where: { $0 > 0x20 }), "{[".utf8.contains(first) {
      throw SpreadsheetFault(
        Wording(
          fr: "C'est du JSON, et non un tableau ; « mitm append » lit des événements.",
          en: "This is JSON, and no table; “mitm append” reads events."
        )
      )
    } else {
      name = nil
      otherNames = []
      source = .csv(bytes)
    }
  }

  /// Hands over every row that is not blank, in order.
  ///
  /// - Throws: ``SpreadsheetFault`` where the file breaks off; what `body` throws.
  package func forEachRow(_ body: @escaping (SheetRow) throws -> Void) throws {
    switch source {
    case .xlsx(let file): try file.forEachRow(body)
    case .csv(let bytes):
      let separator = CSVReader.separator(of: bytes)
      var reader = CSVReader(bytes, separator: separator, encoding: TextEncoding.detect(bytes))
      while let record = reader.next() {
        // What some spreadsheets write to say what divides cells is no row.
        let isNotice = record.fields == ["sep=", ""] || record.fields == ["sep="]
        if record.line == 1 && isNotice { continue }
        guard let fields = record.fields else {
          throw SpreadsheetFault(
            Wording(
              fr:
                "Ligne \(record.line) : des guillemets sont mal placés ; une cellule qui en contient se met "
                + "entre guillemets, et les siens sont doublés.",
              en:
                "Line \(record.line): quotes are misplaced; a cell that has any stands in quotes, and its "
                + "own are doubled."
            )
          )
        }
        try SheetRow.check(fields, row: record.line)
        let row = SheetRow(number: record.line, cells: fields)
        if !row.cells.isEmpty { try body(row) }
      }
    }
  }
}
