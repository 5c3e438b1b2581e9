import Foundation
import Testing

/// Files as officers have them, declared and reconciled.
@Suite struct OddFileTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.append(Draft.listed)
  }

  private func declare(_ text: String, _ options: String...) throws -> MitmProcess.Answer {
    _ = try workspace.write("stock.csv", text)
    return try workspace.mitm(
      ["import", "declarations", "stock.csv", "--lab", "acme", "--format", "json"] + options
    )
  }

  private static let header = "cis;effectiveon;units;sales12m"

  @Test func `a title, spaces in a code and a notice of the separator are no faults`() throws {
    let text = "sep=;\nStocks de septembre\n\n\(Self.header)\n60 234 100;03/09/2025;12 000;60000\n"
    let answer = try declare(text, "--as", "stock")
    #expect(try answer.json()["appended"].number == 1, "\(answer.notes)")
    let log = try workspace.mitm("log", "--type", "stock.reported", "--format", "json").json()
    #expect(log.list.map { $0["subject"].text } == ["cis/60234100"])
    #expect(log.list.map { $0["id"].text } == ["stock.reported:60234100:2025-09-03"])
  }

  @Test func `a code that is none is to blame itself, and the number that is none is quoted`()
    throws
  {
    let answer = try declare(
      "\(Self.header)\nDOLIPRANE 500;2025-09-03;1;1\n60234100;2025-09-03;12,000;1\n",
      "--as",
      "stock"
    )
    let refusals = try answer.json()["refusals"].list
    #expect(refusals.map { $0["place"].text } == ["A2", "C3"])
    _ = try workspace.write("stock.csv", "\(Self.header)\n60234100;2025-09-03;12,000;1\n")
    let table = try workspace.mitm(
      "import",
      "declarations",
      "stock.csv",
      "--lab",
      "acme",
      "--as",
      "stock"
    )
    #expect(table.text.contains("(12,000)"))
  }

  @Test func `a row that has changed says what it replaces`() throws {
    _ = try declare("\(Self.header)\n60234100;2025-09-03;12000;60000\n", "--as", "stock")
    let changed = "60234100;2025-09-03;13000;60000"
    let refused = try declare("\(Self.header)\n\(changed)\n", "--as", "stock")
    #expect(refused.status == 65)
    #expect(try refused.json()["refusals"][0]["rule"].text == "conflict")
    let mended =
      "\(Self.header);corrects;reason\n\(changed);stock.reported:60234100:2025-09-03;erreur de saisie\n"
    #expect(try declare(mended, "--as", "stock").json()["appended"].number == 1)
    #expect(try declare(mended, "--as", "stock").json()["duplicates"].number == 1)
    let answer = try workspace.mitm(
      "reconcile",
      "stock.csv",
      "--lab",
      "acme",
      "--as-of",
      "2025-09-10",
      "--format",
      "json"
    )
    #expect(answer.status == 65, "a register says types")
  }

  @Test func `a time that a row states is its own, and a type too`() throws {
    let timed = "\(Self.header);time\n60234100;2025-09-03;12000;60000;"
    #expect(try declare("\(timed)04/09/2025\n", "--as", "stock").json()["appended"].number == 1)
    let other = try declare("\(timed)05/09/2025\n", "--as", "stock")
    #expect(try other.json()["refusals"][0]["rule"].text == "conflict")
    let typed = try declare(
      "\(Self.header);type\n60234100;2025-09-03;1;1;plan.filed\n",
      "--as",
      "stock"
    )
    #expect(try typed.json()["refusals"][0]["field"].text?.hasPrefix("data") == true)
    let untyped = try declare("\(Self.header)\n60234100;2025-09-03;1;1\n")
    #expect(untyped.status == 65 && untyped.notes.contains("--as"))
    let empty = try declare("\(Self.header)\n", "--as", "stock")
    #expect(empty.status == 65 && empty.notes.contains("no row"))
  }

  @Test func `what a declaration is at odds with is said before it is recorded`() throws {
    func notes(_ arguments: String...) throws -> String {
      try workspace.mitm(["declare"] + arguments + ["--yes"]).notes
    }
    let other = try notes(
      "stock",
      "--lab",
      "boreal",
      "--cis",
      Workspace.product,
      "--units",
      "1",
      "--sales12m",
      "1",
      "--effective-on",
      "2025-08-01"
    )
    #expect(other.contains("it is acme who answers for"))
    #expect(other.contains("more than a year") == (ParisYear.now > 2025))
    let unknown = try notes(
      "plan",
      "--lab",
      "acme",
      "--cis",
      "61234567",
      "--year",
      "1999"
    )
    #expect(unknown.contains("described nowhere") && unknown.contains("the year 1999"))
    #expect(try workspace.size == 5, "recorded all the same")
  }

  @Test func `a lab that declared nothing is told apart from one that has nothing to settle`()
    throws
  {
    _ = try workspace.write("register.csv", "cis;type;effectiveon\n")
    let answer = try workspace.mitm("reconcile", "register.csv", "--lab", "nobody")
    #expect(answer.status == 0 && answer.notes.contains("Nothing is declared here by nobody"))
  }

  @Test func `events that would be refused are not written as suggested`() throws {
    // One by the lab for a day after the second is good; the other corrects what is no longer in force.
    _ = try workspace.write(
      "register.csv",
      "cis;type;effectiveon;units;sales12m\n60234100;stock.reported;2025-08-01;1;2\n"
        + "60234100;stock.reported;2025-08-01;3;4\n"
    )
    let answer = try workspace.mitm(
      "reconcile",
      "register.csv",
      "--lab",
      "acme",
      "--events",
      "events.ndjson",
      "--as-of",
      "2025-08-10"
    )
    #expect(answer.status == 1)
    try workspace.expect(0, "append", "events.ndjson")
    let settled = try workspace.mitm(
      "reconcile",
      "register.csv",
      "--lab",
      "acme",
      "--as-of",
      "2025-08-10",
      "--format",
      "json"
    )
    #expect(try settled.json()["counts"]["matched"].number == 2)
  }
}

private enum ParisYear {
  /// The present year, give or take a day.
  static var now: Int { Calendar(identifier: .gregorian).component(.year, from: Date()) }
}
