import Foundation
import Testing

/// What is said before a declaration is recorded, and of a reconciliation that settles nothing.
@Suite struct DoubtTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.append(Draft.listed)
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
    #expect(other.contains("a year or more") == ("2025-08-01" <= Today.adding(days: -365)))
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
    // Sooner than the law has it, whenever the tests run.
    let planned = Today.adding(days: 40)
    let stop = try notes(
      "stop",
      "--lab",
      "acme",
      "--cis",
      Workspace.product,
      "--planned-on",
      planned,
      "--urgent",
      "non",
      "--motive",
      "fin de vie"
    )
    #expect(stop.contains("if the stop takes place on \(planned): "))
    let dossier = try notes(
      "qualification",
      "--lab",
      "acme",
      "--cis",
      "61234567",
      "--ground",
      "vital",
      "--channel",
      "demarche-numerique",
      "--dossier",
      "123"
    )
    #expect(dossier.contains("the dossier 123 is that of another product"))
    let wrong = try notes(
      "stock",
      "--lab",
      "acme",
      "--cis",
      Workspace.product,
      "--units",
      "1",
      "--sales12m",
      "12,000"
    )
    #expect(wrong.contains("--sales12m “12,000”"))
    let digest = String(repeating: "ab", count: 32)
    let plan = try workspace.mitm(
      "declare",
      "plan",
      "--lab",
      "acme",
      "--cis",
      Workspace.product,
      "--year",
      "2026",
      "--sha256",
      digest,
      "--yes"
    )
    #expect(plan.status == 0)
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

private enum Today {
  /// The day so many days from now, give or take one.
  static func adding(days: Int) -> String {
    String(Date(timeIntervalSinceNow: Double(days) * 86_400).ISO8601Format().prefix(10))
  }
}
