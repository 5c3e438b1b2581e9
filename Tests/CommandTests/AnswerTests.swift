import Foundation
import Testing

/// The shapes of the answers, which scripts rely on, and the two axes of the questions.
@Suite struct AnswerTests: Asker {
  private static let product = Workspace.product
  private static let basisKeys: Set<String> = ["asOf", "size", "root", "rulebook"]
  private static let rowKeys: Set<String> = [
    "cis", "denomination", "atc", "holder", "operator", "state", "since", "origin",
    "withdrawalPending", "evidence",
  ]

  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.append(Draft.listed)
  }

  private func expectBasis(_ basis: JSON, asOf day: String, size: Int) {
    #expect(basis.keys == Self.basisKeys)
    #expect(basis["asOf"].text == day)
    #expect(basis["size"].number == size)
    #expect(basis["root"].text.flatMap { Data(base64Encoded: $0) }?.count == 32)
    #expect(basis["rulebook"].text?.isEmpty == false)
  }

  // MARK: Shapes

  @Test func `the list`() throws {
    let answer = try json(0, "list", "--as-of", "2025-08-01")
    #expect(answer.keys == ["basis", "count", "rows"])
    expectBasis(answer["basis"], asOf: "2025-08-01", size: 3)
    #expect(answer["count"].number == 1)
    let row = answer["rows"][0]
    #expect(row.keys == Self.rowKeys)
    #expect(row["cis"].text == Self.product)
    #expect(row["denomination"].text == "ESSAI 500 mg, comprimé")
    #expect(row["atc"].text == "N02BE01")
    #expect(row["holder"].text == "acme")
    #expect(row["operator"].text == "acme")
    #expect(row["state"].text == "listed")
    #expect(row["since"].text == "2025-07-05")
    #expect(row["origin"].text == "lab")
    #expect(row["withdrawalPending"].flag == false)
    #expect(row["evidence"].numbers == [0, 1, 2])
  }

  @Test func `a row leaves out what is not known`() throws {
    let answer = try json(
      0,
      "list",
      "--state",
      "qualified-not-marketed",
      "--as-of",
      "2025-07-03"
    )
    let row = answer["rows"][0]
    #expect(row.keys == Self.rowKeys.subtracting(["operator", "since"]))
    #expect(row["state"].text == "qualified-not-marketed")
    #expect(row["evidence"].numbers == [0, 1])
    let early = try json(0, "list", "--as-of", "2025-07-03")
    #expect(early["count"].number == 0)
    #expect(early["rows"].list.isEmpty)
  }

  @Test func `the published list has the same rows with the state they have`() throws {
    let entered = Draft(
      "e1",
      "publication.entered",
      by: "/ansm",
      about: "cis/61111111",
      data: #"{"publication":"P1","denomination":"AUTRE"}"#
    )
    try workspace.append([entered])
    let answer = try json(0, "list", "--published", "--as-of", "2025-08-01")
    #expect(answer["rows"].list.map { $0["cis"].text } == ["61111111"])
    let row = answer["rows"][0]
    #expect(row.keys.isSubset(of: Self.rowKeys))
    #expect(row["state"].text == "qualified-not-marketed")
    #expect(row["origin"].text == "publication")
    #expect(row["evidence"].numbers == [3])
    // What is counted is a part of it, and says so.
    let part = ["list", "--published", "--state", "listed", "--as-of", "2025-08-01"]
    let said = try workspace.mitm(part + ["--language", "en"]).text
    #expect(said.hasPrefix("MITM, published list on 2025-08-01, state “listed”. Products: 0\n"))
  }

  @Test func `the trace of a product that is listed`() throws {
    try workspace.append([.stock("s1"), .retraction("r1", of: "/labs/acme#s1", by: "/ansm")])
    let answer = try json(0, "trace", Self.product, "--as-of", "2025-08-01")
    let keys: Set = ["annotations", "basis", "cis", "state", "listed", "conditions", "timeline"]
    #expect(answer.keys == keys)
    expectBasis(answer["basis"], asOf: "2025-08-01", size: 5)
    #expect(answer["state"].text == "listed")
    #expect(answer["listed"].flag == true)
    let conditions = answer["conditions"].list
    let names = ["qualified", "marketed", "authorised"]
    #expect(conditions.map { $0["condition"].text } == names)
    #expect(conditions.allSatisfy { $0.keys == ["condition", "holds", "evidence"] })
    #expect(conditions.map { $0["holds"].flag } == [true, true, true])
    #expect(conditions.map { $0["evidence"].numbers } == [[1], [2], [0]])
    let timeline = answer["timeline"].list
    #expect(timeline.map { $0["event"]["sequence"].text } == ["0", "1", "2", "3", "4"])
    #expect(timeline.map { $0["voidedBy"].number } == [nil, nil, nil, 4, nil])
    #expect(timeline[0].keys == ["event"])
  }

  @Test func `the nearest fact can be sent as it is and makes the condition hold`() throws {
    let answer = try json(0, "trace", Self.product, "--as-of", "2025-07-03")
    let failing = answer["conditions"][1]
    #expect(failing["holds"].flag == false)
    #expect(failing["evidence"].list.isEmpty)
    let nearest = try #require(failing["nearest"].value)
    let bytes = try JSONSerialization.data(withJSONObject: nearest)
    #expect(try workspace.mitm(["append", "-"], input: bytes).status == 0)
    #expect(try json(0, "trace", Self.product, "--as-of", "2025-07-03")["listed"].flag == true)
  }

  @Test func `a product without events is none`() throws {
    let answer = try json(0, "trace", "69999999", "--as-of", "2025-08-01")
    #expect(answer["state"].text == "none")
    #expect(answer["listed"].flag == false)
    #expect(answer["timeline"].list.isEmpty)
    #expect(answer["conditions"].list.count == 3)
  }

  @Test func `the diff of two bases`() throws {
    let answer = try json(1, "diff", "--from", "2025-07-03", "--to", "2025-08-01")
    #expect(answer.keys == ["counts", "from", "to", "entered", "left", "changed"])
    expectBasis(answer["from"], asOf: "2025-07-03", size: 3)
    expectBasis(answer["to"], asOf: "2025-08-01", size: 3)
    #expect(answer["entered"].list.count == 1)
    #expect(answer["entered"][0]["cis"].text == Self.product)
    #expect(answer["entered"][0]["cause"].text == "effective")
    #expect(answer["entered"][0]["evidence"].numbers == [0, 1, 2])
    #expect(answer["left"].list.isEmpty)
    #expect(answer["changed"].list.isEmpty)

    let learned = try json(1, "diff", "--from", "2025-08-01@2", "--to", "2025-08-01")
    #expect(learned["entered"][0]["cause"].text == "recorded")
    try workspace.append([.retraction("r1", of: "/labs/acme#c1", by: "/labs/acme")])
    let corrected = try json(1, "diff", "--from", "2025-08-01@3", "--to", "2025-08-01@4")
    #expect(corrected["left"][0]["cause"].text == "corrected")
    let same = try json(0, "diff", "--from", "2025-08-01@4", "--to", "2025-08-02@4")
    #expect(same["entered"].list.isEmpty && same["left"].list.isEmpty)
  }

  @Test func `the log holds the events as recorded, newest last`() throws {
    try workspace.append([.stock("s1", by: "/labs/beta").with("subject", "cis/61111111")])
    let log = try json(0, "log").list
    #expect(log.map { $0["sequence"].text } == ["0", "1", "2", "3"])
    let ofTheLedger: Set = ["actor", "recordedat", "sequence", "salt"]
    #expect(log.allSatisfy { $0.keys.isSuperset(of: ofTheLedger) })
    let moments = log.compactMap { $0["recordedat"].text }
    #expect(moments.allSatisfy { $0.utf8.count == 27 && $0.hasSuffix("Z") })
    #expect(Set(moments).count == 4 && moments == moments.sorted())
    #expect(try json(0, "log", "--cis", "61111111").list.map { $0["id"].text } == ["s1"])
    #expect(try json(0, "log", "--lab", "acme").list.map { $0["id"].text } == ["q1", "c1"])
  }

  @Test func `the export is the canonical bytes, one event a line`() throws {
    let export = try workspace.expect(0, "export")
    #expect(export.lines.count == 3)
    #expect(export.output.last == 0x0A)
    #expect(export.output == (try workspace.mitm("log", "--format", "ndjson").output))
    for line in export.lines {
      let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
      let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
      let sorted = try JSONSerialization.data(withJSONObject: value, options: options)
      #expect(Data(line.utf8) == sorted)
    }
    let some = try workspace.expect(0, "export", "--known-at", "2")
    #expect(some.lines == Array(export.lines.prefix(2)))
    #expect(try workspace.expect(0, "export", "--known-at", "0").output.isEmpty)
  }

  // MARK: Verification

  @Test func `an intact ledger fits itself and its exports`() throws {
    let answer = try json(0, "verify")
    #expect(answer.keys == ["ok", "size", "root", "problems"])
    #expect(answer["ok"].flag == true)
    #expect(answer["size"].number == 3)
    #expect(answer["problems"].list.isEmpty)
    for size in ["0", "2", "3"] {
      _ = try workspace.write("part", try workspace.mitm("export", "--known-at", size).output)
      #expect(try workspace.mitm("verify", "--against", "part").status == 0)
    }
    #expect(try workspace.mitm("verify", "--against", "no-such-export").status == 66)
  }

  @Test func `another ledger's export does not fit`() throws {
    let export = try workspace.mitm("export").text
    let other = export.replacing(#""dossier":123"#, with: #""dossier":124"#)
    _ = try workspace.write("other", other)
    let answer = try json(1, "verify", "--against", "other")
    #expect(answer["ok"].flag == false)
    #expect(answer["problems"].list.map { $0["sequence"].number } == [1])
    #expect(answer["problems"][0].keys == ["sequence", "kind", "message"])
    _ = try workspace.write("longer", export + (export.split(separator: "\n").last ?? "") + "\n")
    let longer = try json(1, "verify", "--against", "longer")
    #expect(longer["problems"].list.count == 1)
  }

  @Test func `one altered byte in a copy is found and placed`() throws {
    var bytes = try #require(workspace.bytes(of: "ledger.sqlite"))
    let place = try #require(bytes.range(of: Data(#""dossier":123,"#.utf8)))
    bytes[place.lowerBound + 12] = UInt8(ascii: "4")
    _ = try workspace.write("copy.sqlite", bytes)
    let answer = try json(1, "verify", "--ledger", "copy.sqlite")
    #expect(answer["ok"].flag == false)
    #expect(answer["size"].number == 3)
    #expect(answer["problems"].list.contains { $0["sequence"].number == 1 })
    #expect(answer["problems"].list.allSatisfy { $0["message"].text?.isEmpty == false })
  }

  @Test(arguments: [1, 2, 5])
  func `a copy that lost its last pages is a finding too`(pages: Int) throws {
    let bytes = try #require(workspace.bytes(of: "ledger.sqlite"))
    _ = try workspace.write("copy.sqlite", bytes.dropLast(pages * 8_192))
    let answer = try json(1, "verify", "--ledger", "copy.sqlite")
    #expect(answer["ok"].flag == false)
    #expect(!answer["problems"].list.isEmpty)
  }
}
