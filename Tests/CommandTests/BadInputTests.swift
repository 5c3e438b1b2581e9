import Foundation
import Testing

/// Whatever is sent, the program says what is wrong with it, and not a byte of it is lost.
@Suite struct BadInputTests {
  /// A line that is refused, and what must be said about it.
  struct Flaw: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let line: String
    let rule: String
    let field: String?
    /// What the message and the value together must name.
    let names: [String]

    init(_ what: String, _ line: String, rule: String, field: String?, names: [String]) {
      testDescription = what
      self.line = line
      self.rule = rule
      self.field = field
      self.names = names
    }
  }

  static let flaws: [Flaw] = ofTheProfile + ofTheEnvelope + ofTheFact

  private static let ofTheProfile = [
    Flaw("not JSON", "CIS;60234100", rule: "json", field: nil, names: ["C"]),
    Flaw("a number alone", "42", rule: "json", field: nil, names: ["object"]),
    Flaw(
      "duplicate keys",
      Draft.stock("a").with("data", json: #"{"units":1,"units":2,"sales12m":3}"#).line,
      rule: "profile",
      field: "data",
      names: ["units"]
    ),
    Flaw(
      "a fraction",
      Draft.stock("a").with("data", json: #"{"units":10.5,"sales12m":3}"#).line,
      rule: "profile",
      field: "data.units",
      names: ["10.5"]
    ),
    Flaw(
      "an exponent",
      Draft.stock("a").with("data", json: #"{"units":1e3,"sales12m":3}"#).line,
      rule: "profile",
      field: "data.units",
      names: ["1e3"]
    ),
    Flaw(
      "minus zero",
      Draft.stock("a").with("data", json: #"{"units":-0,"sales12m":3}"#).line,
      rule: "profile",
      field: "data.units",
      names: ["-0"]
    ),
    Flaw(
      "a number beyond 2^53",
      Draft.stock("a").with("data", json: #"{"units":9007199254740992,"sales12m":3}"#).line,
      rule: "profile",
      field: "data.units",
      names: ["9007199254740992"]
    ),
    Flaw(
      "null",
      Draft.stock("a").with("data", json: #"{"units":null,"sales12m":3}"#).line,
      rule: "profile",
      field: "data.units",
      names: ["null"]
    ),
    Flaw(
      "a lone surrogate",
      Draft.stock("a").with("reason", #"\ud83d !"#).line,
      rule: "profile",
      field: "reason",
      names: ["pair"]
    ),
    Flaw(
      "17 levels",
      Draft.stock("a").with("data", json: String(repeating: "[", count: 17)).line,
      rule: "profile",
      field: "data" + String(repeating: "[0]", count: 15),
      names: ["16"]
    ),
  ]

  private static let ofTheEnvelope = [
    Flaw(
      "an unknown type",
      Draft.stock("a").with("type", "fr.mitm.stock.repoted.v1").line,
      rule: "unknown-type",
      field: "type",
      names: ["fr.mitm.stock.repoted.v1"]
    ),
    Flaw(
      "an unknown version",
      Draft.stock("a").with("type", "fr.mitm.stock.reported.v9").line,
      rule: "unknown-type",
      field: "type",
      names: ["fr.mitm.stock.reported.v9"]
    ),
    Flaw(
      "a date of another country and century",
      Draft.stock("a").with("effectiveon", "29/11/2924").line,
      rule: "malformed",
      field: "effectiveon",
      names: ["29/11/2924"]
    ),
    Flaw(
      "a CIS of 7 digits",
      Draft.stock("a").with("subject", "cis/6023410").line,
      rule: "malformed",
      field: "subject",
      names: ["6023410", "8"]
    ),
    Flaw(
      "a time without an offset",
      Draft.stock("a").with("time", "2025-07-01T09:00:00").line,
      rule: "malformed",
      field: "time",
      names: ["2025-07-01T09:00:00"]
    ),
    Flaw(
      "an id with a space",
      Draft.stock("a b").line,
      rule: "malformed",
      field: "id",
      names: ["a b"]
    ),
    Flaw(
      "no id",
      Draft.stock("a").without("id").line,
      rule: "missing",
      field: "id",
      names: ["id"]
    ),
    Flaw(
      "what only the ledger sets",
      Draft.stock("a").with("sequence", "0").line,
      rule: "unknown-field",
      field: "sequence",
      names: ["sequence"]
    ),
    Flaw(
      "an unknown attribute",
      Draft.stock("a").with("dataschema", "x").line,
      rule: "unknown-field",
      field: "dataschema",
      names: ["dataschema"]
    ),
    Flaw(
      "a source that may not state the type",
      Draft.stock("a", by: "/bdpm").line,
      rule: "source",
      field: "source",
      names: ["/bdpm", "stock.reported"]
    ),
    Flaw(
      "a subject of another kind",
      Draft.stock("a").with("subject", "lab/acme").line,
      rule: "subject",
      field: "subject",
      names: ["lab/acme"]
    ),
  ]

  private static let ofTheFact = [
    Flaw(
      "a wrong CIP13 key",
      Draft(
        "a",
        "presentation.described",
        by: "/bdpm",
        about: "cis/60234100",
        data: #"{"cip13":"3400930000001","label":"boîte de 16","state":"marketed"}"#
      ).line,
      rule: "malformed",
      field: "data.cip13",
      names: ["3400930000001", "7"]
    ),
    Flaw(
      "a word that is not one of the field's",
      Draft(
        "a",
        "qualification.declared",
        by: "/labs/acme",
        about: "cis/60234100",
        data: #"{"ground":"important","channel":"letter"}"#
      ).line,
      rule: "choice",
      field: "data.ground",
      names: ["important", "vital"]
    ),
    Flaw(
      "an unknown field",
      Draft.stock("a").with("data", json: #"{"units":1,"sales12m":3,"sales":3}"#).line,
      rule: "unknown-field",
      field: "data.sales",
      names: ["sales"]
    ),
    Flaw(
      "a missing field",
      Draft.stock("a").with("data", json: #"{"units":1}"#).line,
      rule: "missing",
      field: "data.sales12m",
      names: ["sales12m"]
    ),
    Flaw(
      "more than 10^12",
      Draft.stock("a").with("data", json: #"{"units":1000000000001,"sales12m":3}"#).line,
      rule: "range",
      field: "data.units",
      names: ["1000000000001"]
    ),
    Flaw(
      "no reason where one is mandatory",
      Draft(
        "a",
        "qualification.added",
        by: "/ansm",
        about: "cis/60234100",
        data: #"{"decision":"D1","notifiedOn":"2025-07-02"}"#
      ).line,
      rule: "reason",
      field: "reason",
      names: ["qualification.added"]
    ),
    Flaw(
      "a blank reason",
      Draft.stock("a").with("reason", "  ").line,
      rule: "reason",
      field: "reason",
      names: ["reason"]
    ),
  ]

  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
  }

  @Test(arguments: flaws)
  func `names the line, the field, the value and the rule`(flaw: Flaw) throws {
    let good = Draft.stock("good").line
    let file = try workspace.write("in.ndjson", good + "\n" + flaw.line + "\n")
    let answer = try workspace.expect(65, "append", file.path, "--format", "json").json()
    let refusal = answer["refusals"][0]
    #expect(answer["refusals"].list.count == 1)
    #expect(refusal["file"].text == file.path)
    #expect(refusal["line"].number == 2)
    #expect(refusal["rule"].text == flaw.rule)
    #expect(refusal["field"].text == flaw.field)
    let said = (refusal["message"].text ?? "") + " " + (refusal["value"].text ?? "")
    for name in flaw.names { #expect(said.contains(name), "\(said)") }

    let bodies = try workspace.refusedBodies()
    #expect(bodies == [Data(good.utf8), Data(flaw.line.utf8)])
    let entry = try workspace.refused()[1]
    #expect(entry["rule"].text == flaw.rule)
    #expect(entry["line"].number == 2)
    #expect(entry["length"].number == flaw.line.utf8.count)
    #expect(entry["message"].text == refusal["message"].text)
    try workspace.expectIntact(size: 0)
  }

  @Test(arguments: ["", " \r\n\n\t", "\u{FEFF}", "[]", "[ \n ]"])
  func `an input without a submission is said to be empty`(text: String) throws {
    let file = try workspace.write("in.json", text)
    for options in [[], ["--keep-going"]] {
      let answer = try workspace.mitm(["append", file.path, "--format", "json"] + options)
      #expect(answer.status == 65)
      let refusal = try answer.json()["refusals"][0]
      #expect(refusal["rule"].text == "empty")
      #expect(refusal["message"].text?.contains("empty") == true)
    }
    try workspace.expectIntact(size: 0)
  }

  @Test(arguments: ["a-folder", "no-such-file"])
  func `a folder or a missing file is no input, and the files beside it stay unrecorded`(
    name: String
  ) throws {
    let path = workspace.folder.appending(path: "a-folder", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: path, withIntermediateDirectories: false)
    let good = try workspace.write("good.json", Draft.stock("a").line)
    let answer = try workspace.expect(66, "append", good.path, name)
    #expect(answer.notes.contains(name))
    #expect(answer.output.isEmpty)
    try workspace.expectIntact(size: 0)
  }

  @Test func `what stops in the middle is refused and kept`() throws {
    let good = Draft.stock("good").line
    let broken = String(Draft.stock("broken").line.prefix(120))
    let file = try workspace.write("in.ndjson", good + "\n" + broken)
    let answer = try workspace.expect(65, "append", file.path, "--format", "json").json()
    #expect(answer["refusals"].list.count == 1)
    #expect(answer["refusals"][0]["line"].number == 2)
    #expect(answer["refusals"][0]["rule"].text == "json")
    #expect(answer["refusals"][0]["message"].text?.contains("stops") == true)
    #expect(try workspace.refusedBodies() == [Data(good.utf8), Data(broken.utf8)])

    let kept = try workspace.expect(65, "append", file.path, "--keep-going", "--format", "json")
    #expect(try kept.json()["appended"].number == 1)
    try workspace.expectIntact(size: 1)
  }

  @Test(arguments: ["[%a,%b", "[%a", "[%a,%b]]", "[%a %b]", "[%a,,%b]", "[,%a]", "[%a,]"])
  func `an array that is not JSON is refused`(form: String) throws {
    let text =
      form
      .replacing("%a", with: Draft.stock("a").line)
      .replacing("%b", with: Draft.stock("b").line)
    let file = try workspace.write("in.json", text)
    let answer = try workspace.expect(65, "append", file.path, "--format", "json")
    #expect(try answer.json()["refusals"][0]["rule"].text == "json")
    try workspace.expectIntact(size: 0)
    let kept = try workspace.refusedBodies().map { String(decoding: $0, as: UTF8.self) }.joined()
    #expect(kept.contains(Draft.stock("a").line), "\(kept)")
  }

  @Test func `a binary file is refused and kept to the byte`() throws {
    var bytes = Data([0x89, 0x00, 0x0A, 0x00, 0xFF, 0xFE, 0x0D, 0x0A])
    var random = SplitMix(state: 2_025)
    for _ in 0..<2_000 {
      withUnsafeBytes(of: random.next().littleEndian) { bytes.append(contentsOf: $0) }
    }
    bytes.append(contentsOf: [0x5B, 0x00, 0x0A])
    let file = try workspace.write("photo.png", bytes)
    let answer = try workspace.expect(65, "append", file.path, "--format", "json")
    let first = try answer.json()["refusals"][0]
    #expect(first["file"].text == file.path)
    #expect(first["line"].number == 1)
    #expect(first["rule"].text == "json")

    let blank = Set<UInt8>([0x20, 0x09, 0x0D])
    let lines: [ArraySlice<UInt8>] = Array(bytes).split(separator: 0x0A)
    let sent = lines.filter { !$0.allSatisfy(blank.contains) }.map { Data($0) }
    #expect(try workspace.refusedBodies() == sent)
    #expect(try workspace.refused().map { $0["length"].number } == sent.map(\.count))
    try workspace.expectIntact(size: 0)
  }

  @Test func `a line that is no UTF-8 is kept to the byte`() throws {
    let line = Data(Draft.stock("a").with("reason", "caf#").line.utf8)
    let latin = Data(line.map { $0 == UInt8(ascii: "#") ? 0xE9 : $0 })
    let file = try workspace.write("latin1.json", latin)
    let answer = try workspace.expect(65, "append", file.path, "--format", "json")
    #expect(try answer.json()["refusals"][0]["field"].text == "reason")
    #expect(try answer.json()["refusals"][0]["message"].text?.contains("UTF-8") == true)
    #expect(try workspace.refusedBodies() == [latin])
    try workspace.expectIntact(size: 0)
  }
}

/// The same numbers on every machine.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
