import Foundation
import Testing

/// Why, why not, and what changed, asked of the program.
@Suite struct ExplanationTests: Asker {
  let workspace: Workspace
  private static let product = Workspace.product

  /// A product on the list from 2025-07-05 on: events 0 to 2.
  init() throws {
    workspace = try Workspace()
    try workspace.append(Draft.listed)
  }

  private var stop: Draft {
    Draft(
      "stop1",
      "commercialisation.stopped",
      by: "/labs/acme",
      about: "cis/\(Self.product)",
      data: "{}"
    ).with("effectiveon", "2025-09-01")
  }

  // MARK: Trace

  @Test func `a trace says how each event bears on the row`() throws {
    try workspace.append([stop, .retraction("r1", of: "/labs/acme#q1", by: "/ansm"), .stock("s1")])
    let answer = try json(0, "trace", Self.product, "--as-of", "2025-08-01")
    let notes = answer["annotations"].list
    #expect(notes.map { $0["sequence"].number } == [0, 1, 2, 3, 4, 5])
    #expect(
      notes.compactMap { $0["bearing"].text } == [
        "decides", "void", "decides", "pending", "aside", "aside",
      ]
    )
    #expect(notes[4]["corrects"].number == 1)
    #expect(notes[5]["articles"].list.map(\.text) == ["L. 5121-29", "R. 5124-49-4"])
    let later = try json(0, "trace", Self.product, "--as-of", "2025-10-01")
    #expect(later["annotations"][2]["bearing"].text == "decides", "it names the operator")
    #expect(later["annotations"][3]["bearing"].text == "decides")
    let shown = try text("trace", Self.product, "--as-of", "2025-10-01")
    #expect(shown.contains("✗ void, by 4") && shown.contains("corrects event 1"))
    #expect(shown.contains("reason: saisi par erreur"))
    #expect(
      shown.contains("its marketing stopped on 2025-09-01, by the word of lab acme (event 3)")
    )
    #expect(
      shown.contains(
        "if lab acme had declared its qualification, effective on or before 2025-10-01 and lab acme "
          + "had declared its commercialisation again, effective from 2025-09-01 to 2025-10-01."
      )
    )
  }

  @Test func `a trace shows the line of what was sent, to people only`() throws {
    let shown = try text("trace", Self.product, "--as-of", "2025-08-01")
    #expect(shown.contains("file -, line 2"))
    // The journal is no event: an answer for programs is the same on a mirror, which has none.
    let answer = try json(0, "trace", Self.product, "--as-of", "2025-08-01")
    #expect(answer["annotations"].list.allSatisfy { $0["from"].value == nil })
  }

  @Test func `a long trace fits on a screen until all is asked for`() throws {
    let again = (1...30).map { number in
      Draft.listed[1].with("id", "again\(number)").with("effectiveon", "2025-07-03")
    }
    try workspace.append(again)
    let shown = try text("trace", Self.product, "--as-of", "2025-08-01")
    #expect(shown.split(separator: "\n").count < 40)
    #expect(shown.contains("and 23 others: mitm trace \(Self.product) --all"))
    let all = try text("trace", Self.product, "--as-of", "2025-08-01", "--all")
    #expect(all.split(separator: "\n").count { $0.contains("superseded by 32") } == 30)
  }

  @Test func `a trace is a document in Markdown`() throws {
    let awkward = Draft.listed[0].with("id", "p2")
      .with("data", json: #"{"denomination":"A|B *x* <b>","authorisation":"suspended"}"#)
    try workspace.append([awkward.with("effectiveon", "2025-07-20")])
    let shown = try text("trace", Self.product, "--as-of", "2025-08-01", "--format", "markdown")
    #expect(shown.hasPrefix("# \(Self.product)  A\\|B \\*x\\* \\<b\\>\n"))
    #expect(shown.contains("> On 2025-08-01, product"))
    let rows = shown.split(separator: "\n").filter { $0.hasPrefix("| ") }
    // The head, the rule below it, and a row for each event.
    #expect(rows.count == 2 + 4)
    #expect(Set(rows.map { $0.replacing("\\|", with: "").count { $0 == "|" } }) == [9])
  }

  @Test func `a trace is PROV-JSON whose statements name what it declares`() throws {
    try workspace.append([stop, .retraction("r1", of: "/labs/acme#stop1", by: "/ansm")])
    let document = try workspace.mitm("trace", Self.product, "--format", "prov").json()
    let things = ["entity", "activity", "agent"].reduce(into: Set<String>()) {
      $0.formUnion(document[$1].keys)
    }
    #expect(document["entity"].keys.count == 6)
    #expect(document["activity"].keys.count == 5)
    let relations = document.keys.subtracting(["prefix", "entity", "activity", "agent"])
    #expect(
      relations == [
        "wasDerivedFrom", "wasGeneratedBy", "wasAttributedTo", "wasAssociatedWith",
        "wasInvalidatedBy",
      ]
    )
    let ends: Set = [
      "prov:entity", "prov:activity", "prov:agent", "prov:generatedEntity", "prov:usedEntity",
    ]
    for relation in relations {
      for id in document[relation].keys {
        let statement = document[relation][id]
        for end in ends.intersection(statement.keys) {
          #expect(things.contains(statement[end].text ?? ""), "\(relation) \(id) \(end)")
        }
      }
    }
    #expect(document["wasInvalidatedBy"].keys.count == 1)
    let derived = document["wasDerivedFrom"]
    let kinds = derived.keys.compactMap { derived[$0]["prov:type"]["$"].text }
    #expect(kinds == ["prov:Revision"])
  }

  // MARK: Blame, bisect, history

  @Test func `blame names the event of each field`() throws {
    let answer = try json(0, "blame", Self.product, "--as-of", "2025-08-01")
    #expect(answer.keys == ["basis", "cis", "fields"])
    let fields = answer["fields"].list
    #expect(fields.allSatisfy { $0.keys == ["evidence", "field", "value"] })
    let evidence = Dictionary(
      fields.map { ($0["field"].text ?? "", $0["evidence"].numbers) }
    ) { first, _ in first }
    #expect(
      evidence == [
        "denomination": [0], "atc": [0], "holder": [0], "operator": [2], "state": [0, 1, 2],
        "since": [2], "origin": [1], "withdrawalPending": [],
      ]
    )
    #expect(try text("blame", Self.product).contains("commercialisation.declared"))
  }

  @Test func `bisect finds the event and the day on which an answer turned`() throws {
    try workspace.append([stop, .retraction("r1", of: "/labs/acme#stop1", by: "/ansm")])
    let question = "listed \(Self.product)"
    let known = try json(0, "bisect", "--where", question, "--as-of", "2025-10-01")
    #expect(known.keys == ["axis", "basis", "holds", "turns", "where"])
    #expect(known["holds"].flag == true && known["axis"].text == "known-at")
    #expect(known["turns"].list.map { $0["sequence"].number } == [2, 3, 4])
    #expect(known["turns"].list.map { $0["holds"].flag } == [true, false, true])
    let days = try json(
      0,
      "bisect",
      "--where",
      question,
      "--axis",
      "as-of",
      "--as-of",
      "2025-10-01",
      "--known-at",
      "4"
    )
    #expect(days["holds"].flag == false)
    #expect(days["turns"].list.map { $0["on"].text } == ["2025-07-05", "2025-09-01"])
    #expect(days["turns"].list.map { $0["evidence"].numbers } == [[2], [3]])
    let lab = try json(0, "bisect", "--where", "lab acme = met", "--as-of", "2025-08-01")
    #expect(lab["holds"].flag == false && lab["where"].text == "lab acme = met")
    #expect(try text("bisect", "--where", "count >= 1").contains("since event 4"))
    try workspace.expect(64, "bisect", "--where", "count ~ 1")
    try workspace.expect(64, "bisect", "--where", "listed 123")
    try workspace.expect(64, "bisect")
  }

  @Test func `history is the size over time, with what moved it`() throws {
    try workspace.append([stop])
    let answer = try json(0, "history", "--as-of", "2025-12-31")
    #expect(answer.keys == ["basis", "before", "by", "list", "periods"])
    let periods = answer["periods"].list
    #expect(periods.map { $0["size"].number } == [1, 0])
    #expect(periods.map { $0["from"].text } == ["2025-07-01", "2025-09-01"])
    #expect(periods.map { $0["to"].text } == ["2025-07-31", "2025-09-30"])
    let types = periods.compactMap { $0["movers"][0]["type"].text }
    #expect(types == ["commercialisation.declared", "commercialisation.stopped"])
    let since = try json(0, "history", "--from", "2025-08-01", "--as-of", "2025-12-31")
    #expect(since["before"].number == 1 && since["periods"].list.count == 1)
    #expect(
      try text("history", "--as-of", "2025-12-31").contains("0 before + 1 entered − 1 left = 0")
    )
    let csv = try text("history", "--as-of", "2025-12-31", "--format", "csv")
    #expect(csv.split(whereSeparator: \.isNewline)[1].hasPrefix("2025-07-01,2025-07-31,1,1,0,1,0"))
    let plot = try workspace.mitm("history", "--as-of", "2025-12-31", "--format", "svg")
    let document = try XMLProbe(plot.output)
    // A title for the whole and one for each step.
    #expect(document.elements["title"] == 3 && document.elements["desc"] == 1)
    #expect(document.elements["circle"] == 2)
    try workspace.expect(64, "history", "--from", "2026-01-02", "--as-of", "2026-01-01")
    try workspace.expect(64, "list", "--format", "svg")
  }

  // MARK: Diff

  @Test func `diff counts add up and each row has its cause`() throws {
    try workspace.append([stop])
    let answer = try json(1, "diff", "--from", "2025-08-01@3", "--to", "2025-10-01")
    let counts = answer["counts"]
    #expect(counts.keys == ["causes", "changed", "entered", "from", "left", "to"])
    #expect(counts["from"].number == 1 && counts["left"].number == 1 && counts["to"].number == 0)
    #expect(counts["causes"].keys == ["corrected", "effective", "recorded"])
    #expect(counts["causes"]["recorded"].number == 1)
  }

  @Test func `the published list and the current list differ for a reason`() throws {
    let entered = Draft(
      "e1",
      "publication.entered",
      by: "/ansm",
      about: "cis/61111111",
      data: #"{"publication":"liste-2025","denomination":"AUTRE"}"#
    )
    try workspace.append([entered])
    let answer = try json(1, "diff", "--published", "--as-of", "2025-08-01")
    #expect(answer.keys == ["basis", "counts", "currentOnly", "publishedOnly"])
    #expect(answer["publishedOnly"].list.map { $0["reason"].text } == ["not-marketed"])
    #expect(answer["publishedOnly"][0]["because"].value == nil)
    #expect(answer["currentOnly"].list.map { $0["reason"].text } == ["declared"])
    #expect(answer["currentOnly"][0]["because"].number == 1)
    let counts = answer["counts"]
    #expect(counts["published"].number == 1 && counts["current"].number == 1)
    #expect(counts["common"].number == 0)
    try workspace.expect(64, "diff", "--published", "--from", "2025-08-01")
    try workspace.expect(64, "diff", "--from", "2025-08-01")
    try workspace.expect(64, "diff", "--from", "2025-08-01", "--to", "2025-08-02", "--lab", "acme")
  }

  @Test func `a verdict that changed although its facts did not has the rule as cause`() throws {
    let early = Draft.stock("s1").with("effectiveon", "2021-08-01")
    let old = Draft.listed.map { $0.with("effectiveon", "2021-07-01") }
    let subject = try Workspace()
    try subject.append(old + [early])
    let answer = try subject.mitm(
      "diff",
      "--compliance",
      "--from",
      "2021-08-31",
      "--to",
      "2021-09-01",
      "--format",
      "json"
    )
    #expect(answer.status == 1)
    let rows = try answer.json()["verdicts"].list
    #expect(rows.map { $0["rule"].text } == ["stock.safety"])
    #expect(rows.map { $0["cause"].text } == ["rule"])
    #expect(rows[0]["before"].value == nil && rows[0]["after"].text == "breached")
  }
}
