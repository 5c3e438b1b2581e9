import Foundation
import TestSupport
import Testing

/// What stands beside a ledger, or is named, and is no file: it is said, nothing waits for it, and nothing is written through it.
@Suite struct SideFileTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.append(Draft.listed)
  }

  /// Puts something that is no file in the place of one.
  private func put(_ kind: String, at path: String) throws {
    try? FileManager.default.removeItem(atPath: path)
    switch kind {
    case "folder":
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    case "fifo": try #require(mkfifo(path, 0o600) == 0)
    default: try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: kind)
    }
  }

  @Test(arguments: [("folder", "a folder"), ("fifo", "no file"), ("/dev/zero", "no file")])
  func `a head that is no file is said to be none`(kind: String, words: String) throws {
    try put(kind, at: workspace.ledger.path + ".head")
    for command in [["list"], ["append", "good.json"]] {
      _ = try workspace.write("good.json", Draft.stock("s").line)
      let answer = try workspace.mitm(command, limit: 120)
      #expect(answer.status == 74 && answer.notes.contains(words), "\(command): \(answer.notes)")
    }
  }

  @Test(
    .enabled(if: TestDatabase.isAbsent, "acts on the file of a ledger"),
    arguments: ["folder", "fifo", "/dev/zero"]
  )
  func `a part of a backup that is no file is gone`(kind: String) throws {
    #expect(try workspace.mitm("backup", "backup").status == 0)
    try put(kind, at: workspace.folder.appending(path: "backup/part-000001").path)
    for command in [["backup", "backup"], ["restore", "backup", "--yes"]] {
      let answer = try workspace.mitm(command, limit: 120)
      #expect(answer.status == 65 && answer.notes.contains("part-000001"), "\(answer.notes)")
    }
  }

  /// The draft of a head may be a link to something else, which is left as it is.
  @Test func `nothing is written through a link that lies in the way`() throws {
    let other = try workspace.write("other", "mine")
    try put(other.path, at: workspace.ledger.path + ".head.new")
    try workspace.append([.stock("s")])
    #expect(try String(contentsOf: other, encoding: .utf8) == "mine")
    try workspace.expectIntact(size: 4)
    let type = try FileManager.default.attributesOfItem(atPath: workspace.ledger.path + ".head")[
      .type
    ]
    #expect(type as? FileAttributeType == .typeRegular)
  }

  @Test(arguments: [
    ["reconcile", "register.csv", "--lab", "acme", "--assertions", "/dev/zero"],
    ["import", "demarche", "x.json", "--mapping", "/dev/zero"],
  ])
  func `a file without end is not read to its end`(command: [String]) throws {
    _ = try workspace.write("register.csv", "id;cis;type\n")
    _ = try workspace.write("x.json", "{}")
    let answer = try workspace.mitm(command, limit: 120)
    #expect(answer.status == 65 && answer.notes.contains("/dev/zero"), "\(answer.notes)")
  }

  @Test func `a register file that is no file is said to be none`() throws {
    let folder = workspace.folder.appending(path: "register")
    try FileManager.default.copyItem(
      at: Repository.root.appending(path: "Tests/Corpora/register"),
      to: folder
    )
    try put("fifo", at: folder.appending(path: "CIS_bdpm.txt").path)
    let answer = try workspace.mitm(
      ["import", "bdpm", "register", "--observed-on", "2026-03-01"],
      limit: 120
    )
    #expect(answer.status != 0 && answer.notes.contains("CIS_bdpm.txt"), "\(answer.notes)")
  }

  /// The ledger puts its own files there.
  @Test(arguments: ["", ".head", ".head.new", ".new", "-wal", ".lock", ".restoring.head"])
  func `a key cannot lie where the ledger keeps its own`(suffix: String) throws {
    let answer = try workspace.mitm(
      "init",
      "--ledger",
      "b.sqlite",
      "--signing-key",
      "b.sqlite\(suffix)"
    )
    #expect(answer.status == 64, "\(answer.notes)")
    #expect(try !workspace.names().contains { $0.hasPrefix("b.sqlite") })
  }

  /// Each refusal is kept, so that there is an end to them.
  @Test func `behind very many refusals the rest is one`() throws {
    // More than what is kept of one submission.
    let rest = String(repeating: String(repeating: "y", count: 99) + "\n", count: 12_000)
    _ = try workspace.write("bad.ndjson", String(repeating: "x\n", count: 100_000) + rest)
    let answer = try workspace.mitm("append", "bad.ndjson", "--format", "json")
    #expect(answer.status != 0)
    let refusals = try answer.json()["refusals"].list
    #expect(refusals.count == 100_001)
    #expect(refusals.last?["rule"].text == "unread")
    try workspace.expectIntact(size: 3)
  }
}
