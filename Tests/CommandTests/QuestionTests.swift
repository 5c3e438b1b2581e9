import Foundation
import Testing

/// How questions are asked: the axes, the environment, the languages, the exit codes.
@Suite struct QuestionTests {
  private static let product = Workspace.product

  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.append(Draft.listed)
  }

  private func sizes(_ knownAt: String...) throws -> [Int?] {
    try knownAt.map { text in
      let arguments = ["list", "--known-at", text, "--format", "json"]
      return try workspace.mitm(arguments).json()["basis"]["size"].number
    }
  }

  // MARK: Known at

  @Test func `known at a number of events`() throws {
    #expect(try sizes("0", "1", "3") == [0, 1, 3])
    let root = try workspace.mitm("list", "--known-at", "0", "--format", "json").json()
    let ofNothing = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    #expect(root["basis"]["root"].text == ofNothing)
  }

  @Test func `known at an instant is what was recorded by then`() throws {
    let log = try workspace.mitm("log", "--format", "json").json().list
    let moments = try log.map { try #require($0["recordedat"].text) }
    for (sequence, moment) in moments.enumerated() {
      #expect(try sizes(moment) == [sequence + 1])
      let inParis = moment.dropLast() + "+00:00"
      #expect(try sizes(String(inParis)) == [sequence + 1])
    }
    #expect(try sizes("2001-01-01T00:00:00Z", "2199-12-31T23:59:59+01:00") == [0, 3])
  }

  @Test func `known at a civil date is the end of that day in Paris`() throws {
    let log = try workspace.mitm("log", "--format", "json").json().list
    let days = try log.map { event in
      let moment = try #require(event["recordedat"].text)
      return try Self.dayInParis(of: moment)
    }
    for day in Set(days) {
      #expect(try sizes(day) == [days.count { $0 <= day }])
    }
    #expect(try sizes("2001-01-01") == [0])
  }

  private static func dayInParis(of moment: String) throws -> String {
    let formatter = ISO8601DateFormatter()
    let date = try #require(formatter.date(from: String(moment.prefix(19)) + "Z"))
    return try dayInParis(date)
  }

  private static func dayInParis(_ date: Date) throws -> String {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withFullDate]
    let paris = try #require(TimeZone(identifier: "Europe/Paris"))
    formatter.timeZone = paris
    return formatter.string(from: date)
  }

  @Test(arguments: [
    ["list", "--known-at", "4"], ["trace", product, "--known-at", "4"],
    ["log", "--known-at", "4"], ["export", "--known-at", "4"],
    ["list", "--known-at", "99999999999999999999"],
    ["diff", "--from", "2025-07-01@4", "--to", "2025-07-01@4"],
  ])
  func `beyond the size of the ledger is bad data`(command: [String]) throws {
    let answer = try workspace.mitm(command)
    #expect(answer.status == 65, "\(answer.notes)")
    #expect(answer.output.isEmpty)
  }

  @Test func `what was known does not change with what is recorded later`() throws {
    let questions = [
      ["list", "--as-of", "2025-08-01", "--known-at", "3", "--format", "json"],
      ["list", "--as-of", "2025-08-01", "--known-at", "3"],
      ["list", "--as-of", "2025-08-01", "--known-at", "3", "--format", "csv"],
      ["trace", Self.product, "--as-of", "2025-08-01", "--known-at", "3", "--format", "json"],
      ["trace", Self.product, "--as-of", "2025-08-01", "--known-at", "3"],
      ["log", "--known-at", "3"], ["log", "--known-at", "3", "--format", "json"],
      ["export", "--known-at", "3"],
      ["diff", "--from", "2025-07-03@1", "--to", "2025-08-01@3", "--format", "json"],
    ]
    let before = try questions.map { try workspace.mitm($0) }
    try workspace.append([
      .retraction("r1", of: "/labs/acme#q1", by: "/labs/acme"), .stock("s1"),
      Draft.listed[0].with("id", "p2").correcting("/bdpm#p1"),
    ])
    let after = try questions.map { try workspace.mitm($0) }
    #expect(after.map(\.output) == before.map(\.output))
    #expect(after.map(\.status) == before.map(\.status))
    #expect(before.map(\.status) == [0, 0, 0, 0, 0, 0, 0, 0, 1])
  }

  @Test func `the same question twice gives the same bytes wherever it is asked`() throws {
    let questions = [
      ["list", "--as-of", "2025-08-01", "--format", "json"],
      ["trace", Self.product, "--as-of", "2025-07-03", "--format", "json"],
      ["log", "--format", "json"], ["export"], ["verify", "--format", "json"],
      ["diff", "--from", "2025-07-03", "--to", "2025-08-01", "--format", "json"],
    ]
    for question in questions {
      let first = try workspace.mitm(question)
      let elsewhere = ["TZ": "Pacific/Kiritimati", "LANG": "C", "COLUMNS": "20"]
      for environment in [[:], elsewhere, ["LANG": "fr_FR.UTF-8", "NO_COLOR": "1"]] {
        let again = try workspace.mitm(question, environment: environment)
        #expect(again.output == first.output, "\(question) in \(environment)")
      }
    }
  }

  @Test(arguments: ["Pacific/Kiritimati", "America/Los_Angeles", "UTC"])
  func `today is today in Paris`(zone: String) throws {
    let before = try Self.dayInParis(Date())
    let answer = try workspace.mitm(["list", "--format", "json"], environment: ["TZ": zone])
    let day = try #require(try answer.json()["basis"]["asOf"].text)
    #expect([before, try Self.dayInParis(Date())].contains(day))
  }

  // MARK: Where the ledger is

  @Test func `--ledger comes before MITM_LEDGER, and that before mitm.sqlite`() throws {
    for (name, count) in [("option", 1), ("environment", 2), ("mitm.sqlite", 0)] {
      try workspace.expect(0, "init", "--ledger", name)
      let lines = (0..<count).map { Draft.stock("s\($0)").line + "\n" }.joined()
      guard count > 0 else { continue }
      let append = ["append", "-", "--ledger", name]
      #expect(try workspace.mitm(append, input: Data(lines.utf8)).status == 0)
    }
    let question = ["verify", "--format", "json"]
    let variable = ["MITM_LEDGER": "environment"]
    let first = try workspace.mitm(question + ["--ledger", "option"], environment: variable)
    #expect(try first.json()["size"].number == 1)
    let second = try workspace.mitm(question, environment: variable)
    #expect(try second.json()["size"].number == 2)
    let third = try workspace.shell(#"unset MITM_LEDGER; "$MITM" verify --format json"#)
    #expect(try third.json()["size"].number == 0)
  }

  // MARK: Wrong usage

  @Test(arguments: [
    ["no-such-command"], ["list", "--no-such-option"], ["list", "--as-of", "29/11/2924"],
    ["list", "--as-of", "2025-02-29"], ["list", "--known-at", "yesterday"],
    ["list", "--state", "lost"], ["list", "--format", "yaml"], ["list", "--language", "de"],
    ["trace"], ["trace", "1234567"], ["trace", "6023410a"], ["append"],
    ["diff", "--from", "2025-01-01"],
    ["diff", "--from", "2025-01-01@3", "--to", "2025-01-01@2"], ["log", "--cis", "12"],
    ["log", "--lab", "No Lab"], ["init", "--origin", "with space"],
  ])
  func `wrong usage is told on standard error`(command: [String]) throws {
    for language in ["en_US.UTF-8", "fr_FR.UTF-8"] {
      let answer = try workspace.mitm(command, environment: ["LANG": language])
      #expect(answer.status == 64, "\(answer.notes)")
      #expect(answer.output.isEmpty)
      #expect(answer.notes.contains("--help"), "\(answer.notes)")
    }
  }

  // MARK: Pipes

  @Test func `what is piped into head ends quietly`() throws {
    let reason = String(repeating: "x", count: 300)
    try workspace.append((0..<600).map { Draft.stock("s\($0)").with("reason", reason) })
    for command in ["export", "log", "log --format json", "log --format ndjson", "list"] {
      let answer = try workspace.shell(#""$MITM" \#(command) | head -1"#)
      #expect(answer.status == 0)
      #expect(answer.lines.count == 1, "\(command)")
      #expect(answer.notes == "", "\(command)")
    }
    let line = #"{ "$MITM" export; echo "status $?" >&2; } | head -1"#
    let notes = try workspace.shell(line).notes
    #expect(["status 0\n", "status 141\n"].contains(notes), "\(notes)")
  }
}
