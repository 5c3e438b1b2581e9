import Declarations
import Foundation
import Projections
import Reports
import Spreadsheets

/// Answers as workbooks.
enum Workbook {
  /// Columns whose digits are names and no numbers.
  private static let names: Set<String> = [
    "cis", "cip13", "file", "case", "dossier", "id", "about",
  ]

  /// Writes the rows of an answer, and its bases on a sheet of their own.
  static func write(_ answer: some Answer, to path: String) throws {
    let table = answer.csv(in: .ofThisRun).records
    guard let header = table.first else { return }
    try reporting {
      let writer = try XLSXWriter(path)
      var sheet = try writer.sheet(
        say(fr: "Réponse", en: "Answer"),
        header,
        widths: widths(of: table)
      )
      for record in table.dropFirst() {
        sheet.add(zip(header, record).map { cell($1, in: $0) })
      }
      sheet.end()
      var bases = try writer.sheet(
        say(fr: "Base", en: "Basis"),
        ["asOf", "size", "root", "rulebook"],
        widths: [12, 10, 48, 10]
      )
      for basis in answer.bases {
        bases.add([
          .date(basis.asOf), .number(basis.knownAt.size), .text(basis.root), .text(basis.rulebook),
        ])
      }
      try writer.close()
    }
  }

  private static func cell(_ text: String, in column: String) -> XLSXWriter.Cell {
    if let day = try? LegalDate(parsing: text) { return .date(day) }
    if !names.contains(column), let number = Int(text), String(number) == text {
      return .number(number)
    }
    return .text(text)
  }

  /// Wide enough for what stands in a column, within reason; the first rows speak for the rest.
  private static func widths(of table: [[String]]) -> [Int] {
    guard let header = table.first else { return [] }
    return header.indices.map { column in
      let widest = table.prefix(200).map { $0.indices.contains(column) ? $0[column].count : 0 }
        .max()
      return min(max(widest ?? 0, 8) + 2, 60)
    }
  }

  /// A workbook that cannot be written is said as any file that cannot be.
  static func reporting<Result>(_ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch let fault as SpreadsheetFault {
      throw Failure(.cannotCreate, fault.message)
    }
  }
}
