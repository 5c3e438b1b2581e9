import Declarations
import Foundation
import Reconciliation
import Spreadsheets
import Submissions
import Testing

/// Registers as labs keep them, read from files.
@Suite struct `A register` {
  private static func register(_ bytes: [UInt8]) throws -> Register {
    try Register(Sheet(bytes), needing: [.cis, .type], or: .id)
  }

  private static func register(_ text: String) throws -> Register {
    try register(Array(text.utf8))
  }

  private static func expect(
    _ register: Register,
    has columns: [Column],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(register.columns == columns, sourceLocation: sourceLocation)
  }

  /// What stands in a column, row by row.
  private static func cells(_ register: Register, _ column: Column) -> [String] {
    register.rows.map { $0.values[column] ?? "(no cell)" }
  }

  /// The products, row by row.
  private static func products(_ register: Register) -> [String] {
    register.rows.map { $0.cis?.description ?? "(no product)" }
  }

  // MARK: Headings

  @Test
  func `knows its columns by the names of fields and by the headings of the templates`() {
    for column in Column.allCases {
      #expect(Column(heading: column.rawValue) == column, "\(column)")
      #expect(Column(heading: column.rawValue.uppercased()) == column, "\(column)")
      #expect(Column(heading: column.french) == column, "\(column)")
      #expect(Column(heading: "  \(column.french.uppercased()) ") == column, "\(column)")
      let plain = column.french.replacing("é", with: "e").replacing("'", with: "’")
      #expect(Column(heading: plain) == column, "\(plain)")
      let decomposed = column.french.decomposedStringWithCanonicalMapping
      #expect(Column(heading: decomposed) == column, "\(column)")
    }
    for heading in ["", " ", "Commentaire", "Visa", "cis2", "unité de stockage"] {
      #expect(Column(heading: heading) == nil, "\(heading)")
    }
  }

  @Test
  func `takes columns in any order and in either language`() throws {
    let row: [Column: String] = [
      .id: "s-1", .dossier: "12 345", .cis: "60234100", .type: "stock.reported",
      .effectiveon: "13/03/2026", .units: "12 000", .sales12m: "24000",
    ]
    let orders: [[Column]] = [
      [.id, .dossier, .cis, .type, .effectiveon, .units, .sales12m],
      [.sales12m, .units, .effectiveon, .type, .cis, .dossier, .id],
      [.type, .id, .units, .cis, .sales12m, .dossier, .effectiveon],
    ]
    for order in orders {
      for isFrench in [true, false] {
        let headings = order.map { isFrench ? $0.french : $0.rawValue }
        let cells = order.map { row[$0] ?? "" }
        let text = "\(headings.joined(separator: ";"))\n\(cells.joined(separator: ";"))\n"
        let register = try Self.register(text)
        #expect(register.columns == order)
        #expect(register.ignored.isEmpty)
        #expect(register.rows.map(\.values) == [row])
        let first = try #require(register.rows.first)
        #expect(first.number == 2 && first.id == "s-1" && first.dossier == 12_345)
        #expect(first.cis?.description == "60234100" && first.type == .stockReported)
        #expect(first.effectiveOn?.description == "2026-03-13")
      }
    }
  }

  @Test
  func `names the columns that it does not know, and leaves them out`() throws {
    let register = try Self.register(
      "Commentaire;Code CIS;;Type;Visa\nvu;60234100;x;stock.reported;AB\n"
    )
    Self.expect(register, has: [.cis, .type])
    #expect(register.ignored == ["Commentaire", "C", "Visa"])
    let row: [Column: String] = [.cis: "60234100", .type: "stock.reported"]
    #expect(register.rows.map(\.values) == [row])
  }

  @Test
  func `knows a type with or without what stands around its name`() throws {
    let register = try Self.register(
      "cis,type\n60234100,plan.filed\n60234100,fr.mitm.plan.filed.v1\n60234100,plan.filed.v1\n"
    )
    let types: [EventType?] = [.planFiled, .planFiled, nil]
    #expect(register.rows.map(\.type) == types)
  }

  @Test
  func `has a column once`() throws {
    for text in ["cis;type;Code CIS\n", "id;Identifiant\n", "cis;type;stock;units\n"] {
      let refusal = #expect(throws: Refusal.self, "\(text)") { _ = try Self.register(text) }
      #expect(refusal?.rule == .malformed, "\(text)")
    }
    let refusal = #expect(throws: Refusal.self) {
      _ = try Self.register("cis;type;Code CIS\n60234100;stock.reported;60234100\n")
    }
    #expect(refusal?.field == "cis")
  }

  @Test
  func `needs an id, or a product and a type`() throws {
    for text in ["", "\n\n", "dossier;cis\n1;60234100\n", "type\n", "a;b\n1;2\n", "units\n12\n"] {
      let refusal = #expect(throws: Refusal.self, "\(text)") { _ = try Self.register(text) }
      #expect(refusal?.rule == .missing, "\(text)")
    }
    for text in ["id\ns-1\n", "type;cis\nstock.reported;60234100\n"] {
      #expect(try Self.register(text).rows.count == 1, "\(text)")
    }
  }

  // MARK: Files

  @Test(arguments: [";", ",", "\t"])
  func `is read whatever separates its cells`(separator: String) throws {
    let lines = [
      ["Code CIS", "Type", "Date d'effet", "Motif de l'arrêt"],
      ["60234100", "commercialisation.stop-announced", "13/03/2026", "\"a;b,c\td\""],
      ["60234101", "commercialisation.stopped"],
    ]
    for end in ["\n", "\r\n"] {
      let text = lines.map { $0.joined(separator: separator) }.joined(separator: end)
      let register = try Self.register(text + end)
      Self.expect(register, has: [.cis, .type, .effectiveon, .motive])
      #expect(Self.cells(register, .motive) == ["a;b,c\td", ""])
      #expect(register.rows.map(\.number) == [2, 3])
      #expect(Self.products(register) == ["60234100", "60234101"])
    }
  }

  @Test
  func `is read in UTF-8, with its mark or without, and in Windows-1252`() throws {
    let text = "Code CIS;Type;Motif de l'arrêt\n60234100;plan.filed;pénurie œuf €\n"
    // Of Windows-1252 these two are elsewhere than in Unicode.
    let others: [Unicode.Scalar: UInt8] = ["€": 0x80, "œ": 0x9C]
    let windows = text.unicodeScalars.map { scalar in
      others[scalar] ?? UInt8(truncatingIfNeeded: scalar.value)
    }
    #expect(windows.contains(0xE9) && windows.contains(0x80))
    let files: [[UInt8]] = [
      Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8), windows,
      Array(text.decomposedStringWithCanonicalMapping.utf8),
    ]
    for bytes in files {
      let register = try Self.register(bytes)
      Self.expect(register, has: [.cis, .type, .motive])
      #expect(register.ignored.isEmpty)
      #expect(Self.cells(register, .motive) == ["pénurie œuf €"])
    }
    let quoted: [UInt8] = [0xEF, 0xBB, 0xBF] + Array("\"id\";\"units\"\n\"s-1\";\"12\"\n".utf8)
    Self.expect(try Self.register(quoted), has: [.id, .units])
  }

  @Test
  func `is read with separators, quotes and line ends in its cells`() throws {
    let lines: [String] = [
      "cis;type;motive",
      "60234100;plan.filed;\"arrêt ; dit \"\"définitif\"\"\r\nsuite, et fin\"",
      "", ";;", "60234101;plan.filed; autour ", "60234102;plan.filed",
    ]
    let register = try Self.register(lines.joined(separator: "\r\n"))
    let motives = ["arrêt ; dit \"définitif\"\r\nsuite, et fin", "autour", ""]
    #expect(Self.cells(register, .motive) == motives)
    #expect(register.rows.map(\.number) == [2, 6, 7])
  }

  @Test
  func `is a spreadsheet`() throws {
    let files: [[UInt8]] = [
      Array("cis;type\n\"60234100;plan.filed\n".utf8),
      [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
      [0x50, 0x4B, 0x03, 0x04],
    ]
    for bytes in files {
      #expect(throws: SpreadsheetFault.self, "\(bytes)") { _ = try Self.register(bytes) }
    }
  }

  @Test
  func `is read from a workbook as from a text`() throws {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "mitm-\(UUID().uuidString).xlsx")
    defer { try? FileManager.default.removeItem(at: file) }
    let writer = try XLSXWriter(file.path)
    var sheet = try writer.sheet(
      "Registre",
      ["Type", "Date d'effet", "Remarque", "Code CIS", "Stock (unités)"]
    )
    let day = try LegalDate(parsing: "2026-03-13")
    sheet.add([
      .text("stock.reported"), .date(day), .text("à voir"), .number(60_234_100), .number(12_000),
    ])
    sheet.add([.text("plan.filed"), .text("13/03/2026"), .text(""), .text("60234100")])
    sheet.end()
    try writer.close()
    let register = try Self.register([UInt8](Data(contentsOf: file)))
    Self.expect(register, has: [.type, .effectiveon, .cis, .units])
    #expect(register.ignored == ["Remarque"])
    #expect(register.rows.map(\.number) == [2, 3])
    #expect(register.rows.compactMap(\.effectiveOn) == [day, day])
    #expect(Self.products(register) == ["60234100", "60234100"])
    #expect(Self.cells(register, .units) == ["12000", ""])
  }

  // MARK: Cells

  @Test
  func `has whole numbers as people write them`() {
    let good: [(String, Int)] = [
      ("12000", 12_000), ("12 000", 12_000), ("12\u{202F}000", 12_000), ("12\u{A0}000", 12_000),
      ("12000,00", 12_000), ("12 000,0", 12_000), ("0", 0), ("007", 7), (" 5 ", 5),
      ("1 000 000 000 000", 1_000_000_000_000),
    ]
    for (text, number) in good { #expect(CellText.integer(text) == number, "\(text)") }
    let bad = [
      "", " ", "12,5", "1e3", "12.5", "12.000", "+5", "1,0,0", "12,", ",0", "abc", "0x10", "--5",
      "\u{FF11}\u{FF12}", "12;000", "12'000", "12,000", "9223372036854775808", "12000 unités", "-",
    ]
    for text in bad { #expect(CellText.integer(text) == nil, "\(text)") }
  }

  @Test
  func `has days as people write them`() {
    let good = [
      ("2026-03-13", "2026-03-13"), ("13/03/2026", "2026-03-13"), ("13.3.2026", "2026-03-13"),
      ("13-03-2026", "2026-03-13"), ("2026-03-13T00:00", "2026-03-13"),
      ("2026-03-13T00:00:00", "2026-03-13"), ("13/03/2026 00:00:00", "2026-03-13"),
      ("2026-03-13 00:00:00", "2026-03-13"), ("1/1/2024", "2024-01-01"),
      ("29/02/2024", "2024-02-29"), ("01/01/1900", "1900-01-01"), ("31/12/2199", "2199-12-31"),
    ]
    for (text, day) in good { #expect(CellText.day(text)?.description == day, "\(text)") }
    let bad = [
      "", " ", "31/02/2025", "2025-02-30", "13/03/26", "29/02/2025", "13/13/2026", "0/01/2025",
      "32/01/2025", "2026-3-13", "2026/03/13", "03/2026", "demain", "45731", "2026",
      "13 mars 2026",
      "\u{661}\u{663}/03/2026", "//", "T", "--", "13/03/2026/1",
    ]
    for text in bad { #expect(CellText.day(text) == nil, "\(text)") }
  }

  @Test
  func `has yes and no in either language`() {
    for text in ["oui", "Oui", "OUI", "o", "vrai", "VRAI", "true", "yes", "1", "x", "X"] {
      #expect(CellText.flag(text) == true, "\(text)")
    }
    for text in ["non", "Non", "n", "faux", "FAUX", "false", "no", "0"] {
      #expect(CellText.flag(text) == false, "\(text)")
    }
    for text in ["", " ", "peut-être", "2", "-1", "ouinon"] {
      #expect(CellText.flag(text) == nil, "\(text)")
    }
  }

  @Test
  func `has columns as a spreadsheet calls them`() {
    let names = [
      (0, "A"), (1, "B"), (25, "Z"), (26, "AA"), (27, "AB"), (51, "AZ"), (52, "BA"),
      (701, "ZZ"), (702, "AAA"), (16_383, "XFD"),
    ]
    for (column, name) in names { #expect(SheetRow.name(ofColumn: column) == name) }
    let row = SheetRow(number: 3, cells: [" a ", "\u{FEFF}b\u{A0}", "", "c", " ", ""])
    #expect(row.cells == ["a", "b", "", "c"])
    #expect(row[0] == "a" && row[2].isEmpty && row[9].isEmpty && row[-1].isEmpty)
  }
}
