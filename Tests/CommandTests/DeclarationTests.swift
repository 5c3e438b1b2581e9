import Foundation
import Testing

/// The officer of a lab: templates, spreadsheets, single declarations, reconciliation.
@Suite struct DeclarationTests {
  let workspace: Workspace
  private static let product = Workspace.product

  init() throws {
    workspace = try Workspace()
    try workspace.append(Draft.listed)
  }

  private func declarations(_ file: String, _ options: String...) throws -> MitmProcess.Answer {
    try workspace.mitm(
      ["import", "declarations", file, "--lab", "acme", "--as", "stock", "--format", "json"]
        + options
    )
  }

  // MARK: Templates

  @Test(arguments: [
    "register", "stock", "qualification", "modification", "commercialisation", "stop", "stopped",
    "shortage",
    "plan",
  ])
  func `a template has the headings that are read again, in both languages`(name: String) throws {
    for language in ["fr", "en"] {
      let csv = try workspace.expect(0, "template", name, "--language", language).output
      _ = try workspace.write("empty.csv", csv)
      let read = try workspace.mitm(
        "import",
        "declarations",
        "empty.csv",
        "--lab",
        "acme",
        "--as",
        name
      )
      // Nothing is declared by an empty file, and no column of it is unknown.
      #expect(read.status == 65 && !read.notes.contains("not read"), "\(read.notes)\(read.text)")
      try workspace.expect(
        0,
        "template",
        name,
        "-o",
        "\(name)-\(language).xlsx",
        "--language",
        language
      )
      let xlsx = try #require(workspace.bytes(of: "\(name)-\(language).xlsx"))
      #expect(xlsx.starts(with: [0x50, 0x4B]))
    }
    try workspace.expect(64, "template", "nothing")
  }

  // MARK: Spreadsheets

  private static let csv = """
    Code CIS;Date d'effet;Stock (unités);Ventes sur 12 mois (unités)
    60234100;03/09/2025;12 000;60000
    60234100;03/10/2025;11 000,00;60 000
    """

  @Test func `a spreadsheet is declared row by row, and once`() throws {
    // Windows-1252, as spreadsheets of the country write it.
    let bytes = try #require(Self.csv.data(using: .windowsCP1252))
    _ = try workspace.write("stock.csv", bytes)
    let first = try declarations("stock.csv")
    #expect(first.status == 0, "\(first.notes)")
    #expect(try first.json()["appended"].number == 2)
    let again = try declarations("stock.csv").json()
    #expect(again["appended"].number == 0 && again["duplicates"].number == 2)
    let events = try workspace.mitm("log", "--type", "stock.reported", "--format", "json").json()
      .list
    #expect(events.map { $0["data"]["units"].number } == [12_000, 11_000])
    #expect(events.map { $0["effectiveon"].text } == ["2025-09-03", "2025-10-03"])
  }

  @Test func `a fault names row and column, nothing is recorded, and the copy is marked`() throws {
    let bad =
      Self.csv
      + "\n6023410;03/11/2025;5;5\n60234100;31/02/2025;5;5\n60234100;2025-11-03;beaucoup;5\n"
    _ = try workspace.write("stock.csv", bad)
    let size = try workspace.size
    let answer = try declarations("stock.csv", "--annotate", "marked.xlsx")
    #expect(answer.status == 65)
    let json = try answer.json()
    let places = json["refusals"].list.compactMap { $0["place"].text }
    #expect(places == ["A4", "B5", "C6"])
    #expect(json["refusals"].list.map { $0["line"].number } == [4, 5, 6])
    #expect(json["refusals"][0]["column"].text == "Code CIS")
    #expect(try workspace.size == size)
    // What was sent is in the journal, the good rows too.
    #expect(try workspace.refused().count == 5)
    // The copy can be mended and read again.
    let marked = try workspace.mitm(
      "import",
      "declarations",
      "marked.xlsx",
      "--lab",
      "acme",
      "--as",
      "stock"
    )
    #expect(marked.status == 65 && marked.text.contains("!A4"))
    let kept = try declarations("stock.csv", "--keep-going")
    #expect(kept.status == 65)
    #expect(try kept.json()["appended"].number == 2)
  }

  @Test(arguments: ["", "cis;x\n1;2", "a,b\n1,2", "cis;cis;effectiveon;units;sales12m\n1;2;3;4;5"])
  func `a file without its columns is refused with what is missing`(text: String) throws {
    _ = try workspace.write("bad.csv", text)
    let answer = try declarations("bad.csv")
    #expect(answer.status == 65 && answer.output.isEmpty && !answer.notes.isEmpty)
  }

  // MARK: Declare

  @Test func `a declaration shows what it will do, is recorded, and gives its receipt`() throws {
    let asked = [
      "declare", "stock", "--lab", "acme", "--cis", Self.product, "--units", "10", "--sales12m",
      "60000",
    ]
    // Nobody is there to ask.
    let unasked = try workspace.mitm(asked)
    #expect(unasked.status == 64 && unasked.notes.contains("Warning: safety stock"))
    #expect(try workspace.size == 3)
    let answer = try workspace.mitm(
      asked + ["--yes", "--receipt", "r.tlog-proof", "--format", "json"]
    )
    #expect(answer.status == 0, "\(answer.notes)")
    #expect(answer.notes.contains("BREACHED") && answer.notes.contains("12 × 10 = 120"))
    let json = try answer.json()
    #expect(json.keys == ["id", "receipt", "root", "sequence", "size", "source"])
    #expect(json["sequence"].number == 3 && json["size"].number == 4)
    try workspace.expect(0, "receipt", "verify", "r.tlog-proof")
  }

  @Test(arguments: [
    (["stock", "--units", "1"], 64),
    (["stock", "--units", "1", "--sales12m", "1", "--motive", "x"], 64),
    (["register"], 64), (["stock", "--units", "-1", "--sales12m", "1"], 64),
    (["stock", "--units", "x", "--sales12m", "1"], 65),
    (["qualification", "--ground", "x", "--channel", "letter"], 65),
    (["stop", "--planned-on", "2025-02-30", "--urgent", "non", "--motive", "x"], 65),
  ])
  func `what the form would refuse is refused`(arguments: [String], status: Int) throws {
    let answer = try workspace.mitm(
      ["declare"] + arguments + ["--lab", "acme", "--cis", Self.product, "--yes"]
    )
    #expect(answer.status == Int32(status) && !answer.notes.isEmpty, "\(answer.notes)")
    #expect(try workspace.size == 3)
  }

  // MARK: Reconcile

  private func reconcile(_ status: Int32, _ register: String, _ options: String...) throws -> JSON {
    _ = try workspace.write("register.csv", register)
    let answer = try workspace.mitm(
      ["reconcile", "register.csv", "--lab", "acme", "--as-of", "2025-08-01", "--format", "json"]
        + options
    )
    #expect(answer.status == status, "\(answer.notes)")
    return try answer.json()
  }

  private static let keys: Set = [
    "matched", "differs", "missing-in-ledger", "missing-in-register", "duplicate", "refused",
    "corrected",
  ]

  @Test func `each row of a register has one class, and an action`() throws {
    try workspace.append([
      .stock("s1", units: 10), Draft.stock("s2", units: 12).correcting("/labs/acme#s1"),
      .stock("s3", units: 7),
    ])
    try workspace.append([.stock("bad", units: 5).without("time")], expecting: 65)
    let answer = try reconcile(
      1,
      """
      id;cis;type;effectiveon;units
      q1;60234100;qualification.declared;2025-07-02;
      q1;60234100;qualification.declared;02/07/2025;
      c1;60234100;commercialisation.declared;2025-07-06;
      s1;60234100;stock.reported;2025-07-02;10
      bad;60234100;stock.reported;2025-07-02;5
      new;60234100;plan.filed;2025-07-09;
      """
    )
    #expect(
      answer.keys == ["basis", "counts", "lab", "rows"] && answer["counts"].keys == Self.keys
    )
    let classes = answer["rows"].list.map { $0["class"].text }
    #expect(
      classes == [
        "matched", "duplicate", "differs", "corrected", "refused", "missing-in-ledger",
        "missing-in-register", "missing-in-register",
      ]
    )
    #expect(answer["rows"].list.map { $0["row"].number } == [2, 3, 4, 5, 6, 7, nil, nil])
    let differs = answer["rows"][2]["fields"].list
    #expect(differs.map { $0["field"].text } == ["effectiveon"])
    #expect(
      differs[0]["register"].text == "2025-07-06" && differs[0]["ledger"].text == "2025-07-05"
    )
    #expect(answer["rows"][3]["note"].text?.contains("replaced by event 4") == true)
    #expect(answer["rows"][4]["note"].text?.isEmpty == false)
    #expect(answer["rows"].list.allSatisfy { $0["action"].text?.isEmpty == false })
  }

  @Test func `suggested events settle what they are suggested for`() throws {
    let register = """
      Code CIS,Type,Date d'effet,Stock (unités),Ventes sur 12 mois
      60234100,qualification.declared,02/07/2025,,
      60234100,commercialisation.declared,05/07/2025,,
      60234100,stock.reported,01/08/2025,"12 000",60000
      """
    let open = try reconcile(1, register, "--events", "events.ndjson")
    #expect(
      open["counts"]["missing-in-ledger"].number == 1 && open["counts"]["matched"].number == 2
    )
    try workspace.expect(0, "append", "events.ndjson")
    let settled = try reconcile(0, register)
    #expect(settled["counts"]["matched"].number == 3)
  }

  @Test
  func `register, current list and published list stand side by side, and assertions are kept`()
    throws
  {
    let entered = Draft(
      "e1",
      "publication.entered",
      by: "/ansm",
      about: "cis/61111111",
      data: #"{"publication":"liste-2025","denomination":"AUTRE"}"#
    )
    try workspace.append([entered])
    let register =
      "cis;type;effectiveon\n60234100;qualification.declared;2025-07-02\n61111111;qualification.declared;2025-07-02\n"
    let answer = try reconcile(
      1,
      register,
      "--published",
      "--assertions",
      "held",
      "--assert",
      "01/08/2025=1"
    )
    let rows = answer["threeWay"].list
    #expect(rows.map { $0["place"].text } == ["register+current", "register+published"])
    #expect(answer["assertions"].list.map { $0["holds"].flag } == [true])
    // The next run checks what was held before.
    let again = try reconcile(1, register, "--assertions", "held", "--assert", "2025-08-02=2")
    #expect(again["assertions"].list.map { $0["holds"].flag } == [true, false])
    #expect(again["assertions"][1]["found"].number == 1)
    let lists = try workspace.mitm(
      "reconcile",
      "--published",
      "--as-of",
      "2025-08-01",
      "--format",
      "json"
    )
    #expect(lists.status == 1)
    #expect(try lists.json()["counts"]["missing-in-register"].number == 1)
    #expect(try lists.json()["counts"]["missing-in-ledger"].number == 1)
    for bad in [
      [], ["--lab", "acme"], ["register.csv"], ["--published", "--assert", "2025-01-01=1"],
    ] {
      #expect(try workspace.mitm(["reconcile"] + bad).status == 64)
    }
  }

  @Test func `answers are workbooks too`() throws {
    for question in [["list"], ["compliance"], ["history"], ["trace", Self.product]] {
      let name = "\(question[0]).xlsx"
      let answer = try workspace.mitm(question + ["--format", "xlsx", "-o", name])
      #expect(answer.status == 0 && answer.output.isEmpty, "\(answer.notes)")
      #expect(try #require(workspace.bytes(of: name)).starts(with: [0x50, 0x4B]))
    }
    try workspace.expect(64, "list", "--format", "xlsx")
    try workspace.expect(64, "list", "-o", "x.xlsx")
    try workspace.expect(73, "list", "--format", "xlsx", "-o", "no/such/folder.xlsx")
  }

  @Test func `what was retracted on purpose is not suggested again`() throws {
    try workspace.append([
      .stock("s1", units: 10), Draft.stock("s2", units: 11).correcting("/labs/acme#s1"),
      .retraction("r1", of: "/labs/acme#s2", by: "/ansm"),
    ])
    let answer = try reconcile(
      1,
      "cis;type;effectiveon;units\n60234100;stock.reported;2025-07-02;11\n"
    )
    let row = answer["rows"][0]
    #expect(row["class"].text == "corrected" && row["events"].value == nil)
    #expect(row["note"].text?.contains("event 4, retracted by event 5") == true)
  }

  @Test func `nothing of a row is dropped or made up`() throws {
    let head = "cis,effectiveon,units,sales12m"
    for row in ["60234100,2025-09-03,12,000,60,000", "60234100,2025-09-03,1,2,x"] {
      _ = try workspace.write("wide.csv", "\(head)\n\(row)\n")
      let answer = try declarations("wide.csv")
      #expect(answer.status == 65 && answer.notes.contains("Line 2"), "\(answer.notes)")
    }
    _ = try workspace.write("time.csv", "\(head),time\n60234100,2025-09-03,1,2,13/03/25\n")
    let refused = try declarations("time.csv")
    #expect(refused.status == 65)
    #expect(try refused.json()["refusals"][0]["place"].text == "E2")
    #expect(try workspace.size == 3)
  }

  @Test func `a good row that others kept out was not refused, and no file is written over`() throws
  {
    try workspace.append([.stock("s9"), .stock("bad").without("time")], expecting: 65)
    let answer = try reconcile(
      1,
      "id;cis;type;effectiveon\ns9;60234100;stock.reported;2025-07-02\n"
    )
    #expect(answer["rows"][0]["class"].text == "missing-in-ledger")
    let before = try #require(workspace.bytes(of: "register.csv"))
    try workspace.expect(
      64,
      "reconcile",
      "register.csv",
      "--lab",
      "acme",
      "--events",
      "register.csv"
    )
    #expect(try declarations("register.csv", "--annotate", "register.csv").status == 64)
    #expect(workspace.bytes(of: "register.csv") == before)
    let missing = try workspace.mitm("declare", "stop", "--lab", "acme", "--cis", Self.product)
    #expect(missing.status == 64 && missing.notes.contains("--planned-on"))
  }
}
