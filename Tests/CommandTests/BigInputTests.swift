import Foundation
import Testing

/// What is too big to be kept costs neither memory nor what stands beside it.
@Suite struct BigInputTests {
  private static let bigLength = 200 << 20
  // { printf '{"a":"'; head -c 209715194 /dev/zero; } | sha256sum
  private static let bigDigest =
    "a7eb834321c07018e9cd9030e03894996b8c694b08599dafc5a197199cc2ecb1"

  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
  }

  /// 200 MiB on one line, of which the disk holds next to nothing, then a good line.
  private func writeBigFile() throws -> URL {
    let file = try workspace.write("big.ndjson", #"{"a":""#)
    let handle = try FileHandle(forWritingTo: file)
    try handle.truncate(atOffset: UInt64(Self.bigLength))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(("\n" + Draft.stock("good").line + "\n").utf8))
    try handle.close()
    return file
  }

  /// Runs under GNU time, where there is one, which tells the peak of memory in KiB.
  private func measured(_ command: String...) throws -> (answer: MitmProcess.Answer, peak: Int?) {
    guard let time = Tool.time else {
      return (try workspace.mitm(command, limit: 900), nil)
    }
    let binary = try #require(MitmProcess.binary)
    var process = MitmProcess(
      executable: time,
      arguments: ["-q", "-f", "%M", "-o", "peak", binary.path] + command,
      folder: workspace.folder
    )
    process.environment = workspace.place
    process.limit = 900
    let answer = try process.run()
    let peak = workspace.bytes(of: "peak").map { String(decoding: $0, as: UTF8.self) }
    return (answer, peak.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) })
  }

  @Test func `a line of 200 MB is refused in little memory and the next one recorded`() throws {
    let (answer, peak) = try measured(
      "append",
      try writeBigFile().path,
      "--keep-going",
      "--format",
      "json"
    )
    #expect(answer.status == 65, "\(answer.notes)")
    let json = try answer.json()
    #expect(json["appended"].number == 1)
    #expect(json["receipts"][0]["id"].text == "good")
    #expect(json["refusals"].list.count == 1)
    #expect(json["refusals"][0]["line"].number == 1)
    #expect(json["refusals"][0]["rule"].text == "size")
    #expect(json["refusals"][0]["message"].text?.contains("\(Self.bigLength)") == true)
    if let peak {
      #expect(peak < 300_000)
    }

    let entry = try workspace.refused()[0]
    #expect(entry["length"].number == Self.bigLength)
    let body = try workspace.refusedBodies()[0]
    #expect(body.count == 64 << 10)
    #expect(body.starts(with: Data(#"{"a":""#.utf8)))
    #expect(body.dropFirst(6).allSatisfy { $0 == 0 })
    if let sqlite = Tool.sqlite {
      let select = "SELECT lower(hex(sha256)) FROM intake WHERE outcome = 'refused'"
      let digest = try workspace.run(sqlite, [workspace.ledger.path, select])
      #expect(digest.lines == [Substring(Self.bigDigest)], "\(digest.notes)")
    }
    try workspace.expectIntact(size: 1)
  }

  /// A megabyte that unpacks to a gigabyte, in the sheet or in the texts that its cells share.
  @Test(
    .enabled(if: Tool.python != nil, "needs python3"),
    arguments: ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"]
  )
  func `a workbook that unpacks to very much is refused in little memory`(part: String) throws {
    let program = """
      import sys, zipfile
      from xml.sax.saxutils import escape
      main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
      office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
      package = 'http://schemas.openxmlformats.org/package/2006/relationships'
      files = {
        'xl/workbook.xml': f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        'xl/_rels/workbook.xml.rels': f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        'xl/worksheets/sheet1.xml': f'<worksheet xmlns="{main}"><sheetData><row><c t="s"><v>0</v></c></row></sheetData></worksheet>',
        'xl/sharedStrings.xml': f'<sst xmlns="{main}"><si><t>cis</t></si></sst>',
      }
      with zipfile.ZipFile('bomb.xlsx', 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
          with archive.open(name, 'w', force_zip64=True) as file:
            file.write(text.encode())
            if name == sys.argv[1]:
              for _ in range(1024): file.write(b' ' * (1 << 20))
      """
    #expect(try workspace.run(#require(Tool.python), ["-c", program, part]).status == 0)
    let (answer, peak) = try measured("reconcile", "bomb.xlsx", "--lab", "acme")
    #expect(answer.status == 65 && answer.notes.contains("bomb.xlsx"), "\(answer.notes)")
    if let peak { #expect(peak < 400_000) }
  }

  @Test func `a submission of up to 1 MiB is kept whole though an event has 65,535 bytes`() throws {
    for length in [70_000, 1 << 20] {
      let frame = Draft.stock("a").with("reason", "").line.utf8.count
      let line = Draft.stock("a").with("reason", String(repeating: "é", count: 10)).line
      let filler = String(repeating: " ", count: length - frame - 21)
      let file = try workspace.write("in.json", line.dropLast() + filler + ",}")
      let answer = try workspace.expect(65, "append", file.path, "--format", "json")
      #expect(try answer.json()["refused"].number == 1)
      let body = try #require(try workspace.refusedBodies().last)
      #expect(body == workspace.bytes(of: "in.json"))
    }
    try workspace.expectIntact(size: 0)
  }

  @Test func `an event of more than 65,535 bytes is refused for its size`() throws {
    let finding = #""\#(String(repeating: "x", count: 4_000))""#
    let findings = Array(repeating: finding, count: 17).joined(separator: ",")
    let draft = Draft(
      "i1",
      "inspection.conducted",
      by: "/ansm",
      about: "lab/acme",
      data: #"{"case":"C1","findings":[\#(findings)]}"#
    )
    let answer = try workspace.append([draft], expecting: 65)
    #expect(answer["refusals"][0]["rule"].text == "size")
    #expect(answer["refusals"][0]["message"].text?.contains("65535") == true)
    #expect(try workspace.refusedBodies() == [Data(draft.line.utf8)])
    try workspace.expectIntact(size: 0)
  }

  @Test func `reconciling a register costs no memory for what others declared`() throws {
    let register = "cis;type;effectiveon\n60234100;qualification.declared;2025-07-02\n"
    _ = try workspace.write("register.csv", register)
    try workspace.append([Draft.listed[1]])
    func peak() throws -> Int? {
      let (answer, peak) = try measured("reconcile", "register.csv", "--lab", "acme")
      #expect(answer.status == 0, "\(answer.notes)\(answer.text)")
      return peak
    }
    let before = try peak()
    let foreign = (0..<10_000).map {
      Draft.stock("s\($0)", units: $0, by: "/labs/other").line + "\n"
    }
    let file = try workspace.write("foreign.ndjson", foreign.joined())
    try workspace.expect(0, "append", file.path)
    let after = try peak()
    // Kept, ten thousand events take some 40 MB.
    if let before, let after {
      #expect(after - before < 15_000, "\(before) KiB, then \(after) KiB")
    }
  }
}
