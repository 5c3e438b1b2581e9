import Foundation
import TestSupport
import Testing

/// A ledger that is none, cannot be made or cannot grow: said in words, and nothing is harmed.
@Suite struct BadLedgerTests {
  private static let commands = [
    ["list"], ["trace", "60234100"], ["log"], ["export"], ["verify"],
    ["diff", "--from", "2025-07-01", "--to", "2025-07-02"], ["append", "good.json"],
  ]

  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    _ = try workspace.write("good.json", Draft.stock("a").line)
  }

  /// Runs every command on a file and expects the same answer of all, and the file untouched.
  private func expectRefused(_ name: String, status: Int32, naming words: [String]) throws {
    let before = workspace.bytes(of: name)
    for command in Self.commands {
      let answer = try workspace.mitm(command + ["--ledger", name])
      #expect(answer.status == status, "\(command): \(answer.notes)")
      for word in words + [name] { #expect(answer.notes.contains(word), "\(answer.notes)") }
      #expect(answer.output.isEmpty)
    }
    #expect(workspace.bytes(of: name) == before)
  }

  private func sqlite(_ name: String, _ sql: String) throws {
    let sqlite = try #require(Tool.sqlite)
    let answer = try workspace.run(sqlite, [name, sql])
    try #require(answer.status == 0, "\(answer.notes)")
  }

  // MARK: Not a ledger

  @Test(arguments: ["", "CIS;dénomination\n60234100;ESSAI\n"])
  func `a text is not a ledger`(text: String) throws {
    _ = try workspace.write("notes.txt", text)
    try expectRefused("notes.txt", status: 65, naming: ["not a MITM ledger"])
  }

  @Test(.enabled(if: Tool.sqlite != nil, "needs sqlite3"))
  func `another SQLite database is not a ledger`() throws {
    try sqlite("contacts.db", "CREATE TABLE person (name TEXT); INSERT INTO person VALUES ('x')")
    try expectRefused("contacts.db", status: 65, naming: ["not a MITM ledger"])
  }

  @Test(.enabled(if: Tool.sqlite != nil, "needs sqlite3"))
  func `a ledger of a later schema asks for a later program`() throws {
    try workspace.append([.stock("b")])
    try FileManager.default.copyItem(
      at: workspace.ledger,
      to: workspace.folder.appending(path: "later.sqlite")
    )
    try sqlite("later.sqlite", "PRAGMA user_version = 99")
    try expectRefused("later.sqlite", status: 65, naming: ["99", "later version"])
  }

  @Test func `a missing ledger is named, and none is made`() throws {
    let before = try workspace.names()
    try expectRefused("none.sqlite", status: 66, naming: ["mitm init"])
    #expect(try workspace.names() == before)
  }

  @Test func `a folder is not a ledger`() throws {
    let folder = workspace.folder.appending(path: "folder", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    try expectRefused("folder", status: 65, naming: ["not a MITM ledger"])
  }

  // MARK: Making one

  @Test func `a ledger is never replaced, nor a key`() throws {
    let ledger = workspace.bytes(of: "ledger.sqlite")
    let key = workspace.bytes(of: "ledger.sqlite.key")
    let answer = try workspace.expect(73, "init")
    #expect(answer.notes.contains("is not replaced"))
    let other = try workspace.expect(73, "init", "--ledger", "o", "--key", "ledger.sqlite.key")
    #expect(other.notes.contains("ledger.sqlite.key"))
    #expect(workspace.bytes(of: "ledger.sqlite") == ledger)
    #expect(workspace.bytes(of: "ledger.sqlite.key") == key)
    #expect(workspace.bytes(of: "o") == nil)
  }

  /// What the ledger writes there would take its place.
  @Test(arguments: [
    ".head", ".access", ".access.lock", ".follows", ".before-restore-1", ".restoring",
  ])
  func `a key is not put where the ledger puts a file of its own`(suffix: String) throws {
    let answer = try workspace.expect(64, "init", "--ledger", "o", "--key", "o" + suffix)
    #expect(answer.notes.contains("o\(suffix)"))
    #expect(workspace.bytes(of: "o" + suffix) == nil)
  }

  @Test(arguments: ["good.json/l.sqlite", "no-such-folder/l.sqlite", "/proc/no-such/l.sqlite"])
  func `a ledger cannot be made where nothing can`(path: String) throws {
    let before = try workspace.names()
    let answer = try workspace.expect(73, "init", "--ledger", path)
    #expect(answer.notes.contains(path))
    #expect(try workspace.names() == before)
  }

  @Test func `what is made is a ledger that only its owner can sign for`() throws {
    let named = ["--ledger", "n.sqlite", "--origin", "registre.example/essai"]
    let answer = try workspace.mitm(["init", "--format", "json"] + named).json()
    #expect(answer.keys == ["origin", "verifierKey", "ledger"])
    #expect(answer["origin"].text == "registre.example/essai")
    #expect(answer["ledger"].text == "n.sqlite")
    #expect(answer["verifierKey"].text?.hasPrefix("registre.example/essai+") == true)
    let key = workspace.folder.appending(path: "n.sqlite.key").path
    let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    try workspace.expect(0, "verify", "--ledger", "n.sqlite")
  }

  // MARK: Reading and writing that fail

  static let full = URL(fileURLWithPath: "/dev/full")
  static let hasFull = FileManager.default.fileExists(atPath: full.path)

  @Test(
    .enabled(if: hasFull, "needs /dev/full"),
    arguments: commands + [["list", "--format", "json"], ["log", "--refused"], ["--help"]]
  )
  func `an answer that cannot be written is an error`(command: [String]) throws {
    try workspace.append(Draft.listed)
    let answer = try workspace.mitm(command, output: Self.full)
    #expect(answer.status == 74)
    #expect(!answer.notes.isEmpty)
  }

  @Test(.enabled(if: hasFull, "needs /dev/full"))
  func `a receipt that could not be written is given again`() throws {
    _ = try workspace.mitm(["append", "good.json"], output: Self.full)
    let answer = try workspace.expect(0, "append", "good.json", "--format", "json").json()
    #expect(answer["duplicates"].number == 1)
    #expect(answer["receipts"][0]["sequence"].number == 0)
    try workspace.expectIntact(size: 1)
  }

  private static let many = (0..<2_000).map { Draft.stock("s\($0)").line + "\n" }.joined()

  @Test(.enabled(if: TestDatabase.isAbsent, "acts on the file of a ledger"))
  func `a file that may not grow any more loses nothing`() throws {
    try workspace.append([.stock("first")])
    let file = try workspace.write("many.ndjson", Self.many)
    let line = #"trap '' XFSZ; ulimit -f 300; exec "$MITM" append many.ndjson"#
    let answer = try workspace.shell(line)
    #expect(answer.status == 74, "\(answer.text)")
    #expect(answer.notes.contains("ledger.sqlite"))
    try workspace.expectIntact(size: 1)
    try workspace.expect(0, "append", file.path)
    try workspace.expectIntact(size: 2_001)
  }

  /// Whether this user may mount a small disk, found out by doing it.
  static let canMount: Bool = {
    guard let mount = Tool.mount, Tool.umount != nil, let workspace = try? Workspace() else {
      return false
    }
    let answer = try? workspace.run(mount, ["-t", "tmpfs", "tmpfs", workspace.folder.path])
    guard answer?.status == 0 else { return false }
    return unmount(workspace.folder, from: workspace)
  }()

  @discardableResult
  private static func unmount(_ folder: URL, from workspace: Workspace) -> Bool {
    guard let umount = Tool.umount else { return false }
    return (try? workspace.run(umount, ["-l", folder.path]).status) == 0
  }

  @Test(.enabled(if: canMount, "needs the right to mount a tmpfs"))
  func `a full disk is said to be full and loses nothing`() throws {
    let disk = workspace.folder.appending(path: "disk", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: false)
    let mount = try #require(Tool.mount)
    let arguments = ["-t", "tmpfs", "-o", "size=400k", "tmpfs", disk.path]
    try #require(try workspace.run(mount, arguments).status == 0)
    defer { Self.unmount(disk, from: workspace) }
    let file = try workspace.write("many.ndjson", Self.many)
    let ledger = ["--ledger", "disk/l.sqlite"]
    #expect(try workspace.mitm(["init"] + ledger).status == 0)
    #expect(try workspace.mitm(["append", "good.json"] + ledger).status == 0)
    let answer = try workspace.mitm(["append", file.path] + ledger)
    #expect(answer.status == 74)
    #expect(answer.notes.contains("full"), "\(answer.notes)")
    let verified = try workspace.mitm(["verify", "--format", "json"] + ledger).json()
    #expect(verified["ok"].flag == true)
    #expect(verified["size"].number == 1)
    let again = try workspace.mitm(["append", "good.json", "--format", "json"] + ledger).json()
    #expect(again["duplicates"].number == 1)
  }

  /// Permissions bind everybody but root, who must become somebody else first.
  static let canBeBound = getuid() != 0 || Tool.setpriv != nil

  private func bound(_ arguments: [String]) throws -> MitmProcess.Answer {
    guard getuid() == 0, let setpriv = Tool.setpriv else { return try workspace.mitm(arguments) }
    // The binary may stand in a folder that only root may enter.
    let binary = try #require(MitmProcess.binary)
    let copy = workspace.folder.appending(path: "mitm")
    if !FileManager.default.fileExists(atPath: copy.path) {
      try FileManager.default.copyItem(at: binary, to: copy)
    }
    let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", copy.path]
    return try workspace.run(setpriv, nobody + arguments)
  }

  @Test(.enabled(if: canBeBound, "needs setpriv when run as root"))
  func `a folder that cannot be written to can still be read`() throws {
    try workspace.append(Draft.listed)
    let folder = workspace.folder.appending(path: "archive", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    let copy = folder.appending(path: "l.sqlite")
    let files = FileManager.default
    for suffix in ["", ".head", ".key"] {
      let path = workspace.ledger.path + suffix
      try files.copyItem(atPath: path, toPath: copy.path + suffix)
    }
    try files.setAttributes([.posixPermissions: 0o644], ofItemAtPath: copy.path + ".key")
    try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: workspace.folder.path)
    try files.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
    defer { try? files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path) }
    let before = try Data(contentsOf: copy)

    let appended = try bound(["append", "good.json", "--ledger", "archive/l.sqlite"])
    #expect(appended.status == 74)
    #expect(appended.notes.contains("archive/l.sqlite"))
    let made = try bound(["init", "--ledger", "archive/n.sqlite"])
    #expect(made.status == 73)
    #expect(made.notes.contains("archive/n.sqlite"))
    for command in [["list"], ["export"], ["verify"]] {
      let answer = try bound(command + ["--ledger", "archive/l.sqlite"])
      #expect(answer.status == 0, "\(command): \(answer.notes)")
    }
    #expect(try Data(contentsOf: copy) == before)
  }
}
