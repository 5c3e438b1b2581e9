import Declarations
import Spreadsheets
import Testing

/// Sheets as people save them.
@Suite struct `A sheet that somebody saved` {
  private static func rows(_ bytes: [UInt8]) throws -> [[String]] {
    var rows: [[String]] = []
    try Sheet(bytes).forEachRow { rows.append($0.cells) }
    return rows
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `ends its lines in any way`(end: String) throws {
    let text = "a;b\(end)1;\"x y\"\(end)\(end)2;z"
    #expect(try Self.rows(Array(text.utf8)) == [["a", "b"], ["1", "x y"], ["2", "z"]])
  }

  /// A line that cannot be read takes none with it, and those behind it keep their numbers.
  @Test(arguments: ["\n", "\r\n", "\r"])
  func `loses one line where one is wrong`(end: String) throws {
    let text = "a;b\(end)1\"x;y\(end)\"2\(end)2\";z\(end)3;w"
    var records: [(line: Int, fields: [String]?)] = []
    var reader = CSVReader(Array(text.utf8), separator: UInt8(ascii: ";"))
    while let record = reader.next() { records.append((record.line, record.fields)) }
    #expect(records.map(\.line) == [1, 2, 3, 5])
    #expect(records.map { $0.fields?.count } == [2, nil, 2, 2])
  }

  /// The marks of UTF-16 in either order, and of a workbook of before 2007.
  @Test(arguments: [[0xFF, 0xFE, 0x61, 0], [0xFE, 0xFF, 0, 0x61], [0xD0, 0xCF, 0x11, 0xE0]])
  func `is told to be what it is, and not taken for text`(bytes: [UInt8]) {
    #expect(throws: SpreadsheetFault.self) { try Self.rows(bytes) }
  }

  @Test
  func `is the first that is shown`() throws {
    let row = "<row><c><v>1</v></c></row>"
    let sheets = """
      <workbook><sheets><sheet name="caché" state="hidden" r:id="rId0"/>\
      <sheet name="Registre" r:id="rId1"/></sheets></workbook>
      """
    let bytes = HandMade.workbook(row, StoredFile("xl/workbook.xml", sheets))
    #expect(try Sheet(bytes).name == "Registre")
    #expect(try Self.rows(bytes) == [["1"]])
  }

  @Test(arguments: [
    "sep=;\na;b\n1;2\n", "\n\na;b\n1;2\n", "a;b\n1;2", "a,b\n1,2", "a\tb\n1\t2", "a|b\n1|2",
    "\u{FEFF}sep=,\r\na,b\r\n1,2\r\n", "\"a\";\"b\"\n1;2",
  ])
  func `is divided by what its first lines speak for`(text: String) throws {
    #expect(try Self.rows(Array(text.utf8)) == [["a", "b"], ["1", "2"]])
  }

  @Test(arguments: ["Registre, mars 2026", "Registre 2026"])
  func `keeps a title above its header, whatever the title has in it`(title: String) throws {
    for header in ["a;b\n1;2\n", "a;b\n\n1,0;2,0\n"] {
      let rows = try Self.rows(Array("\(title)\n\n\(header)".utf8))
      #expect(rows[0] == [title] && rows[1] == ["a", "b"] && rows[2].count == 2)
    }
  }

  @Test(arguments: [
    ("{\"id\":1}", "JSON"), ("a;b\nle \"bon\" lot;2", "doubled"), ("a;\"b", "doubled"),
  ])
  func `is told what is wrong with it`(text: String, word: String) {
    do {
      _ = try Self.rows(Array(text.utf8))
      Issue.record("taken")
    } catch let fault as SpreadsheetFault {
      #expect(fault.message.english.contains(word))
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test
  func `names the sheets that are not read`() throws {
    let sheets = """
      <workbook><sheets><sheet name="Registre" r:id="rId1"/><sheet name="caché" state="hidden" r:id="rId3"/>\
      <sheet name="2025" r:id="rId2"/></sheets></workbook>
      """
    let bytes = HandMade.workbook("", StoredFile("xl/workbook.xml", sheets))
    #expect(try Sheet(bytes).otherNames == ["2025"])
  }

  @Test
  func `has its rows in their order, and no cell beyond what a register holds`() throws {
    let disordered = ##"<row r="3"><c><v>1</v></c></row><row r="2"><c><v>2</v></c></row>"##
    #expect(throws: SpreadsheetFault.self) { try Self.rows(HandMade.workbook(disordered)) }
    let far = ##"<row r="1"><c r="XFD1"><v>1</v></c></row>"##
    #expect(throws: SpreadsheetFault.self) { try Self.rows(HandMade.workbook(far)) }
    // What is far away and empty costs nothing and says nothing.
    let empty = ##"<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>"##
    #expect(try Self.rows(HandMade.workbook(empty)) == [["1"]])
  }

  /// What the file keeps, the style, and what the screen shows.
  @Test(arguments: [
    ("11999.999999999998", "General", "12000"), ("0.1", "General", "0.1"),
    ("45000", "Standard", "45000"), ("45000", "Général", "45000"), ("45000", "#,##0", "45000"),
    ("45000", "yyyymmdd", "2023-03-15"), ("45000", "jj/mm/aaaa", "2023-03-15"),
    ("45000", "[$-40C]d mmm yyyy", "2023-03-15"),
    ("9007199254740993", "General", "9007199254740990"),
    ("-1234567.1234567899", "0.00", "-1234567.12345679"),
  ])
  func `has its numbers as the screen shows them`(kept: String, format: String, shown: String)
    throws
  {
    let styles = """
      <styleSheet><numFmts><numFmt numFmtId="180" formatCode="\(format)"/></numFmts>\
      <cellXfs><xf numFmtId="180"/></cellXfs></styleSheet>
      """
    let row = ##"<row><c s="0"><v>"## + kept + "</v></c></row>"
    let bytes = HandMade.workbook(row, StoredFile("xl/styles.xml", styles))
    #expect(try Self.rows(bytes) == [[shown]])
  }
}
