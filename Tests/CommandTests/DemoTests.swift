import Foundation
import Testing

/// `mitm demo` and `mitm rebuild`.
@Suite struct DemoTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace(withLedger: false)
  }

  @Test func `a sample has the same bytes for the same seed, and fits itself`() throws {
    func export(_ name: String, seed: String) throws -> Data {
      try workspace.expect(0, "demo", "--ledger", name, "--seed", seed, "--products", "20")
      try workspace.expect(0, "verify", "--ledger", name)
      return try workspace.expect(0, "export", "--ledger", name).output
    }
    let first = try export("a.sqlite", seed: "7")
    #expect(first.count > 100_000)
    #expect(try export("b.sqlite", seed: "7") == first)
    #expect(try export("c.sqlite", seed: "8") != first)
  }

  @Test func `a sample shows a mistake that was corrected`() throws {
    try workspace.expect(0, "demo", "--products", "20")
    let diff = try workspace.mitm([
      "diff", "--from", "2025-06-01@2025-06-01", "--to", "2025-06-01", "--format", "json",
    ])
    #expect(diff.status == 1)
    let entered = try diff.json()["entered"].list
    #expect(entered.map { $0["cis"].text } == ["69000050"])
    #expect(entered.first?["cause"].text == "corrected")
    #expect(entered.first?["before"]["state"].text == "qualified-not-marketed")
  }

  @Test(.enabled(if: Tool.sqlite != nil, "needs sqlite3"))
  func `the index is built again to the same digest`() throws {
    try workspace.expect(0, "demo", "--products", "5")
    let check = try workspace.expect(0, "rebuild", "--check", "--format", "json").json()
    #expect(check.keys == ["digest", "equal", "events", "seconds"])
    #expect(check["equal"].flag == true)
    let sqlite = try #require(Tool.sqlite)
    func alter(_ sql: String) throws {
      let altered = try workspace.run(sqlite, [workspace.ledger.path, sql])
      #expect(altered.status == 0, "\(altered.notes)")
    }
    try alter("UPDATE index_state SET root = zeroblob(32)")
    let differs = try workspace.expect(1, "rebuild", "--check", "--format", "json").json()
    #expect(differs["equal"].flag == false)
    try workspace.expect(0, "rebuild")
    // That of an earlier version differs, and nobody damaged it.
    try alter("UPDATE index_state SET version = version - 1")
    let earlier = try workspace.expect(0, "rebuild", "--check", "--language", "en")
    #expect(earlier.text.contains("earlier version"), "\(earlier.text)")
    let told = try workspace.expect(0, "rebuild", "--check", "--format", "json").json()
    #expect(told["outdated"].flag == true && told["equal"].flag == false)
    try workspace.expect(0, "rebuild")
    let again = try workspace.expect(0, "rebuild", "--check", "--format", "json").json()
    #expect(again["digest"].text == check["digest"].text)
  }
}
