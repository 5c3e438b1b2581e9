import Foundation
import TestSupport
import Testing

/// The questions of an inspector about labs, asked of the program.
@Suite struct ComplianceCommandTests {
  let workspace: Workspace
  private static let product = "cis/\(Workspace.product)"

  /// A product that is listed from 2025-07-25 on, declared too late and with too little stock, and a
  /// sanction.
  init() throws {
    workspace = try Workspace()
    var qualified = Draft.listed[1].with("time", "2025-07-26T09:00:00+02:00")
    qualified = qualified.with("effectiveon", "2025-07-25")
    let marketed = Draft.listed[2].with("time", "2025-07-24T09:00:00+02:00")
      .with("effectiveon", "2025-07-25")
    let stock = Draft(
      "s1",
      "stock.reported",
      by: "/labs/acme",
      about: Self.product,
      data: #"{"units":1999,"sales12m":12000}"#
    ).with("effectiveon", "2025-08-01")
    try workspace.append([
      Draft.listed[0], qualified, marketed, stock,
      Draft(
        "i1",
        "injunction.issued",
        by: "/ansm",
        about: "lab/acme",
        data: #"{"case":"C-1","complyBy":"2025-09-01"}"#
      ).with("reason", "stock"),
      Draft(
        "d1",
        "sanction.pronounced",
        by: "/ansm",
        about: "lab/acme",
        data: #"{"case":"C-1","decision":"D-1","article":"L. 5471-1","amountCents":1234500}"#
      ).with("reason", "stock").with("effectiveon", "2025-10-01"),
      Draft(
        "d2",
        "sanction.amended",
        by: "/ansm",
        about: "lab/acme",
        data: #"{"decision":"D-1","amountCents":100000,"by":"court"}"#
      ).with("reason", "appeal").with("effectiveon", "2025-11-01"),
    ])
  }

  @Test func `compliance answers as the contract says`() throws {
    let answer = try workspace.mitm("compliance", "--as-of", "2025-12-01", "--format", "json")
      .json()
    #expect(answer.keys == ["basis", "labs"])
    #expect(answer["basis"]["rulebook"].text == "2")
    let lab = answer["labs"][0]
    #expect(answer["labs"].list.count == 1)
    #expect(lab.keys == ["lab", "headline", "verdicts", "sanctions"])
    #expect(lab["lab"].text == "acme" && lab["headline"].text == "breached")
    let rules = lab["verdicts"].list.compactMap { $0["rule"].text }
    #expect(
      rules == [
        "declaration.prior", "declaration.dossier", "declaration.channel", "stock.safety",
        "injunction.met",
      ]
    )
    let verdicts = lab["verdicts"].list.compactMap { $0["verdict"].text }
    #expect(verdicts == ["breached", "met", "met", "breached", "breached"])
    let stock = lab["verdicts"][3]
    #expect(stock.keys == ["rule", "cis", "verdict", "since", "evidence", "detail"])
    #expect(stock["detail"].text?.hasPrefix("12 × 1,999 = 23,988 < 2 × 12,000 = 24,000") == true)
    #expect(stock["since"].text == "2025-08-01" && stock["evidence"].numbers == [3])
    #expect(lab["verdicts"][4]["case"].text == "C-1")
    let sanction = lab["sanctions"][0]
    #expect(
      sanction.keys
        == ["case", "decision", "amountCents", "amountAfterCents", "settled", "evidence"]
    )
    #expect(sanction["amountCents"].number == 1_234_500)
    #expect(sanction["amountAfterCents"].number == 100_000)
    #expect(sanction["settled"].flag == false && sanction["evidence"].numbers == [5, 6])
  }

  @Test func `filters act before the headline, and a lab that is asked for is there`() throws {
    func labs(_ arguments: String...) throws -> [JSON] {
      let all = ["compliance", "--as-of", "2025-12-01", "--format", "json"] + arguments
      return try workspace.mitm(all).json()["labs"].list
    }
    #expect(try labs("--lab", "nobody").map { $0["headline"].text } == ["not-applicable"])
    #expect(try labs("--cis", "60234101").isEmpty)
    let product = try labs("--cis", Workspace.product)
    #expect(product.map { $0["verdicts"].list.count } == [4])
    #expect(product[0]["sanctions"].list.isEmpty)
    #expect(try labs("--known-at", "3").map { $0["headline"].text } == ["breached"])
  }

  /// An empty answer would pass for a good one.
  @Test func `a lab or a product that nothing is known of is said to be unknown`() throws {
    for arguments in [
      ["compliance", "--lab", "acm"], ["due", "--lab", "acm"], ["trace", "69009999"],
    ] {
      let answer = try workspace.mitm(arguments + ["--as-of", "2025-08-31", "--language", "en"])
      #expect(answer.status == 0 && answer.notes.contains("At this basis no"), "\(arguments)")
    }
    for arguments in [["compliance", "--lab", "acme"], ["trace", Workspace.product]] {
      let answer = try workspace.mitm(arguments + ["--as-of", "2025-08-31", "--language", "en"])
      #expect(answer.notes.isEmpty, "\(arguments): \(answer.notes)")
    }
  }

  @Test func `exit codes say whether a verdict occurs`() throws {
    let day = ["--as-of", "2025-12-01"]
    #expect(try workspace.mitm(["compliance", "--fail-on", "breached"] + day).status == 1)
    #expect(try workspace.mitm(["compliance", "--fail-on", "to-review"] + day).status == 0)
    #expect(try workspace.mitm(["compliance", "--fail-on", "bad"] + day).status == 64)
    #expect(try workspace.mitm(["compliance", "--inherited"] + day).status == 64)
    #expect(try workspace.mitm(["compliance", "--format", "ndjson"] + day).status == 64)
  }

  @Test func `people read the arithmetic and what would mend it, in both languages`() throws {
    let english = try workspace.expect(0, "compliance", "--lab", "acme", "--as-of", "2025-12-01")
      .text
    #expect(english.contains("Remedy: At these sales 2,000 units are needed."))
    #expect(english.contains("amended by the court: €1,000.00"))
    let french = try workspace.mitm(
      "compliance",
      "--lab",
      "acme",
      "--as-of",
      "2025-12-01",
      "--language",
      "fr"
    ).text
    #expect(french.contains("Remède : À ces ventes il faut 2\u{202F}000 unités."))
    #expect(french.contains("réformée par le juge : 1\u{202F}000,00 €"))
    let overview = try workspace.expect(0, "compliance", "--as-of", "2025-12-01").text
    #expect(overview.contains("acme") && overview.contains("BREACHED"))
  }

  @Test func `history gives the days through which a verdict held`() throws {
    let report = Draft(
      "s2",
      "stock.reported",
      by: "/labs/acme",
      about: Self.product,
      data: #"{"units":2000,"sales12m":12000}"#
    ).with("effectiveon", "2025-09-01")
    try workspace.append([report])
    let all = ["compliance", "--history", "--as-of", "2025-12-01", "--format", "json"]
    let intervals = try workspace.mitm(all).json()["intervals"].list
      .filter { $0["rule"].text == "stock.safety" }
    #expect(
      intervals.map { [$0["verdict"].text, $0["from"].text, $0["to"].text] } == [
        ["not-assessable", "2025-07-25", "2025-07-31"], ["breached", "2025-08-01", "2025-08-31"],
        ["met", "2025-09-01", nil],
      ]
    )
  }

  @Test func `what falls due is listed by day`() throws {
    let raised = Draft(
      "t1",
      "stock.threshold-raised",
      by: "/ansm",
      about: Self.product,
      data: #"{"months":4,"decision":"T","notifiedOn":"2025-08-31"}"#
    ).with("effectiveon", "2025-08-31").with("reason", "shortages")
    try workspace.append([raised])
    let all = ["due", "--as-of", "2025-08-31", "--within", "200", "--format", "json"]
    let due = try workspace.mitm(all).json()["due"].list
    #expect(
      due.map { [$0["on"].text, $0["kind"].text] } == [
        ["2025-09-01", "injunction"], ["2025-12-31", "plan"], ["2026-02-28", "threshold-raised"],
      ]
    )
    #expect(due.allSatisfy { $0["lab"].text == "acme" })
    let soon = try workspace.mitm("due", "--as-of", "2025-08-31", "--within", "1").text
    #expect(soon.contains("Due after 2025-08-31, up to 2025-09-01: 1"))
    try workspace.expect(64, "due", "--within", "0")
    // Every year has its plan.
    let far = ["due", "--as-of", "2025-08-31", "--within", "1300", "--format", "json"]
    let plans = try workspace.mitm(far).json()["due"].list.filter { $0["kind"].text == "plan" }
    #expect(plans.map { $0["on"].text } == (2025...2028).map { "\($0)-12-31" })
  }

  @Test func `what-if says what would change and writes nothing`() throws {
    let before = try workspace.mitm("export").output
    let stop = Draft(
      "x1",
      "commercialisation.stopped",
      by: "/labs/acme",
      about: Self.product,
      data: "{}"
    ).with("effectiveon", "2025-10-01")
    _ = try workspace.write("stop.json", stop.line)
    let all = ["what-if", "stop.json", "--as-of", "2025-12-01", "--format", "json"]
    let answer = try workspace.mitm(all).json()
    #expect(answer["appended"].number == 1)
    #expect(answer["list"]["left"].list.compactMap { $0["cis"].text } == [Workspace.product])
    let changes = answer["verdicts"].list.map {
      [$0["rule"].text, $0["before"].text, $0["after"].text]
    }
    #expect(changes == [["stock.safety", "breached", nil], ["stop.notice", nil, "breached"]])
    #expect(try workspace.mitm("export").output == before)
    #expect(try workspace.refused().isEmpty)
    _ = try workspace.write("bad.json", stop.without("time").line)
    let refused = try workspace.expect(65, "what-if", "bad.json")
    #expect(refused.text.contains("[missing]"))
    // The same events, then recorded, come to the same.
    try workspace.expect(0, "append", "stop.json")
    let now = try workspace.mitm("compliance", "--as-of", "2025-12-01", "--format", "json").json()
    let rules = now["labs"][0]["verdicts"].list.compactMap { $0["rule"].text }
    #expect(rules.contains("stop.notice") && !rules.contains("stock.safety"))
  }

  @Test func `a successor sees what it took over, and does not answer for it`() throws {
    let assigned = Draft(
      "o1",
      "operator.assigned",
      by: "/ansm",
      about: Self.product,
      data: #"{"operator":"bravo"}"#
    ).with("effectiveon", "2025-10-01")
    try workspace.append([assigned])
    let all = ["compliance", "--lab", "bravo", "--inherited", "--as-of", "2025-12-01"]
    let answer = try workspace.mitm(all + ["--format", "json"]).json()
    let product = answer["inherited"][0]
    #expect(product["from"].text == "acme" && product["on"].text == "2025-10-01")
    #expect(product["state"].text == "listed" && product["thresholdMonths"].number == 2)
    let rules = product["verdicts"].list.compactMap { $0["rule"].text }
    #expect(rules == ["declaration.prior", "declaration.dossier", "declaration.channel"])
    let own = try workspace.mitm(
      "compliance",
      "--lab",
      "bravo",
      "--as-of",
      "2025-12-01",
      "--format",
      "json"
    ).json()
    #expect(own["labs"][0]["verdicts"].list.compactMap { $0["rule"].text } == ["stock.safety"])
  }

  @Test func `the rules are printed, those in force on a day`() throws {
    let all = try workspace.mitm("rules", "--format", "json").json()
    #expect(all["rulebook"].text == "2" && all["rules"].list.count == 8)
    #expect(all["rules"][3]["parameters"]["generalMonths"].number == 2)
    let early = try workspace.mitm("rules", "--as-of", "2020-01-01", "--format", "json").json()
    #expect(
      early["rules"].list.compactMap { $0["id"].text }
        == ["stop.notice", "shortage.declared", "injunction.met"]
    )
    #expect(try workspace.mitm("rules", "--language", "fr").text.contains("Décision DG ANSM"))
  }

  // MARK: Shortage declarations

  @Test func `shortage declarations become events, the rest findings`() throws {
    let token = "Stock inférieur au stock défini  par le décret n°2021-349 du 30 mars 2021"
    let rows = [
      "date_evenement,cis,cause,classification,laboratoire",
      "2022-01-01,60234100,\"\(token), Autre\",risque,\"acme, sa\"",
      "2022-01-01,60234100,\"\(token), Autre\",risque,autre",
      "2021-06-01,60234101,\(token),rupture,acme",
      "2022-01-01,602,Autre,rupture,acme", "2022-02-30,60234100,Autre,rupture,acme",
      "2022-01-01,60234100,Autre,penurie,acme", "2022-01-01,60234100,Autre",
      "2022-01-01,60234100,\"Autre,rupture,acme",
    ]
    _ = try workspace.write("r.csv", "\u{FEFF}" + rows.joined(separator: "\r\n") + "\r\n")
    let answer = try workspace.mitm("import", "shortages", "r.csv", "--format", "json").json()
    #expect(answer["appended"]["fr.mitm.shortage.declared.v1"].number == 2)
    #expect(answer["rows"]["r.csv"].number == 8)
    let kinds = answer["findings"].list.map {
      [$0["kind"].text, $0["line"].number.map(String.init)]
    }
    #expect(
      kinds == [
        ["event-day-as-filing", nil], ["duplicate", "3"], ["stock-before-decree", "4"],
        ["unreadable", "5"], ["unreadable", "6"], ["unknown-value", "7"], ["unreadable", "8"],
        ["unreadable", "9"],
      ]
    )
    let again = try workspace.mitm("import", "shortages", "r.csv", "--format", "json").json()
    #expect(again["appended"].keys.isEmpty && again["size"].number == answer["size"].number)
    let log = ["log", "--format", "json", "--cause"]
    let found = try workspace.mitm(log + ["stock défini par le DÉCRET n°2021-349"]).json().list
    #expect(found.count == 2)
    #expect(found[0]["data"]["causes"].list.compactMap(\.text) == [token, "Autre"])
    #expect(found[0]["effectiveon"].text == "2022-01-01")
    #expect(found[0]["time"].text == "2022-01-01T00:00:00+01:00")
    #expect(found.map { $0["data"]["kind"].text } == ["risk", "stockout"])
    #expect(try workspace.mitm(log + ["grève"]).json().list.isEmpty)
    let typed = ["log", "--type", "sanction.amended", "--format", "json"]
    #expect(try workspace.mitm(typed).json().list.count == 1)
    try workspace.expect(64, "log", "--type", "sanction")
    try workspace.expect(65, "import", "shortages", "r.csv", "--strict")
    try workspace.expect(66, "import", "shortages", "none.csv")
    _ = try workspace.write("other.csv", "a,b\n1,2\n")
    let other = try workspace.expect(65, "import", "shortages", "other.csv")
    #expect(other.notes.contains("cis, cause, classification, date_evenement"))
    try workspace.expectIntact(size: 9)
  }

  @Test(
    .enabled(if: SharedFolder.shortages != nil, "the real files are not beside the repository")
  )
  func `the real declarations of 2021 to 2023 come to what was counted`() throws {
    let file = try #require(SharedFolder.shortages)
      .appending(path: "declarations-2021-2023.csv").path
    let answer = try workspace.mitm("import", "shortages", file, "--format", "json").json()
    #expect(answer["rows"]["declarations-2021-2023.csv"].number == 9_283)
    #expect(answer["appended"]["fr.mitm.shortage.declared.v1"].number == 9_118)
    let duplicates = answer["findings"].list.count { $0["kind"].text == "duplicate" }
    #expect(duplicates == 165)
    let found = try workspace.mitm("log", "--cause", "décret n°2021-349", "--format", "ndjson")
    #expect(found.lines.count == 320)
    try workspace.expectIntact(size: 7 + 9_118)
  }
}
