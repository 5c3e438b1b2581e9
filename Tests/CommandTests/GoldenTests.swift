import Foundation
import TestSupport
import Testing

/// A ledger of an earlier version is verified, answers what it answered then, and goes on.
@Suite struct GoldenTests {
  let workspace: Workspace
  private let golden = Repository.root.appending(path: "Tests/Golden/1")

  init() throws {
    workspace = try Workspace(withLedger: false)
    for (file, name) in [
      ("ledger.db", workspace.ledger.path), ("ledger.db.head", workspace.ledger.path + ".head"),
      ("signing.key", workspace.ledger.path + ".key"),
    ] {
      try FileManager.default.copyItem(atPath: golden.appending(path: file).path, toPath: name)
    }
  }

  /// What was answered then.
  private func golden(_ file: String) throws -> Data {
    try Data(contentsOf: golden.appending(path: file))
  }

  private func questions() throws -> [(file: String, arguments: [String])] {
    try String(contentsOf: golden.appending(path: "questions.tsv"), encoding: .utf8)
      .split(separator: "\n").map { line in
        let parts = line.split(separator: "\t").map(String.init)
        return (parts[0], parts[1].split(separator: " ").map(String.init))
      }
  }

  private func expectAnswers(_ environment: [String: String] = [:]) throws {
    let questions = try questions()
    #expect(questions.count == 26)
    for (file, arguments) in questions {
      let answer = try workspace.mitm(arguments, environment: environment)
      // A difference, or a breach, ends with 1.
      #expect(answer.status <= 1, "\(arguments): \(answer.notes)")
      let expected = try golden(file)
      #expect(answer.output == expected, "\(file): mitm \(arguments.joined(separator: " "))")
    }
  }

  @Test func `an earlier ledger answers the same, byte for byte`() throws {
    try workspace.expectIntact(size: 32)
    try expectAnswers()
    try workspace.expect(0, "rebuild")
    try expectAnswers()
  }

  /// Where a process runs, for whom, and what its machine takes for letters and days, changes no answer.
  @Test(arguments: [
    ["TZ": "Pacific/Kiritimati", "LC_ALL": "C"], ["TZ": "America/Adak", "LANG": "tr_TR.UTF-8"],
    ["TZ": ":/nowhere", "LC_ALL": "ar_EG.UTF-8", "COLUMNS": "1"],
    ["HOME": "/nowhere", "USER": "", "LOGNAME": "", "PATH": "", "TMPDIR": "/nowhere"],
  ])
  func `an earlier ledger answers the same wherever it is asked`(
    environment: [String: String]
  ) throws {
    try expectAnswers(environment)
  }

  /// A folder with spaces and accents that nobody may write to, read by somebody who owns none of it.
  @Test func `an earlier ledger answers the same in a folder of somebody else`() throws {
    let folder = workspace.folder.appending(path: "à lire \" seul'ement")
    let files = FileManager.default
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    let ledger = folder.appending(path: "registre été.sqlite").path
    try files.copyItem(atPath: golden.appending(path: "ledger.db").path, toPath: ledger)
    try files.copyItem(
      atPath: golden.appending(path: "ledger.db.head").path,
      toPath: ledger + ".head"
    )
    try files.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
    try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: workspace.folder.path)
    defer { try? files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path) }
    // Where it was built may be closed to others.
    let binary = workspace.folder.appending(path: "mitm").path
    try files.copyItem(atPath: #require(MitmProcess.binary).path, toPath: binary)
    let quoted = ledger.replacing("'", with: "'\\''")
    let user = getuid() == 0 ? "setpriv --reuid 65534 --regid 65534 --clear-groups" : "env"
    for (file, arguments) in try questions() {
      let question = arguments.joined(separator: " ")
      let answer = try workspace.shell("\(user) \(binary) \(question) --ledger '\(quoted)'")
      #expect(answer.status <= 1, "\(question): \(answer.notes)")
      let expected = try golden(file)
      #expect(answer.output == expected, "\(file)")
    }
    let refused = try workspace.shell(
      "\(user) \(binary) append /dev/null --ledger '\(quoted)' --signing-key \(workspace.ledger.path).key"
    )
    #expect(refused.status > 1 && !refused.notes.isEmpty)
  }

  @Test func `an earlier ledger is written to and keeps every answer about before`() throws {
    let repeated = try workspace.mitm(
      "append",
      golden.appending(path: "submissions.ndjson").path,
      "--format",
      "json"
    )
    #expect(try repeated.json()["duplicates"].number == 31)
    try expectAnswers()
    try workspace.append([.stock("new", by: "/labs/atlas")])
    try workspace.expectIntact(size: 33)
    let export = try workspace.mitm("export", "--known-at", "32")
    #expect(export.output == (try golden("export.ndjson")))
    for (file, arguments) in try questions() where file.hasPrefix("receipt-") {
      let receipt = try workspace.mitm(arguments)
      #expect(receipt.output == (try golden(file)))
    }
  }

  /// The same events from their export and checkpoints are the same ledger.
  @Test func `an earlier export makes the same ledger`() throws {
    let key = try String(contentsOf: golden.appending(path: "verifier.key"), encoding: .utf8)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    let mirror = workspace.folder.appending(path: "mirror.sqlite").path
    let answer = try workspace.mitm(
      "import",
      "mirror",
      "--mirror",
      golden.appending(path: "export.ndjson").path,
      "--checkpoint",
      golden.appending(path: "checkpoints.json").path,
      "--key",
      key,
      "--ledger",
      mirror
    )
    #expect(answer.status == 0, "\(answer.notes)")
    let list = try workspace.mitm(
      "list",
      "--as-of",
      "2024-06-30",
      "--format",
      "json",
      "--ledger",
      mirror
    )
    #expect(list.output == (try golden("list.json")))
  }
}
