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
  private var isClosed = false

  /// Begins a workbook.
  ///
  /// - Throws: ``SpreadsheetFault`` when the file cannot be made.
  package init(_ path: String) throws(SpreadsheetFault) {
    var options = lxw_workbook_options()
    options.constant_memory = 1
    guard let book = workbook_new_opt(path, &options) else { throw Self.cannotWrite(path) }
    self.book = book
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
        worksheet_write_string(sheet, 0, lxw_col_t(clamping: column), text, writer.heading)
      }
      row = 1
    }

    /// Adds a row.
    package mutating func add(_ cells: [Cell]) {
      for (column, cell) in cells.enumerated() {
        let place = lxw_col_t(clamping: column)
        switch cell {
        case .text(""): break
        case .marked(""): worksheet_write_blank(sheet, row, place, writer.marked)
        // Text is written as text: nothing of it is ever a formula.
        case .text(let text): worksheet_write_string(sheet, row, place, text, nil)
        case .number(let number): worksheet_write_number(sheet, row, place, Double(number), nil)
        case .date(let day):
          let (year, month, number) = day.components
          var value = lxw_datetime()
          (value.year, value.month, value.day) = (Int32(year), Int32(month), Int32(number))
          worksheet_write_datetime(sheet, row, place, &value, writer.date)
        case .marked(let text): worksheet_write_string(sheet, row, place, text, writer.marked)
        }
      }
      row += 1
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

  /// Writes the file.
  ///
  /// - Throws: ``SpreadsheetFault`` when it cannot be written.
  package func close() throws(SpreadsheetFault) {
    isClosed = true
    guard workbook_close(book) == LXW_NO_ERROR else { throw Self.cannotWrite("") }
  }

  private static func cannotWrite(_ what: String) -> SpreadsheetFault {
    SpreadsheetFault(
      Wording(
        fr: "Le classeur \(what) ne peut pas être écrit.",
        en: "The workbook \(what) cannot be written."
      )
    )
  }
}
