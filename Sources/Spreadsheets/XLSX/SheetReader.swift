import Declarations

/// Puts the rows of a sheet together out of its elements.
final class SheetReader {
  private let texts: [String]
  private let dates: DateStyles
  private let body: (SheetRow) throws -> Void

  private var row = 0
  private var cells: [String] = []
  private var column = -1
  private var type = ""
  private var style: Int?
  private var value = ""
  private var isValue = false

  /// A cell farther to the right than this is in no register, and a row that holds one costs as much as
  /// this many cells.
  private static let columnLimit = SheetRow.columnLimit
  /// The longest sheet that a spreadsheet can have.
  private static let rowLimit = 1_048_576

  init(texts: [String], dates: DateStyles, body: @escaping (SheetRow) throws -> Void) {
    self.texts = texts
    self.dates = dates
    self.body = body
  }

  func start(_ name: String, _ attributes: [String: String]) throws {
    switch name {
    case "row":
      // A number that no spreadsheet has is taken for none.
      let given = attributes["r"].flatMap { Int($0) }
      let next = given.flatMap { (1...Self.rowLimit).contains($0) ? $0 : nil } ?? row + 1
      guard next > row else {
        throw SpreadsheetFault(
          Wording(
            fr: "La ligne \(next) vient après la ligne \(row) ; enregistrez le classeur à nouveau.",
            en: "Row \(next) comes behind row \(row); save the workbook again."
          )
        )
      }
      row = next
      cells = []
      column = -1
    case "c":
      column = attributes["r"].map { Self.column(of: $0) ?? Self.columnLimit } ?? column + 1
      type = attributes["t"] ?? "n"
      style = attributes["s"].flatMap { Int($0) }
      value = ""
    case "v", "t": isValue = true
    default: break
    }
  }

  func text(_ text: String) {
    if isValue { value += text }
  }

  func end(_ name: String) throws {
    switch name {
    case "v", "t": isValue = false
    case "c":
      let shown = shown
      guard !shown.isEmpty else { return }
      guard column < Self.columnLimit else {
        throw SpreadsheetFault(
          Wording(
            fr: "Ligne \(row) : une cellule est remplie au-delà de la colonne "
              + "\(SheetRow.name(ofColumn: Self.columnLimit - 1)) ; effacez-la.",
            en: "Row \(row): a cell is filled beyond column "
              + "\(SheetRow.name(ofColumn: Self.columnLimit - 1)); clear it."
          )
        )
      }
      while cells.count <= column { cells.append("") }
      cells[column] = shown
    case "row":
      try SheetRow.check(cells, row: row)
      let row = SheetRow(number: row, cells: cells)
      if !row.cells.isEmpty { try body(row) }
    default: break
    }
  }

  private var shown: String {
    switch type {
    case "s": Int(value).flatMap { texts.indices.contains($0) ? texts[$0] : nil } ?? ""
    case "n" where !value.isEmpty: dates.text(of: value, style: style)
    case "b": value == "1" ? "true" : "false"
    default: value
    }
  }

  /// The column of a place such as `AB12`, from 0.
  private static func column(of place: String) -> Int? {
    var column = 0
    for letter in place.utf8 {
      guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter) else { break }
      column = column * 26 + Int(letter - UInt8(ascii: "A")) + 1
      if column > columnLimit { return nil }
    }
    return column == 0 ? nil : column - 1
  }
}
