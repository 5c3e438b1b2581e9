// XLSX (ECMA-376): a ZIP of XML parts.
//
//   xl/workbook.xml              the sheets by name, and whether days are counted from 1904
//   xl/_rels/workbook.xml.rels   where the part of each sheet is
//   xl/sharedStrings.xml         texts that cells refer to by number
//   xl/styles.xml                which number formats show a number as a date
//   xl/worksheets/sheet1.xml     the rows
//
// The first sheet that is shown is read. Of a formula its last value is taken.

import CZip
import Declarations
import Foundation

/// A workbook, open for reading.
final class XLSXFile {
  /// The name of the first sheet that is shown.
  let sheetName: String
  /// The names of the others.
  let otherNames: [String]
  private let archive: OpaquePointer
  private let sheetPart: String
  private let texts: [String]
  private let dates: DateStyles

  /// A part of more bytes than this, unpacked, is no register.
  private static let partLimit = 1 << 27

  init(_ bytes: [UInt8]) throws(SpreadsheetFault) {
    archive = try Self.open(bytes)
    do {
      let book = try Workbook(in: archive)
      (sheetName, sheetPart) = (book.sheetName, book.sheetPart)
      otherNames = book.otherNames
      texts = try SharedStrings.read(from: archive)
      dates = try DateStyles(in: archive, from1904: book.isFrom1904)
    } catch {
      zip_discard(archive)
      throw error
    }
  }

  deinit {
    zip_discard(archive)
  }

  func forEachRow(_ body: @escaping (SheetRow) throws -> Void) throws {
    guard let scanner = XMLScanner() else { throw Self.broken(sheetPart) }
    let reader = SheetReader(texts: texts, dates: dates, body: body)
    scanner.onStart = reader.start
    scanner.onEnd = reader.end
    scanner.onText = reader.text
    try Self.scan(sheetPart, in: archive, scanner)
  }

  private static func open(_ bytes: [UInt8]) throws(SpreadsheetFault) -> OpaquePointer {
    let copy = malloc(max(bytes.count, 1))
    guard let copy else { throw broken("") }
    bytes.withUnsafeBytes { source in
      if let base = source.baseAddress { copy.copyMemory(from: base, byteCount: source.count) }
    }
    guard let source = zip_source_buffer_create(copy, zip_uint64_t(bytes.count), 1, nil) else {
      free(copy)
      throw broken("")
    }
    guard let archive = zip_open_from_source(source, ZIP_RDONLY, nil) else {
      zip_source_free(source)
      throw broken("")
    }
    return archive
  }

  /// Reads a part through a scanner; a part that is not there is an empty one where it may be absent.
  static func scan(
    _ part: String,
    in archive: OpaquePointer,
    _ scanner: XMLScanner,
    mayBeAbsent: Bool = false
  ) throws {
    guard let file = zip_fopen(archive, part, 0) else {
      let isAbsent = zip_error_code_zip(zip_get_error(archive)) == ZIP_ER_NOENT
      if mayBeAbsent && isAbsent { return }
      throw broken(part)
    }
    defer { zip_fclose(file) }
    var total = 0
    let buffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: 1 << 16)
    defer { buffer.deallocate() }
    while true {
      let count = Int(zip_fread(file, buffer.baseAddress, zip_uint64_t(buffer.count)))
      total += max(count, 0)
      guard count >= 0, total <= partLimit else { throw broken(part) }
      let piece = UnsafeBufferPointer(rebasing: buffer[..<count])
      guard try scanner.read(piece, isLast: count == 0) else { throw broken(part) }
      if count == 0 { return }
    }
  }

  static func broken(_ part: String) -> SpreadsheetFault {
    let place = part.isEmpty ? "" : " (\(part))"
    return SpreadsheetFault(
      Wording(
        fr: "Ce n'est pas un classeur XLSX lisible\(place) ; enregistrez-le à nouveau, ou en CSV.",
        en: "This is no XLSX workbook that can be read\(place); save it again, or as CSV."
      )
    )
  }
}

/// The names and places of sheets.
private struct Workbook {
  var sheetName = ""
  var sheetPart = ""
  var otherNames: [String] = []
  var isFrom1904 = false

  init(in archive: OpaquePointer) throws(SpreadsheetFault) {
    var sheets: [(name: String, id: String)] = []
    var targets: [String: String] = [:]
    var from1904 = false
    try attempt("xl/workbook.xml", archive) { name, attributes in
      if name == "sheet", let sheet = attributes["name"], let id = attributes["id"],
        (attributes["state"] ?? "visible") == "visible"
      {
        sheets.append((sheet, id))
      }
      if name == "workbookPr" { from1904 = ["1", "true"].contains(attributes["date1904"] ?? "") }
    }
    try attempt("xl/_rels/workbook.xml.rels", archive) { name, attributes in
      if name == "Relationship", let id = attributes["Id"] { targets[id] = attributes["Target"] }
    }
    guard let first = sheets.first, let target = targets[first.id] else {
      throw XLSXFile.broken("xl/workbook.xml")
    }
    sheetName = first.name
    otherNames = sheets.dropFirst().map(\.name)
    sheetPart = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
    isFrom1904 = from1904
  }
}

/// Reads a part for the elements that begin in it.
private func attempt(
  _ part: String,
  _ archive: OpaquePointer,
  mayBeAbsent: Bool = false,
  _ onStart: @escaping (String, [String: String]) -> Void
) throws(SpreadsheetFault) {
  guard let scanner = XMLScanner() else { throw XLSXFile.broken(part) }
  scanner.onStart = onStart
  do {
    try XLSXFile.scan(part, in: archive, scanner, mayBeAbsent: mayBeAbsent)
  } catch {
    throw XLSXFile.broken(part)
  }
}

/// The texts that cells refer to.
private enum SharedStrings {
  static func read(from archive: OpaquePointer) throws(SpreadsheetFault) -> [String] {
    let part = "xl/sharedStrings.xml"
    guard let scanner = XMLScanner() else { throw XLSXFile.broken(part) }
    var texts: [String] = []
    var (text, isText, isSpoken) = ("", false, false)
    scanner.onStart = { name, _ in
      if name == "si" { text = "" }
      // How a text is pronounced is no part of it.
      if name == "rPh" { isSpoken = true }
      isText = name == "t" && !isSpoken
    }
    scanner.onText = { if isText { text += $0 } }
    scanner.onEnd = { name in
      if name == "t" { isText = false }
      if name == "rPh" { isSpoken = false }
      if name == "si" { texts.append(text) }
    }
    do {
      try XLSXFile.scan(part, in: archive, scanner, mayBeAbsent: true)
    } catch {
      throw XLSXFile.broken(part)
    }
    return texts
  }
}

extension DateStyles {
  fileprivate init(in archive: OpaquePointer, from1904: Bool) throws(SpreadsheetFault) {
    var formats: [Int: String] = [:]
    var styles: [Int] = []
    var isOfCells = false
    try attempt("xl/styles.xml", archive, mayBeAbsent: true) { name, attributes in
      switch name {
      case "numFmt":
        if let id = attributes["numFmtId"].flatMap({ Int($0) }) {
          formats[id] = attributes["formatCode"]
        }
      case "cellXfs": isOfCells = true
      case "cellStyleXfs", "cellStyles", "dxfs": isOfCells = false
      case "xf":
        if isOfCells { styles.append(attributes["numFmtId"].flatMap { Int($0) } ?? 0) }
      default: break
      }
    }
    self.init(styles: styles, formats: formats, isFrom1904: from1904)
  }
}
