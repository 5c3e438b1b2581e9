import Declarations
import Foundation
import MerkleLog
import TestSupport
import Testing

/// Ledgers of earlier versions are verified, answer what they answered then, and go on.
@Suite struct GoldenTests {
  /// A ledger as one version left it.
  struct Golden: Sendable, CustomTestStringConvertible {
    let name: String
    /// Whether it is of the time before checkpoints, when nothing was signed.
    var isUnsigned: Bool { name == "schema-1" }
    var testDescription: String { name }

    /// Every folder that is there: none is forgotten.
    static let all = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
      .filter { !$0.contains(".") && $0 != "SHA256SUMS" }.sorted().map { Golden(name: $0) }
    static let everyType = Golden(name: "every-type")

    func file(_ name: String) -> URL { GoldenTests.folder.appending(path: "\(self.name)/\(name)") }

    /// What was answered then.
    func data(_ name: String) throws -> Data { try Data(contentsOf: file(name)) }

    func text(_ name: String) throws -> String {
      try String(contentsOf: file(name), encoding: .utf8)
    }

    func questions() throws -> [(file: String, arguments: [String])] {
      try text("questions.tsv").split(separator: "\n").map { line in
        let parts = line.split(separator: "\t").map(String.init)
        return (parts[0], parts[1].split(separator: " ").map(String.init))
      }
    }

    /// How many events it has.
    func size() throws -> Int { try data("export.ndjson").count { $0 == 0x0A } }

    func submissions() throws -> Int { try data("submissions.ndjson").count { $0 == 0x0A } }
  }

  static let folder = Repository.root.appending(path: "Tests/Golden")
  let workspace: Workspace

  init() throws {
    workspace = try Workspace(withLedger: false)
  }

  private func place(_ golden: Golden) throws {
    for (file, suffix) in [("ledger.db", ""), ("ledger.db.head", ".head"), ("signing.key", ".key")]
    where FileManager.default.fileExists(atPath: golden.file(file).path) {
      try FileManager.default.copyItem(
        atPath: golden.file(file).path,
        toPath: workspace.ledger.path + suffix
      )
    }
  }

  private func expectAnswers(
    _ golden: Golden,
    _ environment: [String: String] = [:]
  ) throws {
    let questions = try golden.questions()
    #expect(questions.count > 5)
    for (file, arguments) in questions {
      let answer = try workspace.mitm(arguments, environment: environment)
      // A difference, or a breach, ends with 1.
      #expect(answer.status <= 1, "\(arguments): \(answer.notes)")
      var expected = try golden.data(file)
      if golden.isUnsigned {
        // The rulebook has grown since by what lists do not depend on: the basis names another.
        let text = String(decoding: expected, as: UTF8.self)
        expected = Data(text.replacing(#""rulebook":"1""#, with: #""rulebook":"2""#).utf8)
      }
      #expect(answer.output == expected, "\(file): mitm \(arguments.joined(separator: " "))")
    }
  }

  @Test(arguments: Golden.all)
  func `an earlier ledger answers the same, byte for byte`(golden: Golden) throws {
    try place(golden)
    if !golden.isUnsigned { try workspace.expectIntact(size: golden.size()) }
    try expectAnswers(golden)
    try workspace.expect(0, "rebuild")
    try expectAnswers(golden)
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
    try place(.everyType)
    try expectAnswers(.everyType, environment)
  }

  /// A folder with spaces and accents that nobody may write to, read by somebody who owns none of it.
  @Test func `an earlier ledger answers the same in a folder of somebody else`() throws {
    let folder = workspace.folder.appending(path: "à lire \" seul'ement")
    let (files, golden) = (FileManager.default, Golden.everyType)
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    let ledger = folder.appending(path: "registre été.sqlite").path
    try files.copyItem(atPath: golden.file("ledger.db").path, toPath: ledger)
    try files.copyItem(
      atPath: golden.file("ledger.db.head").path,
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
    for (file, arguments) in try golden.questions() {
      let question = arguments.joined(separator: " ")
      let answer = try workspace.shell("\(user) \(binary) \(question) --ledger '\(quoted)'")
      #expect(answer.status <= 1, "\(question): \(answer.notes)")
      let expected = try golden.data(file)
      #expect(answer.output == expected, "\(file)")
    }
    let refused = try workspace.shell(
      "\(user) \(binary) append /dev/null --ledger '\(quoted)' --signing-key \(golden.file("signing.key").path)"
    )
    #expect(refused.status > 1 && !refused.notes.isEmpty)
  }

  @Test(arguments: Golden.all)
  func `an earlier ledger is written to and keeps every answer about before`(
    golden: Golden
  ) throws {
    try place(golden)
    let size = try golden.size()
    let repeated = try workspace.mitm(
      "append",
      golden.file("submissions.ndjson").path,
      "--format",
      "json"
    )
    #expect(try repeated.json()["duplicates"].number == golden.submissions())
    try expectAnswers(golden)
    try workspace.append([.stock("new", by: "/labs/atlas")])
    try workspace.expectIntact(size: size + 1)
    let export = try workspace.mitm("export", "--known-at", String(size))
    #expect(export.output == (try golden.data("export.ndjson")))
    for (file, arguments) in try golden.questions() where file.hasPrefix("receipt-") {
      let receipt = try workspace.mitm(arguments)
      #expect(receipt.output == (try golden.data(file)))
    }
  }

  /// The same events from their export and checkpoints are the same ledger.
  @Test(arguments: Golden.all.filter { !$0.isUnsigned })
  func `an earlier export makes the same ledger`(golden: Golden) throws {
    let key = try golden.text("verifier.key").trimmingCharacters(in: .whitespacesAndNewlines)
    let mirror = workspace.folder.appending(path: "mirror.sqlite").path
    let answer = try workspace.mitm(
      "import",
      "mirror",
      "--mirror",
      golden.file("export.ndjson").path,
      "--checkpoint",
      golden.file("checkpoints.json").path,
      "--key",
      key,
      "--ledger",
      mirror
    )
    #expect(answer.status == 0, "\(answer.notes)")
    for (file, arguments) in try golden.questions() where file.hasSuffix("list.json") {
      let list = try workspace.mitm(arguments + ["--ledger", mirror])
      #expect(list.output == (try golden.data(file)), "\(file)")
    }
  }

  @Test func `one of them has every type of event`() throws {
    let export = try Golden.everyType.text("export.ndjson")
    for type in EventType.allCases {
      #expect(export.contains("\"type\":\"\(type.identifier)\""), "\(type.rawValue)")
    }
  }

  /// What is frozen does not change, and nothing is added that is not.
  @Test func `what is frozen is what was frozen`() throws {
    let sums = try String(
      contentsOf: Self.folder.appending(path: "SHA256SUMS"),
      encoding: .utf8
    ).split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1).map(String.init) }
    var pinned: [String: String] = [:]
    for sum in sums { pinned[sum[1].trimmingCharacters(in: .whitespaces)] = sum[0] }
    for golden in Golden.all {
      let folder = golden.file("").path
      for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
        let digest = Hash(of: try golden.data(name)).hex
        #expect(pinned.removeValue(forKey: "\(golden.name)/\(name)") == digest, "\(name)")
      }
    }
    #expect(pinned.isEmpty, "\(pinned.keys.sorted())")
  }
}
