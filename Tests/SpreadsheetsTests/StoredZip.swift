/// A file of an archive.
struct StoredFile {
  let name: String
  let content: [UInt8]
  /// How the archive says that it is packed; 0 is as it is.
  var method = 0

  init(_ name: String, _ text: String, method: Int = 0) {
    self.name = name
    content = Array(text.utf8)
    self.method = method
  }

  init(_ name: String, bytes: [UInt8]) {
    self.name = name
    content = bytes
  }
}

/// Writes ZIP archives whose files are not packed.
enum StoredZip {
  static func bytes(_ files: [StoredFile]) -> [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for file in files {
      let offset = archive.count
      archive.write(0x0403_4B50, bytes: 4)
      archive += description(of: file)
      archive += Array(file.name.utf8)
      archive += file.content
      directory.write(0x0201_4B50, bytes: 4)
      directory.write(20, bytes: 2)
      directory += description(of: file)
      // No comment, the first disk, no attributes.
      directory.write(0, bytes: 10)
      directory.write(offset, bytes: 4)
      directory += Array(file.name.utf8)
    }
    let start = archive.count
    archive += directory
    archive.write(0x0605_4B50, bytes: 4)
    archive.write(0, bytes: 4)
    archive.write(files.count, bytes: 2)
    archive.write(files.count, bytes: 2)
    archive.write(directory.count, bytes: 4)
    archive.write(start, bytes: 4)
    archive.write(0, bytes: 2)
    return archive
  }

  /// What the header of a file and its entry in the directory have in common.
  private static func description(of file: StoredFile) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.write(20, bytes: 2)
    bytes.write(0, bytes: 2)
    bytes.write(file.method, bytes: 2)
    // Midnight of 1 January 1980.
    bytes.write(0, bytes: 2)
    bytes.write(0x21, bytes: 2)
    bytes.write(Int(checksum(file.content)), bytes: 4)
    bytes.write(file.content.count, bytes: 4)
    bytes.write(file.content.count, bytes: 4)
    bytes.write(file.name.utf8.count, bytes: 2)
    bytes.write(0, bytes: 2)
    return bytes
  }

  /// CRC-32, as ZIP has it.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var value: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 {
        let isOdd = value & 1 == 1
        value >>= 1
        if isOdd { value ^= 0xEDB8_8320 }
      }
    }
    return ~value
  }
}

extension [UInt8] {
  /// Appends a number, its lowest byte first.
  fileprivate mutating func write(_ number: Int, bytes count: Int) {
    for place in 0..<count {
      append(place < 8 ? UInt8(truncatingIfNeeded: number >> (8 * place)) : 0)
    }
  }
}

/// Workbooks made by hand.
enum HandMade {
  static let styles: String =
    "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"dd/mm/yyyy\"/>"
    + "<numFmt numFmtId=\"171\" formatCode=\"0.00&quot;day&quot;\"/></numFmts>"
    + "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"
    + "<xf numFmtId=\"14\"/><xf numFmtId=\"170\"/><xf numFmtId=\"171\"/></cellXfs></styleSheet>"

  static let texts: String =
    "<sst><si><t>premier</t></si><si><r><t>deu</t></r><r><t>xième</t></r></si>"
    + "<si><t>&lt;&amp;&gt;</t><rPh><t>dit</t></rPh></si></sst>"

  /// The parts of a workbook of one sheet with these rows.
  static func parts(_ rows: String) -> [StoredFile] {
    [
      StoredFile(
        "xl/workbook.xml",
        "<workbook><sheets><sheet name=\"Registre\" sheetId=\"1\" r:id=\"rId1\"/></sheets>"
          + "</workbook>"
      ),
      StoredFile(
        "xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/>"
          + "</Relationships>"
      ),
      StoredFile("xl/styles.xml", styles),
      StoredFile("xl/sharedStrings.xml", texts),
      StoredFile("xl/worksheets/sheet1.xml", sheet(rows)),
    ]
  }

  static func sheet(_ rows: String) -> String {
    "<?xml version=\"1.0\"?><worksheet><sheetData>\(rows)</sheetData></worksheet>"
  }

  static func workbook(_ rows: String) -> [UInt8] {
    StoredZip.bytes(parts(rows))
  }

  /// The same workbook with one of its parts replaced, or added.
  static func workbook(_ rows: String, _ part: StoredFile) -> [UInt8] {
    StoredZip.bytes(parts(rows).filter { $0.name != part.name } + [part])
  }
}
