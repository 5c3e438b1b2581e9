import Foundation
import Testing

/// `mitm import bdpm`, as scripts rely on it.
@Suite struct ImportTests {
  private let workspace: Workspace
  private static let files = [
    "CIS_bdpm.txt", "CIS_CIP_bdpm.txt", "CIS_MITM.txt", "CIS_CIP_Dispo_Spec.txt",
  ]

  init() throws {
    workspace = try Workspace()
  }

  /// A folder with two products, one of them published, and a row that cannot be read.
  private func folder(_ name: String, marketed: String = "Commercialisée") throws -> String {
    let folder = workspace.folder.appending(path: name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    func product(_ cis: String) -> String {
      "\(cis)\tPRODUIT\tcomprimé\torale\tAutorisation active\tProcédure nationale\t\(marketed)\t"
        + "12/03/1998\t\t\t PHARMA SA\tNon\r\n"
    }
    let pack =
      "60000001\t4949729\tplaquette\tPrésentation active\tDéclaration de commercialisation\t"
      + "16/03/2011\t3400949497294\toui\t\t\t\t\t\r\n"
    let texts = [
      product("60000001") + product("60000002") + "nonsense\r\n", pack,
      "60000001\tA02BA01\tPRODUIT\thttps://example.org",
      "60000001\t\t1\tRupture\t03/07/2025\t04/07/2025\t\thttps://example.org/sheet\r\n",
    ]
    for (file, text) in zip(Self.files, texts) {
      let bytes = try #require(text.data(using: .windowsCP1252))
      try bytes.write(to: folder.appending(path: file))
    }
    return name
  }

  private let days = ["--observed-on", "2025-07-07", "--published-on", "2024-12-19"]

  @Test func `says what it appended, read and found`() throws {
    let name = try folder("a")
    let answer = try workspace.mitm(["import", "bdpm", name, "--format", "json"] + days)
    #expect(answer.status == 0, "\(answer.notes)")
    let json = try answer.json()
    #expect(json.keys == ["appended", "rows", "findings", "size", "root"])
    let expected = [
      "register.observed": 1, "lab.registered": 1, "product.described": 2,
      "commercialisation.declared": 2, "publication.released": 1, "publication.entered": 1,
      "shortage.declared": 1,
    ]
    for (type, count) in expected {
      #expect(json["appended"]["fr.mitm.\(type).v1"].number == count, "\(type)")
    }
    #expect(json["appended"].keys.count == expected.count)
    #expect(json["rows"].keys == Set(Self.files))
    #expect(json["rows"]["CIS_bdpm.txt"].number == 3)
    let finding = json["findings"][0]
    #expect(finding["file"].text == "CIS_bdpm.txt")
    #expect(finding["line"].number == 3)
    #expect(finding["kind"].text == "unreadable")
    #expect(json["size"].number == 9)
    let list = try workspace.expect(0, "list", "--as-of", "2025-07-07", "--format", "json").json()
    #expect(list["rows"].list.map { $0["cis"].text } == ["60000001"])
    let log = try workspace.expect(0, "log", "--cis", "60000001", "--format", "json").json()
    let cause = "/bdpm#register.observed:bdpm:2025-07-07:"
    #expect(log.list.allSatisfy { $0["causationid"].text?.hasPrefix(cause) == true })
    #expect(log.list.count == 4)
  }

  @Test func `appends nothing the second time`() throws {
    let arguments = ["import", "bdpm", try folder("a"), "--format", "json"] + days
    let first = try workspace.mitm(arguments).json()
    let again = try workspace.mitm(arguments)
    #expect(again.status == 0)
    #expect(try again.json()["appended"].keys.isEmpty)
    #expect(try again.json()["root"].text == first["root"].text)
  }

  @Test func `writes its findings to a file, and is strict when asked`() throws {
    let name = try folder("a")
    let strict = ["import", "bdpm", name, "--strict", "--findings", "found.csv"] + days
    #expect(try workspace.mitm(strict).status == 65)
    let text = try #require(
      workspace.bytes(of: "found.csv").map { String(decoding: $0, as: UTF8.self) }
    )
    let lines = text.split(separator: "\r\n")
    #expect(lines.first == "file,line,kind,message")
    #expect(lines.dropFirst().first?.hasPrefix("CIS_bdpm.txt,3,unreadable,") == true)
    #expect(try workspace.size == 9)
  }

  @Test func `refuses what comes before, after today, or without its day`() throws {
    let new = try folder("new")
    let old = try folder("old", marketed: "Non commercialisée")
    #expect(try workspace.mitm(["import", "bdpm", new] + days).status == 0)
    func status(_ arguments: [String]) throws -> Int32 {
      try workspace.mitm(["import", "bdpm"] + arguments).status
    }
    let published = ["--published-on", "2024-12-19"]
    #expect(try status([old, "--observed-on", "2025-01-02"] + published) == 65)
    #expect(try status([old, "--observed-on", "2025-01-02", "--allow-older"] + published) == 0)
    #expect(try status([new, "--observed-on", "2025-07-07"]) == 64)
    #expect(try status([new, "--observed-on", "2199-01-01"] + published) == 64)
    #expect(try status([new, "--observed-on", "2024-01-01"] + published) == 64)
    #expect(try status([new]) == 64)
    #expect(try status(["nowhere"] + days) == 66)
    try FileManager.default.createDirectory(
      at: workspace.folder.appending(path: "empty"),
      withIntermediateDirectories: true
    )
    #expect(try status(["empty"] + days) == 66)
    try FileManager.default.createDirectory(
      at: workspace.folder.appending(path: "odd/CIS_MITM.txt"),
      withIntermediateDirectories: true
    )
    let odd = try workspace.mitm(["import", "bdpm", "odd"] + days)
    #expect(odd.notes.contains("CIS_MITM.txt"))
    #expect(odd.status == 66)
    try FileManager.default.createDirectory(
      at: workspace.folder.appending(path: "wide"),
      withIntermediateDirectories: true
    )
    let wide = try #require("60000001\tA02BA01\tPRODUIT\n".data(using: .utf16))
    try wide.write(to: workspace.folder.appending(path: "wide/CIS_MITM.txt"))
    #expect(try status(["wide"] + days) == 65)
  }
}
