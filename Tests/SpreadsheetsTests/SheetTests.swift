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
}
