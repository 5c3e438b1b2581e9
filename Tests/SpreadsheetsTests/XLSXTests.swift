import Declarations
import Foundation
import Spreadsheets
import Testing

/// Workbooks: what is written is read, and what is broken breaks nothing.
@Suite struct `A workbook` {
  private static func rows(_ bytes: [UInt8]) throws -> [SheetRow] {
    var rows: [SheetRow] = []
    try Sheet(bytes).forEachRow { rows.append($0) }
    return rows
  }

  private static func cells(_ bytes: [UInt8]) throws -> [[String]] {
    try rows(bytes).map(\.cells)
  }

  /// Reads what may be broken: rows or a fault, and nothing else.
  private static func expectNoHarm(_ bytes: [UInt8], _ place: String) {
    do {
      _ = try rows(bytes)
    } catch is SpreadsheetFault {
    } catch {
      Issue.record("\(place): \(error)")
    }
  }

  /// The bytes of a workbook that is written to a file.
  private static func written(_ write: (XLSXWriter) throws -> Void) throws -> [UInt8] {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "mitm-\(UUID().uuidString).xlsx")
    defer { try? FileManager.default.removeItem(at: file) }
    let writer = try XLSXWriter(file.path)
    try write(writer)
    try writer.close()
    return try [UInt8](Data(contentsOf: file))
  }

  private static func small() throws -> [UInt8] {
    let day = try LegalDate(parsing: "2026-03-13")
    return try written { writer in
      var sheet = try writer.sheet("Registre", ["cis", "effectiveon", "units"], widths: [10, 12])
      sheet.add([.text("60234100"), .date(day), .number(12_000)])
      sheet.add([.text("é"), .text(""), .marked("=1+1")])
      sheet.end()
    }
  }

  // MARK: Written and read

  @Test
  func `keeps texts as they are`() throws {
    let texts = [
      "pénurie d'œufs à 10 €", "=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"a\",\"b\")", "007",
      "1e5", "2026-03-13", "13/03/2026", "<a> & </a>", "]]>", "\"entre guillemets\"",
      "deux\nlignes", "un\tdeux", "TRUE", "#N/A", "日本語", "👩‍⚕️", "e\u{301}", "&amp;",
      String(repeating: "é", count: 10_000),
    ]
    let bytes = try Self.written { writer in
      var sheet = try writer.sheet("Textes", ["a", "b"])
      for text in texts { sheet.add([.text(text), .marked(text)]) }
      sheet.end()
    }
    let rows = try Self.cells(bytes)
    #expect(rows.count == texts.count + 1)
    let header = try #require(rows.first)
    #expect(header == ["a", "b"])
    for (row, text) in zip(rows.dropFirst(), texts) {
      #expect(row.count == 2, "\(text.prefix(20))")
      for cell in row {
        #expect(Array(cell.utf8) == Array(text.utf8), "\(text.prefix(20))")
      }
    }
  }

  @Test
  func `keeps numbers as plain integers`() throws {
    let numbers = [
      0, 1, -1, 42, 60_234_100, 999_999_999, 2_147_483_648, 99_999_999_999, 1_000_000_000_000,
      -1_000_000_000_000,
    ]
    let bytes = try Self.written { writer in
      var sheet = try writer.sheet("Nombres", ["n"])
      for number in numbers { sheet.add([.number(number)]) }
      sheet.end()
    }
    let read = try Self.cells(bytes).dropFirst()
    #expect(Array(read) == numbers.map { [String($0)] })
  }

  @Test
  func `keeps days as days`() throws {
    let days = [
      "1900-03-01", "1900-12-31", "1903-12-31", "1904-01-01", "1969-12-31", "1970-01-01",
      "2000-02-29", "2024-02-29", "2026-03-13", "2100-02-28", "2199-12-31",
    ]
    let dates = try days.map { try LegalDate(parsing: $0) }
    let bytes = try Self.written { writer in
      var sheet = try writer.sheet("Jours", ["jour"])
      for date in dates { sheet.add([.date(date)]) }
      sheet.end()
    }
    let read = try Self.cells(bytes).dropFirst()
    #expect(Array(read) == days.map { [$0] })
  }

  @Test
  func `keeps cells in their columns and rows in their places`() throws {
    let bytes = try Self.written { writer in
      var sheet = try writer.sheet("Trous", ["a", "", "c", "d"])
      sheet.add([.text(""), .text(""), .number(3)])
      sheet.add([])
      sheet.add([.text("a"), .text(""), .text("   "), .text("d")])
      sheet.add([.text(""), .text("b")])
      sheet.end()
    }
    let rows = try Self.rows(bytes)
    #expect(
      rows.map(\.cells) == [["a", "", "c", "d"], ["", "", "3"], ["a", "", "", "d"], ["", "b"]]
    )
    #expect(rows.map(\.number) == [1, 2, 4, 5])
  }

  @Test
  func `is read by its first sheet`() throws {
    let bytes = try Self.written { writer in
      var first = try writer.sheet("Premier & dernier", ["un"])
      first.add([.number(1)])
      first.end()
      var second = try writer.sheet("Deuxième", ["deux"])
      second.add([.number(2)])
      second.end()
    }
    #expect(try Self.cells(bytes) == [["un"], ["1"]])
    #expect(try Sheet(bytes).name == "Premier & dernier")
    #expect(try Sheet(Array("a;b\n".utf8)).name == nil)
  }

  @Test
  func `has twenty thousand rows`() throws {
    let day = try LegalDate(parsing: "2026-03-13")
    let bytes = try Self.written { writer in
      var sheet = try writer.sheet("Grand", ["cis", "effectiveon", "units"])
      for number in 0..<20_000 {
        sheet.add([
          .text(String(60_000_000 + number)), .date(day.adding(days: number % 365)),
          .number(number),
        ])
      }
      sheet.end()
    }
    let rows = try Self.rows(bytes)
    #expect(rows.map(\.number) == Array(1...20_001))
    let wrong = rows.dropFirst().enumerated().filter { number, row in
      let date = day.adding(days: number % 365).description
      return row.cells != [String(60_000_000 + number), date, String(number)]
    }
    #expect(wrong.isEmpty)
  }

  /// Without the cell it would say something else, and nobody would know.
  @Test
  func `is not written with a text that it cannot hold`() throws {
    func written(_ count: Int) throws -> [UInt8] {
      try Self.written { writer in
        var sheet = try writer.sheet("a", ["a"])
        sheet.add([.text(String(repeating: "é", count: count))])
      }
    }
    let fault = #expect(throws: SpreadsheetFault.self) { _ = try written(32_768) }
    #expect(fault?.message.english.contains("32,767") == true)
    #expect(try Self.cells(written(32_767)).last?.first?.count == 32_767)
  }

  @Test
  func `is not written where it cannot be`() throws {
    #expect(throws: SpreadsheetFault.self) {
      let writer = try XLSXWriter("/nonexistent-\(UUID().uuidString)/a.xlsx")
      var sheet = try writer.sheet("a", ["a"])
      sheet.add([.number(1)])
      try writer.close()
    }
    #expect(throws: SpreadsheetFault.self) {
      _ = try Self.written { writer in _ = try writer.sheet("a/b", ["a"]) }
    }
  }

  // MARK: Made by others

  @Test
  func `is read as others write it`() throws {
    let rows: String =
      "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"C2\" t=\"s\"><v>1</v></c>"
      + "<c r=\"D2\" t=\"s\"><v>2</v></c></row>"
      + "<row><c><v>1.5</v></c><c t=\"inlineStr\"><is><t>ici</t></is></c>"
      + "<c t=\"str\"><f>A1&amp;B1</f><v>formule</v></c><c t=\"b\"><v>1</v></c></row>"
      + "<x:row r=\"9\"><x:c r=\"B9\" s=\"1\"><x:v>45658</x:v></x:c>"
      + "<c s=\"2\"><v>61</v></c><c s=\"3\"><v>61</v></c><c s=\"0\"><v>61</v></c></x:row>"
    let read = try Self.rows(HandMade.workbook(rows))
    #expect(read.map(\.number) == [2, 3, 9])
    #expect(
      read.map(\.cells) == [
        ["premier", "", "deuxième", "<&>"], ["1.5", "ici", "formule", "true"],
        ["", "2025-01-01", "1900-03-01", "61", "61"],
      ]
    )
    #expect(try Sheet(HandMade.workbook(rows)).name == "Registre")
  }

  @Test
  func `keeps the time of day of a day`() throws {
    let days = [
      ("45658.5", "2025-01-01T12:00"), ("45658.604166666664", "2025-01-01T14:30"),
      ("45658.3333333333", "2025-01-01T08:00"), ("45658", "2025-01-01"),
    ]
    for (number, text) in days {
      let rows = "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>\(number)</v></c></row>"
      #expect(try Self.cells(HandMade.workbook(rows)) == [[text]], "\(number)")
    }
  }

  /// Some programs write no shared texts and no styles, and need not.
  @Test
  func `is read without the parts that may be absent`() throws {
    let absent = ["xl/styles.xml", "xl/sharedStrings.xml"]
    let rows = "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>45658</v></c></row>"
    let parts = HandMade.parts(rows).filter { !absent.contains($0.name) }
    #expect(try Self.cells(StoredZip.bytes(parts)) == [["45658"]])
  }

  /// A part that is there and cannot be unpacked is not an absent one: its texts would be lost.
  @Test
  func `is broken when a part that it has cannot be unpacked`() throws {
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>"
    let parts = [
      StoredFile("xl/sharedStrings.xml", HandMade.texts, method: 77),
      StoredFile("xl/styles.xml", HandMade.styles, method: 77),
      StoredFile("xl/worksheets/sheet1.xml", HandMade.sheet(rows), method: 77),
    ]
    for part in parts {
      #expect(throws: SpreadsheetFault.self, "\(part.name)") {
        _ = try Self.rows(HandMade.workbook(rows, part))
      }
    }
  }

  // MARK: Broken

  @Test
  func `is checked as archives are`() {
    #expect(StoredZip.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
  }

  @Test
  func `does no harm cut anywhere`() throws {
    let written = try Self.small()
    for bytes in [written, HandMade.workbook("<row><c><v>1</v></c></row>")] {
      for length in Array(stride(from: 0, to: bytes.count, by: 23)) + [1, 2, 3, 4, 5, 30] {
        Self.expectNoHarm(Array(bytes.prefix(length)), "\(length) of \(bytes.count)")
      }
      for length in (bytes.count - 30)..<bytes.count {
        Self.expectNoHarm(Array(bytes.prefix(length)), "\(length) of \(bytes.count)")
        Self.expectNoHarm(Array(bytes.suffix(length)), "last \(length) of \(bytes.count)")
      }
    }
  }

  @Test
  func `does no harm with any byte changed`() throws {
    let bytes = try Self.small()
    for place in stride(from: 0, to: bytes.count, by: 3) {
      var changed = bytes
      changed[place] ^= place.isMultiple(of: 2) ? 0xFF : 0x01
      Self.expectNoHarm(changed, "byte \(place)")
    }
  }

  /// Changed within its parts, with checksums that are right all the same.
  @Test
  func `does no harm with any byte of its XML changed`() {
    let rows =
      "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"AB1\" s=\"1\"><v>45658.5</v></c></row>"
      + "<row r=\"7\"><c t=\"inlineStr\"><is><t>&#233;</t></is></c></row>"
    for part in HandMade.parts(rows) {
      for place in stride(from: 0, to: part.content.count, by: 2) {
        for mask in [0x01, 0x10, 0x80] as [UInt8] {
          var content = part.content
          content[place] ^= mask
          let file = StoredFile(part.name, bytes: content)
          Self.expectNoHarm(HandMade.workbook(rows, file), "\(part.name), byte \(place)")
        }
      }
    }
  }

  @Test
  func `is no other archive`() {
    let row = "<row><c><v>1</v></c></row>"
    var archives = [StoredZip.bytes([StoredFile("a.txt", "a")])]
    let needed = ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"]
    for name in needed {
      archives.append(StoredZip.bytes(HandMade.parts(row).filter { $0.name != name }))
    }
    let replaced = [
      ("xl/workbook.xml", "<workbook/>"), ("xl/workbook.xml", "nonsense"),
      ("xl/workbook.xml", ""), ("xl/_rels/workbook.xml.rels", "<Relationships/>"),
      ("xl/worksheets/sheet1.xml", "<worksheet><sheetData>"), ("xl/styles.xml", "<a></b>"),
      ("xl/sharedStrings.xml", "<sst><si>"), ("xl/worksheets/sheet1.xml", "<a/><b/>"),
    ]
    for (name, text) in replaced {
      archives.append(HandMade.workbook(row, StoredFile(name, text)))
    }
    for (index, bytes) in archives.enumerated() {
      #expect(throws: SpreadsheetFault.self, "archive \(index)") { _ = try Self.rows(bytes) }
    }
  }

  @Test
  func `is refused with a document type, wherever it stands`() {
    var laughs = "<!DOCTYPE sst [<!ENTITY a0 \"ha\">"
    for level in 1...30 {
      let inner = String(repeating: "&a\(level - 1);", count: 10)
      laughs += "<!ENTITY a\(level) \"\(inner)\">"
    }
    laughs += "]>"
    let row = "<row><c t=\"s\"><v>0</v></c></row>"
    let types = [laughs, "<!DOCTYPE sst [<!ENTITY a30 SYSTEM \"file:///etc/hostname\">]>"]
    for type in types {
      let parts = [
        StoredFile("xl/sharedStrings.xml", "\(type)<sst><si><t>&a30;</t></si></sst>"),
        StoredFile("xl/styles.xml", "\(type)\(HandMade.styles)"),
        StoredFile(
          "xl/worksheets/sheet1.xml",
          "\(type)<worksheet><row><c t=\"str\"><v>&a30;</v></c></row></worksheet>"
        ),
      ]
      for part in parts {
        #expect(throws: SpreadsheetFault.self, "\(part.name)") {
          _ = try Self.rows(HandMade.workbook(row, part))
        }
      }
    }
  }

  @Test
  func `does no harm with references out of range`() throws {
    let cells = [
      "XFE1", "XFD1", "A0", "ZZZZZZZZ1", "ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ1", "", "1", "a1",
      "A-1", "A99999999999999999999", "É1", "$A$1",
    ]
    for reference in cells {
      let rows = "<row r=\"1\"><c r=\"\(reference)\"><v>1</v></c><c><v>2</v></c></row>"
      Self.expectNoHarm(HandMade.workbook(rows), reference)
    }
    for index in ["3", "99", "-1", "9223372036854775808", "", "x", "1e309", "0.5"] {
      let rows = "<row><c t=\"s\"><v>\(index)</v></c><c t=\"n\"><v>7</v></c></row>"
      #expect(try Self.rows(HandMade.workbook(rows)).first?[1] == "7", "\(index)")
    }
    let numbers = [
      "1048577", "0", "-1", "x", "", "9223372036854775806", "9223372036854775807",
      "-9223372036854775808", "9223372036854775808",
    ]
    for number in numbers {
      let first = "<row r=\"\(number)\"><c><v>1</v></c></row>"
      let rows = "\(first)<row><c><v>2</v></c></row><row><c><v>3</v></c></row>"
      Self.expectNoHarm(HandMade.workbook(rows), "row \(number)")
    }
  }

  @Test
  func `does no harm with numbers that are none`() throws {
    let ones = String(repeating: "1", count: 400)
    let numbers: [String] = [
      "1e309", "-1e309", "1e-400", "1e127", "1e128", "1e9999999999999999999999", "NaN", "nan",
      "inf", "-inf", "INF", "-0", "+1", "0x10", ".", "-", "e", "1e", "1,5", " 1 ", "\u{661}",
      ones, "0.\(ones)", "-1", "0",
      "60", "60.5", "2958465", "2958465.99999999", "2958466", "9223372036854775808", "1e100",
    ]
    for number in numbers {
      for style in ["0", "1", "2", "99", "-1", "x", "9223372036854775808"] {
        let rows =
          "<row><c s=\"\(style)\"><v>\(number)</v></c><c t=\"str\"><v>fin</v></c></row>"
        let place = "\(number.prefix(30)), style \(style)"
        #expect(try Self.rows(HandMade.workbook(rows)).first?[1] == "fin", "\(place)")
      }
    }
    let from1904 = StoredFile(
      "xl/workbook.xml",
      "<workbook><workbookPr date1904=\"1\"/><sheets><sheet name=\"a\" r:id=\"rId1\"/></sheets>"
        + "</workbook>"
    )
    let days = [("0", "1904-01-01"), ("1", "1904-01-02"), ("44196", "2025-01-01")]
    for (number, day) in days {
      let rows = "<row><c s=\"1\"><v>\(number)</v></c></row>"
      #expect(try Self.cells(HandMade.workbook(rows, from1904)) == [[day]], "\(number)")
    }
  }
}
