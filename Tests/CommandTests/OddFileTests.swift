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

  private func reconcile(_ file: String) throws -> JSON {
    try workspace.mitm("reconcile", file, "--lab", "acme", "--format", "json").json()
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

  @Test func `a row that replaces a correction is not sent, for it would bring the first back`()
    throws
  {
    _ = try declare("\(Self.header)\n60234100;2025-09-03;12000;60000\n", "--as", "stock")
    let name = "stock.reported:60234100:2025-09-03"
    let columns = "\(Self.header);corrects;reason;type\n"
    let again = "60234100;2025-09-03;13000;60000;\(name);erreur;stock.reported\n"
    #expect(try declare(columns + again).json()["appended"].number == 1)
    let log = try workspace.mitm("log", "--type", "stock.reported", "--format", "json").json().list
    let correction = try #require(log.last?["id"].text)
    let size = try workspace.size
    let third = "60234100;2025-09-03;14000;60000;\(correction);erreur;stock.reported\n"
    let refused = try declare(columns + third)
    #expect(
      refused.status == 65 && refused.notes.contains("line 2") && refused.notes.contains(name)
    )
    #expect(try workspace.size == size)
    // What the message says to do does it.
    let mended =
      columns + "60234100;2025-09-03;;;\(correction);erreur;event.retracted\n"
      + "60234100;2025-09-03;14000;60000;\(name);erreur;stock.reported\n"
    #expect(try declare(mended).json()["appended"].number == 2)
    // Back to an earlier value: the row is there already, and void, which is told; with an id it is new.
    let last = try workspace.mitm("log", "--type", "stock.reported", "--format", "json").json()
      .list.last?["id"].text
    let undo = "60234100;2025-09-03;;;\(last ?? "");erreur;event.retracted;\n"
    let back = "60234100;2025-09-03;13000;60000;\(name);erreur;stock.reported;"
    let header = "\(Self.header);corrects;reason;type;id\n"
    let told = try declare(header + "\(back)\n")
    #expect(try told.json()["duplicates"].number == 1)
    #expect(told.notes.contains("corrected or retracted since: 1"))
    #expect(try declare(header + undo + "\(back)back\n").json()["appended"].number == 2)
    #expect(try declare(header + undo + "\(back)back\n").json()["duplicates"].number == 2)
    let times = try workspace.mitm("log", "--type", "stock.reported", "--format", "json").json()
      .list
    #expect(Set(times.compactMap { $0["time"].text }).count == 1, "the time of the first filing")
    _ = try workspace.write(
      "register.csv",
      "cis;type;effectiveon;units\n60234100;stock.reported;2025-09-03;13000\n"
    )
    let answer = try reconcile("register.csv")
    #expect(answer["counts"]["matched"].number == 1)
    #expect(answer["counts"]["missing-in-register"].number == 2, "the product's own declarations")
  }

  @Test func `rows that packs or years tell apart are two, and months are left out of sales`()
    throws
  {
    let shortages = """
      cis;effectiveon;file;kind;causes;cip13
      60234100;2025-09-03;F1;risk;demande;3400930000014
      60234100;2025-09-03;F1;risk;demande;3400930000021

      """
    let two = try declare(shortages, "--as", "shortage")
    #expect(two.status == 0 || two.text.contains("cip13"), "\(two.text)")
    let plans = "cis;effectiveon;year\n60234100;2025-09-03;2024\n60234100;2025-09-03;2025\n"
    #expect(try declare(plans, "--as", "plan").json()["appended"].number == 2)
    let stock =
      "\(Self.header);Mois exclus\n60234100;2025-09-03;1;1;\"2025-05 : grève ; 2025-06: grève\"\n"
    #expect(try declare(stock, "--as", "stock").json()["appended"].number == 1)
    let log = try workspace.mitm("log", "--type", "stock.reported", "--format", "json").json().list
    let months = log.first?["data"]["excluded"].list ?? []
    #expect(months.map { $0["month"].text } == ["2025-05", "2025-06"])
    #expect(months.allSatisfy { $0["reason"].text == "grève" })
    let without = try declare(
      "\(Self.header);excluded\n60234100;2025-10-03;1;1;2024-05\n",
      "--as",
      "stock"
    )
    #expect(try without.json()["refusals"][0]["place"].text == "E2", "a month has a reason")
  }

  @Test func `every cell of a row that is wrong is told`() throws {
    let answer = try declare("\(Self.header)\n6023410;2025-13-09;-1;x\n", "--as", "stock")
    let places = try answer.json()["refusals"].list.compactMap { $0["place"].text }
    #expect(places.sorted() == ["A2", "B2", "C2", "D2"])
    #expect(try answer.json()["refused"].number == 1)
  }

  @Test func `a file that grows and comes back to a value states it twice, and adds nothing again`()
    throws
  {
    let name = "stock.reported:60234100:2025-09-03"
    let columns = "\(Self.header);corrects;reason;type\n"
    let first = columns + "60234100;2025-09-03;12000;60000;;;stock.reported\n"
    let second = first + "60234100;2025-09-03;12001;60000;\(name);a;stock.reported\n"
    #expect(try declare(second).json()["appended"].number == 2)
    let log = try workspace.mitm("log", "--type", "stock.reported", "--format", "json").json().list
    let correction = try #require(log.last?["id"].text)
    let grown =
      second + "60234100;2025-09-03;;;\(correction);a;event.retracted\n"
      + "60234100;2025-09-03;12001;60000;\(name);b;stock.reported\n"
    #expect(try declare(grown).json()["appended"].number == 2)
    #expect(try declare(grown).json()["duplicates"].number == 4)
    #expect(try declare(second).json()["duplicates"].number == 2)
  }

  @Test func `a correction of a long row can be retracted by the id that was made for it`() throws {
    let header = "cis;effectiveon;plannedOn;urgent;motive;corrects;reason;type\n"
    let motive = "arrêt de production définitif sur le site de Lyon, faute de principe actif"
    func row(_ day: String, _ corrects: String) -> String {
      "60234100;2026-01-10;\(day);non;\(motive);\(corrects);erreur;commercialisation.stop-announced\n"
    }
    func last() throws -> String {
      let log = try workspace.mitm("log", "--lab", "acme", "--format", "json").json().list
      return try #require(log.last?["id"].text)
    }
    #expect(try declare(header + row("2027-08-01", "")).json()["appended"].number == 1)
    #expect(try declare(header + row("2027-09-01", last())).json()["appended"].number == 1)
    let undo = "60234100;2026-01-10;;;;\(try last());erreur;event.retracted\n"
    #expect(try declare(header + undo).json()["appended"].number == 1)
  }

  @Test func `the marked copy of a file with a title is read again once it is mended`() throws {
    let text = "Stocks de septembre\n\n\(Self.header)\n6023410;2025-09-03;12000;60000\n"
    let refused = try declare(text, "--as", "stock", "--annotate", "marked.xlsx")
    #expect(refused.status == 65)
    let again = try workspace.mitm(
      "import",
      "declarations",
      "marked.xlsx",
      "--lab",
      "acme",
      "--as",
      "stock",
      "--format",
      "json"
    )
    #expect(
      try again.json()["refusals"][0]["place"].text?.hasSuffix("A2") == true,
      "\(again.notes)"
    )
  }

  @Test func `a pack's code may have spaces`() throws {
    let text = """
      cis;effectiveon;file;kind;causes;cip13
      60234100;2025-09-03;F1;risk;demande;34009 300 0001 4

      """
    let answer = try declare(text, "--as", "shortage")
    #expect(try answer.json()["appended"].number == 1, "\(answer.text)")
  }

  @Test(arguments: ["12 5", "1 0", "12000 5", "1234 567"])
  func `groups that are no thousands are no number`(text: String) throws {
    let answer = try declare("\(Self.header)\n60234100;2025-09-03;\(text);1\n", "--as", "stock")
    #expect(try answer.json()["refusals"][0]["place"].text == "C2")
  }

  @Test(arguments: [
    ("03/09/2025 09:00", "2025-09-03T07:00:00"), ("2025-09-03T09:00:30", "2025-09-03T07:00:30"),
    ("03/09/2025", "2025-09-03T00:00:00"), ("2025-12-03 09:00", "2025-12-03T08:00:00"),
  ])
  func `a time is Paris time, and is found again`(text: String, moment: String) throws {
    let file = "\(Self.header);time;type\n60234100;2025-09-03;1;1;\(text);stock.reported\n"
    #expect(try declare(file).json()["appended"].number == 1)
    let log = try workspace.mitm("log", "--type", "stock.reported", "--format", "json").json().list
    #expect(log.first?["time"].text?.hasPrefix(moment) == true)
    let answer = try reconcile("stock.csv")
    #expect(answer["counts"]["matched"].number == 1)
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
}
