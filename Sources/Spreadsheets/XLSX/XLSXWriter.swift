import CXLSXWriter
package import Declarations

/// Writes a workbook row by row, through libxlsxwriter; memory does not grow with the rows.
package final class XLSXWriter {
  /// A cell.
  package enum Cell: Sendable, Equatable {
    case text(String)
    case number(Int)
    case date(LegalDate)
    /// A text that something is wrong with, or that is missing, shown in red.
    case marked(String)
  }

  private let book: UnsafeMutablePointer<lxw_workbook>
  private let heading: UnsafeMutablePointer<lxw_format>?
  private let date: UnsafeMutablePointer<lxw_format>?
  private let marked: UnsafeMutablePointer<lxw_format>?
  private let path: String
  private var isClosed = false
  /// What the library said of the first cell that it did not take.
  private var refusal: lxw_error?

  /// Begins a workbook.
  ///
  /// - Throws: ``SpreadsheetFault`` when the file cannot be made.
  package init(_ path: String) throws(SpreadsheetFault) {
    var options = lxw_workbook_options()
    options.constant_memory = 1
    guard let book = workbook_new_opt(path, &options) else { throw Self.cannotWrite(path) }
    self.book = book
    self.path = path
    heading = workbook_add_format(book)
    date = workbook_add_format(book)
    marked = workbook_add_format(book)
    format_set_bold(heading)
    format_set_num_format(date, "yyyy-mm-dd")
    format_set_bg_color(marked, 0xFFC7CE)
  }

  deinit {
    if !isClosed { lxw_workbook_free(book) }
  }

  /// A sheet that is being written.
  package struct Sheet {
    fileprivate let sheet: UnsafeMutablePointer<lxw_worksheet>
    fileprivate let writer: XLSXWriter
    private var row: UInt32 = 0
    private let width: UInt16

    fileprivate init(
      _ sheet: UnsafeMutablePointer<lxw_worksheet>,
      _ writer: XLSXWriter,
      _ header: [String],
      widths: [Int]
    ) {
      self.sheet = sheet
      self.writer = writer
      width = UInt16(clamping: header.count)
      for (column, width) in widths.enumerated() {
        let place = lxw_col_t(clamping: column)
        worksheet_set_column(sheet, place, place, Double(width), nil)
      }
      worksheet_freeze_panes(sheet, 1, 0)
      for (column, text) in header.enumerated() {
        writer.note(
          worksheet_write_string(sheet, 0, lxw_col_t(clamping: column), text, writer.heading)
        )
      }
      row = 1
    }

    /// Adds a row.
    package mutating func add(_ cells: [Cell]) {
      for (column, cell) in cells.enumerated() {
        writer.note(add(cell, lxw_col_t(clamping: column)))
      }
      row += 1
    }

    private func add(_ cell: Cell, _ place: lxw_col_t) -> lxw_error {
      switch cell {
      case .text(""): return LXW_NO_ERROR
      case .marked(""): return worksheet_write_blank(sheet, row, place, writer.marked)
      // Text is written as text: nothing of it is ever a formula.
      case .text(let text): return worksheet_write_string(sheet, row, place, text, nil)
      case .number(let number):
        return worksheet_write_number(sheet, row, place, Double(number), nil)
      case .date(let day):
        let (year, month, number) = day.components
        var value = lxw_datetime()
        (value.year, value.month, value.day) = (Int32(year), Int32(month), Int32(number))
        return worksheet_write_datetime(sheet, row, place, &value, writer.date)
      case .marked(let text): return worksheet_write_string(sheet, row, place, text, writer.marked)
      }
    }

    /// Lets whoever reads it filter by column.
    package func end() {
      guard row > 1, width > 0 else { return }
      worksheet_autofilter(sheet, 0, 0, row - 1, width - 1)
    }
  }

  /// Begins a sheet with its header; the one before is complete then.
  ///
  /// - Throws: ``SpreadsheetFault`` when the sheet cannot be made.
  package func sheet(
    _ name: String,
    _ header: [String],
    widths: [Int] = []
  ) throws(SpreadsheetFault) -> Sheet {
    guard let sheet = workbook_add_worksheet(book, name) else { throw Self.cannotWrite(name) }
    return Sheet(sheet, self, header, widths: widths)
  }

  private func note(_ result: lxw_error) {
    if result != LXW_NO_ERROR, refusal == nil { refusal = result }
  }

  /// Writes the file.
  ///
  /// - Throws: ``SpreadsheetFault`` when it cannot be written, or a workbook cannot hold all of it: it would lack a cell, and
  ///   nobody would know.
  package func close() throws(SpreadsheetFault) {
    isClosed = true
    guard let refusal else {
      let result = workbook_close(book)
      guard result == LXW_NO_ERROR else { throw Self.cannotWrite(path, result) }
      return
    }
    lxw_workbook_free(book)
    throw SpreadsheetFault(
      Wording(
        fr:
          "Un classeur ne contient pas tout cela : un texte y a 32 767 caractères au plus, une feuille 1 048 576 lignes "
          + "(\(Self.words(refusal))). --format csv n'a pas ces bornes.",
        en:
          "A workbook does not hold all of this: a text of it has at most 32,767 characters, a sheet 1,048,576 rows "
          + "(\(Self.words(refusal))). --format csv has no such bounds."
      )
    )
  }

  private static func words(_ error: lxw_error) -> String {
    lxw_strerror(error).map { String(cString: $0) } ?? "\(error.rawValue)"
  }

  private static func cannotWrite(_ what: String, _ error: lxw_error? = nil) -> SpreadsheetFault {
    let reason = error.map { " (\(words($0)))" } ?? ""
    return SpreadsheetFault(
      Wording(
        fr: "Le classeur « \(what) » ne peut pas être écrit\(reason).",
        en: "The workbook “\(what)” cannot be written\(reason)."
      )
    )
  }
}
