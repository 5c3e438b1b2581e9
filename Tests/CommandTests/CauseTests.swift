import Foundation
import Testing

/// Causes, reasons and effects that are easily told wrong, and words that must stay words.
@Suite struct CauseTests: Asker {
  let workspace: Workspace
  private static let product = Workspace.product

  /// A product on the list from 2025-07-05 on: events 0 to 2.
  init() throws {
    workspace = try Workspace()
    try workspace.append(Draft.listed)
  }

  @Test func `a verdict that arises with the listing has that as cause, not the rule`() throws {
    let subject = try Workspace()
    let qualified = Draft.listed[1].with("effectiveon", "2024-06-01")
    let removed = Draft(
      "out",
      "qualification.removed",
      by: "/ansm",
      about: "cis/\(Self.product)",
      data: #"{"decision":"D1","notifiedOn":"2024-06-15"}"#
    ).with("effectiveon", "2024-06-15").with("reason", "erreur")
    try subject.append([
      Draft.listed[0].with("effectiveon", "2023-01-01"), qualified,
      Draft.listed[2].with("effectiveon", "2023-01-01"),
      Draft.stock("s1").with("effectiveon", "2024-01-01"), removed,
      Draft.retraction("back", of: "/ansm#out", by: "/ansm"),
    ])
    func causes(_ from: String, _ to: String) throws -> [String: String] {
      let rows = try subject.mitm(
        "diff",
        "--compliance",
        "--from",
        from,
        "--to",
        to,
        "--format",
        "json"
      ).json()["verdicts"].list
      return Dictionary(rows.map { ($0["rule"].text ?? "", $0["cause"].text ?? "") }) { $1 }
    }
    #expect(try causes("2024-05-01@4", "2024-06-10@4")["stock.safety"] == "effective")
    // What kept it away was voided since.
    #expect(try causes("2024-06-20@5", "2024-06-20@6")["stock.safety"] == "corrected")
  }

  /// A mark that joins a bracket to it makes one character of two for people, and none for a browser.
  @Test func `nothing that declarants write is markup, a cell or a formula`() throws {
    let name = #"\u0600<img src=x \u0600> \u0600| a\u0301\"\u0301,=HYPERLINK(1)"#
    let named = Draft.listed[0].with("id", "p2").with("effectiveon", "2025-07-03")
      .with("data", json: #"{"denomination":"\#(name)","authorisation":"active"}"#)
    try workspace.append([named])
    let markdown = try text("trace", Self.product, "--as-of", "2025-08-01", "--format", "markdown")
    // Byte by byte, since a mark and a bracket are one character to a string.
    let bytes = Data(markdown.utf8)
    #expect(bytes.range(of: Data("\\<img".utf8)) != nil)
    #expect(bytes.range(of: Data("\u{0600}<img".utf8)) == nil)
    let csv = try text("list", "--as-of", "2025-08-01", "--format", "csv")
    let row = csv.split(whereSeparator: \.isNewline)[1]
    // Of a record outside quotes, the commas divide ten cells.
    var (cells, isQuoted) = (1, false)
    for scalar in row.unicodeScalars {
      if scalar == "\"" { isQuoted.toggle() }
      if scalar == "," && !isQuoted { cells += 1 }
    }
    #expect(cells == 10, "\(row)")
    let packed = try workspace.mitm(
      "pack",
      "--cis",
      Self.product,
      "--as-of",
      "2025-08-01",
      "-o",
      "p.zip"
    )
    #expect(packed.status == 0)
    let pages = try #require(workspace.bytes(of: "p.zip"))
    let isRaw = pages.range(of: Data("<h1>\(Self.product)  \u{0600}<img".utf8)) != nil
    #expect(!isRaw && pages.range(of: Data("\u{0600}&lt;img".utf8)) != nil)
  }

  @Test func `a fact that is known already is told to whoever asks why not`() throws {
    let shown = try text("trace", Self.product, "--as-of", "2025-07-03")
    #expect(shown.contains("Event 2, known already, has it marketed from 2025-07-05 on."))
  }

  @Test func `a product that a publication left out is told from one that came after it`() throws {
    let entered = Draft(
      "e1",
      "publication.entered",
      by: "/ansm",
      about: "cis/61111111",
      data: #"{"publication":"liste-2025","denomination":"AUTRE"}"#
    ).with("effectiveon", "2025-07-20")
    try workspace.append([entered])
    let answer = try json(1, "diff", "--published", "--as-of", "2025-08-01")
    #expect(answer["currentOnly"].list.map { $0["reason"].text } == ["omitted"])
  }

  @Test func `a plan whose year is over is no fact that took effect`() throws {
    let subject = try Workspace()
    let old = Draft.listed.map { $0.with("effectiveon", "2022-01-01") }
    let plan = Draft(
      "plan",
      "plan.filed",
      by: "/labs/acme",
      about: "cis/\(Self.product)",
      data: #"{"year":2023}"#
    ).with("effectiveon", "2023-06-01").with("time", "2023-06-01T10:00:00+02:00")
    try subject.append(old + [plan])
    let rows = try subject.mitm(
      "diff",
      "--compliance",
      "--from",
      "2024-12-31",
      "--to",
      "2025-01-01",
      "--format",
      "json"
    ).json()["verdicts"].list
    #expect(rows.map { $0["rule"].text } == ["plan.annual"])
    #expect(rows[0]["before"].text == "met" && rows[0]["after"].text == "breached")
    #expect(rows[0]["cause"].text == "rule")
    let turns = try subject.mitm(
      "bisect",
      "--where",
      "lab acme = breached",
      "--axis",
      "as-of",
      "--as-of",
      "2025-01-01",
      "--format",
      "json"
    ).json()["turns"].list
    #expect(turns.last?["verdicts"].list.map(\.text) == ["plan.annual \(Self.product)"])
  }

  @Test func `impact looks at sanctions and at the published list too`() throws {
    let sanction = Draft(
      "d1",
      "sanction.pronounced",
      by: "/ansm",
      about: "lab/acme",
      data: #"{"case":"C-1","decision":"D-1","article":"L. 5471-1","amountCents":100000}"#
    ).with("reason", "stock")
    let annulled = Draft(
      "d2",
      "sanction.amended",
      by: "/ansm",
      about: "lab/acme",
      data: #"{"decision":"D-1","amountCents":0,"by":"court"}"#
    ).with("reason", "recours").with("effectiveon", "2025-08-01")
    let entered = Draft(
      "e1",
      "publication.entered",
      by: "/ansm",
      about: "cis/61111111",
      data: #"{"publication":"liste-2025","denomination":"AUTRE"}"#
    )
    try workspace.append([sanction, annulled, entered])
    let amended = try json(0, "impact", "4")["impact"]["sanctions"]
    #expect(amended[0]["before"][0]["amountAfterCents"].number == 100_000)
    #expect(amended[0]["after"][0]["amountAfterCents"].number == 0)
    #expect(amended[0]["from"].text == "2025-08-01")
    let published = try json(0, "impact", "5")["impact"]["list"][0]
    #expect(published["wasPublished"].flag == false && published["isPublished"].flag == true)
    #expect(try text("impact", "5").contains("is now on the published list"))
  }
}
