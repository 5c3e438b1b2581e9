import Foundation
import TestSupport
import Testing

/// What an auditor does with files from us, and without us.
@Suite struct EvidenceTests {
  let workspace: Workspace
  private let key: String

  init() throws {
    workspace = try Workspace(withLedger: false)
    let named = ["init", "--format", "json", "--origin", "registre.example/essai"]
    key = try #require(try workspace.mitm(named).json()["verifierKey"].text)
  }

  /// A ledger with three appends and a seal; what an auditor is given, in files.
  private func fill() throws {
    try workspace.append(Draft.listed, ["--receipts", "receipts"])
    try save("old", "checkpoint")
    try workspace.append([.stock("s1"), .stock("s2")])
    try workspace.expect(0, "seal", "--as-of", "2025-07-06")
    try save("new", "checkpoint")
    try save("all", "checkpoint", "--all")
    try save("export", "export")
    try save("growth", "prove", "--consistency", "3", "6")
    try save("listed", "prove", "--listed", Workspace.product, "--seal", "5")
    try save("absent", "prove", "--absent", "60234101", "--seal", "5")
  }

  private func save(_ name: String, _ arguments: String...) throws {
    let answer = try workspace.mitm(arguments)
    try #require(answer.status == 0, "\(arguments): \(answer.notes)")
    _ = try workspace.write(name, answer.output)
  }

  // MARK: Receipts

  @Test func `a receipt is the same for who sends again, and verifies without the ledger`() throws {
    try fill()
    let files = try FileManager.default
      .contentsOfDirectory(atPath: workspace.folder.appending(path: "receipts").path).sorted()
    #expect(files == (0..<3).flatMap { ["\($0).event.json", "\($0).tlog-proof"] })
    let again = try workspace.append(Draft.listed, ["--receipts", "again"])
    #expect(again["duplicates"].number == 3)
    let elsewhere = ["--ledger", "none.sqlite", "--key", key]
    for file in files {
      #expect(workspace.bytes(of: "again/\(file)") == workspace.bytes(of: "receipts/\(file)"))
    }
    for sequence in 0..<3 {
      let proof = "receipts/\(sequence).tlog-proof"
      #expect(try workspace.mitm("prove", "\(sequence)").output == workspace.bytes(of: proof))
      let answer = try workspace.mitm(["receipt", "verify", proof, "--format", "json"] + elsewhere)
      #expect(answer.status == 0, "\(answer.notes)")
      let json = try answer.json()
      #expect(json["ok"].flag == true && json["sequence"].number == sequence)
      #expect(json["origin"].text == "registre.example/essai" && json["size"].number == 3)
      let event = try #require(workspace.bytes(of: "receipts/\(sequence).event.json"))
      #expect(
        try json["event"].text(leavingOut: "")
          == JSON(value: JSONSerialization.jsonObject(with: event)).text(leavingOut: "")
      )
    }
  }

  @Test func `a receipt finds the bytes of its event beside it`() throws {
    try fill()
    let proof = try #require(workspace.bytes(of: "receipts/1.tlog-proof"))
    let bare = String(decoding: proof, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("extra ") }.joined(separator: "\n")
    _ = try workspace.write("receipts/bare.tlog-proof", bare)
    try workspace.expect(66, "receipt", "verify", "receipts/bare.tlog-proof", "--key", key)
    let event = ["--event", "receipts/1.event.json"]
    let right = ["receipt", "verify", "receipts/bare.tlog-proof", "--key", key] + event
    #expect(try workspace.mitm(right).status == 0)
    let wrong = right.dropLast() + ["receipts/0.event.json"]
    #expect(try workspace.mitm(Array(wrong)).status == 1)
    _ = try workspace.write(
      "receipts/bare.event.json",
      try #require(workspace.bytes(of: "receipts/1.event.json"))
    )
    try workspace.expect(0, "receipt", "verify", "receipts/bare.tlog-proof", "--key", key)
  }

  @Test func `a receipt of another key, or changed, does not verify`() throws {
    try fill()
    let other = try Workspace(withLedger: false)
    let stranger = try #require(
      try other.mitm("init", "--format", "json", "--origin", "registre.example/essai").json()[
        "verifierKey"
      ].text
    )
    let answer = try workspace.expect(
      1,
      "receipt",
      "verify",
      "receipts/0.tlog-proof",
      "--key",
      stranger
    )
    #expect(answer.notes.contains("did not sign"))
    let proof = String(
      decoding: try #require(workspace.bytes(of: "receipts/0.tlog-proof")),
      as: UTF8.self
    )
    for (old, new, status) in [
      ("index 0", "index 1", 1), ("index 0", "index zero", 65),
      ("tlog-proof@v1", "tlog-proof@v2", 65),
      ("\n3\n", "\n4\n", 1), ("registre.example/essai\n", "registre.example/autre\n", 1),
    ] {
      _ = try workspace.write("changed", proof.replacing(old, with: new))
      let answer = try workspace.mitm("receipt", "verify", "changed", "--key", key)
      #expect(answer.status == Int32(status), "\(old) → \(new): \(answer.notes)")
      #expect(answer.output.isEmpty && answer.notes.contains("changed"))
    }
    try workspace.expect(64, "receipt", "verify", "receipts/0.tlog-proof", "--key", "no-key")
    try workspace.expect(66, "receipt", "verify", "no-such-file", "--key", key)
    let lost = ["receipt", "verify", "receipts/0.tlog-proof", "--ledger", "none.sqlite"]
    #expect(try workspace.mitm(lost).status == 64)
  }

  @Test func `receipts that cannot be written refuse the append before it is recorded`() throws {
    _ = try workspace.write("file", "x")
    try workspace.append(Draft.listed, ["--receipts", "file/folder"], expectingNothing: 73)
    #expect(try workspace.size == 0)
  }

  // MARK: Checkpoints

  @Test func `a checkpoint verifies offline, and so does what extends it`() throws {
    try fill()
    _ = try workspace.write("key", key + "\n")
    let offline = ["--ledger", "none.sqlite", "--format", "json"]
    let old = try workspace.mitm(["checkpoint", "--verify", "old", "--key", key] + offline)
    #expect(try old.json()["size"].number == 3)
    let grown = try workspace.mitm(
      ["checkpoint", "--verify", "old", "--key", "key", "--proof", "growth"] + offline
    )
    #expect(grown.status == 0, "\(grown.notes)")
    #expect(try grown.json()["extendedTo"]["size"].number == 6)
    let backwards = ["checkpoint", "--verify", "new", "--key", key, "--proof", "growth"]
    #expect(try workspace.mitm(backwards).status == 1)
    try workspace.expect(65, "checkpoint", "--verify", "export", "--key", key)
    try workspace.expect(64, "checkpoint", "--proof", "growth")
    let unsigned = try workspace.expect(0, "prove", "--consistency", "1", "2")
    #expect(unsigned.notes.contains("No checkpoint is signed at 2"))
    try workspace.expect(65, "prove", "--consistency", "3", "7")
    try workspace.expect(64, "prove", "--consistency", "3")
    try workspace.expect(64, "prove")
    try workspace.expect(65, "prove", "6")
  }

  @Test func `verify takes a trusted checkpoint, and can begin after it`() throws {
    try fill()
    let whole = try workspace.expect(0, "verify", "--checkpoint", "old", "--key", key)
    #expect(whole.text.contains("Signed: 6 of 6"))
    let rest = try workspace.expect(0, "verify", "--checkpoint", "old", "--from", "3")
    #expect(rest.text.contains("read from 3 on"))
    try workspace.expect(64, "verify", "--from", "3")
    try workspace.expect(65, "verify", "--from", "4", "--checkpoint", "old")
    let other = try Workspace()
    try other.append([.stock("x")])
    _ = try workspace.write("foreign", try other.mitm("checkpoint").output)
    let foreign = try workspace.expect(1, "verify", "--checkpoint", "foreign")
    #expect(foreign.text.contains("is not of this ledger"))
    try workspace.expect(0, "verify", "--checkpoint", "all", "--key", key)
    let stranger = try #require(try other.mitm("verify", "--key", key).text.first)
    #expect(stranger == "A", "the other ledger names another key")
  }

  // MARK: Lists

  @Test func `a sealed list proves who was on it`() throws {
    try fill()
    for (file, word) in [("listed", "is on the list"), ("absent", "is not on the list")] {
      let answer = try workspace.expect(0, "receipt", "verify", file, "--key", key)
      #expect(answer.text.contains(word))
    }
    let product = Workspace.product
    let wrong = try workspace.expect(1, "prove", "--absent", product, "--seal", "5")
    #expect(wrong.notes.contains("--listed proves it"))
    try workspace.expect(1, "prove", "--listed", "60234101", "--seal", "5")
    try workspace.expect(65, "prove", "--listed", product, "--seal", "4")
    try workspace.expect(64, "prove", "--listed", product)
    let lie = String(decoding: try #require(workspace.bytes(of: "listed")), as: UTF8.self)
      .replacing("\"listed\"", with: "\"absent\"")
    _ = try workspace.write("lie", lie)
    try workspace.expect(1, "receipt", "verify", "lie", "--key", key)
    let again = ["seal", "--as-of", "2025-07-06", "--known-at", "5", "--format", "json"]
    let answer = try workspace.mitm(again).json()
    #expect(answer["sequence"].number == 5 && answer["rows"].number == 1)
    #expect(try workspace.size == 6)
  }

  // MARK: Mirrors and forks

  @Test func `a mirror gives the same answers and receipts`() throws {
    try fill()
    let mirror = ["--ledger", "mirror.sqlite"]
    let built = try workspace.mitm(
      ["import", "--mirror", "export", "--checkpoint", "all", "--key", key] + mirror
    )
    #expect(built.status == 0, "\(built.notes)")
    for question in [
      ["list", "--as-of", "2025-07-06"], ["export"], ["prove", "0"], ["checkpoint", "--all"],
      ["verify"], ["log"],
    ] {
      #expect(try workspace.mitm(question + mirror).output == workspace.mitm(question).output)
    }
    let append = try workspace.mitm(["append", "export"] + mirror)
    #expect(append.status == 66 && append.notes.contains("private key"))
    let export = String(decoding: try #require(workspace.bytes(of: "export")), as: UTF8.self)
    _ = try workspace.write("forged", export.replacing("acme", with: "acne"))
    let refused = try workspace.mitm(
      [
        "import", "--mirror", "forged", "--checkpoint", "all", "--key", key, "--ledger",
        "no.sqlite",
      ]
    )
    #expect(refused.status == 65 && refused.notes.contains("does not prove out"))
    #expect(try !workspace.names().contains { $0.hasPrefix("no.sqlite") })
  }

  @Test func `an older copy is refused until it is restored on purpose`() throws {
    try fill()
    let files = FileManager.default
    let copy = workspace.folder.appending(path: "backup.sqlite")
    try files.copyItem(at: workspace.ledger, to: copy)
    try workspace.append([.stock("lost")])
    try files.removeItem(at: workspace.ledger)
    try files.copyItem(at: copy, to: workspace.ledger)
    for command in [["list"], ["append", "export"], ["checkpoint"], ["prove", "0"]] {
      let answer = try workspace.mitm(command)
      #expect(answer.status == 65, "\(command): \(answer.notes)")
      #expect(answer.notes.contains("mitm restore"))
    }
    let found = try workspace.expect(1, "verify", "--format", "json").json()
    #expect(found["problems"].list.compactMap { $0["kind"].text } == ["head"])
    let asked = try workspace.expect(64, "restore")
    #expect(asked.notes.contains("LOST: events that were signed: 7; missing at the end: 1."))
    let done = try workspace.expect(
      0,
      "restore",
      "--yes",
      "--reason",
      "disk lost",
      "--format",
      "json"
    )
    #expect(try done.json()["lostSize"].number == 7)
    let event = try workspace.mitm("log", "--format", "json").json().list.last
    #expect(event?["type"].text == "fr.mitm.ledger.restored.v1")
    #expect(event?["reason"].text == "disk lost")
    try workspace.expectIntact(size: 7)
    try workspace.expect(0, "restore")
  }

  @Test func `tiles are written beside a checkpoint`() throws {
    try fill()
    try workspace.expect(0, "export", "--tiles", "tiles")
    let checkpoint = workspace.bytes(of: "tiles/checkpoint")
    #expect(checkpoint == workspace.bytes(of: "new"))
    #expect(workspace.bytes(of: "tiles/tile/0/000.p/6")?.count == 6 * 32)
    #expect(workspace.bytes(of: "tiles/tile/entries/000.p/6") != nil)
    try workspace.expect(64, "export", "--tiles", "tiles", "--known-at", "3")
  }

  // MARK: Keys

  @Test func `a key that is missing, foreign or open is said`() throws {
    let key = workspace.folder.appending(path: "ledger.sqlite.key")
    let kept = workspace.folder.appending(path: "kept")
    try FileManager.default.moveItem(at: key, to: kept)
    try workspace.append(Draft.listed, expectingNothing: 66)
    _ = try workspace.write("ledger.sqlite.key", "no key")
    try workspace.append(Draft.listed, expectingNothing: 65)
    try workspace.append(Draft.listed, ["--signing-key", "kept"])
    let line = Data(Draft.stock("s").line.utf8)
    let environment = ["MITM_SIGNING_KEY": kept.path]
    #expect(try workspace.mitm(["append", "-"], environment: environment, input: line).status == 0)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: kept.path)
    let warned = try workspace.mitm(["append", "-"], environment: environment, input: line)
    #expect(warned.status == 0 && warned.notes.contains("chmod 600"))
    // As systemd hands it to a service.
    let handed = environment.merging(["CREDENTIALS_DIRECTORY": workspace.folder.path]) { $1 }
    let trusted = try workspace.mitm(["append", "-"], environment: handed, input: line)
    #expect(trusted.status == 0 && !trusted.notes.contains("chmod 600"), "\(trusted.notes)")
    // Nothing is recorded by a dry run, and nothing signed.
    let tried = try workspace.mitm(["append", "-", "--dry-run"], input: line)
    #expect(tried.status == 0)
  }

  // MARK: Without us

  private static let verifier = Repository.root.appending(path: "Tools/verify.py")

  private func python(_ arguments: [String]) throws -> MitmProcess.Answer {
    let python = try #require(Tool.python)
    return try workspace.run(python, [Self.verifier.path, "--language", "en"] + arguments)
  }

  @Test(.enabled(if: Tool.python != nil, "needs python3"))
  func `a program that shares nothing with ours verifies all of it`() throws {
    try fill()
    let all = [
      "--key", key, "--export", "export", "--checkpoint", "all", "--receipt",
      "receipts/0.tlog-proof", "--receipt", "receipts/2.tlog-proof", "--receipt", "listed",
      "--receipt", "absent", "--consistency", "growth", "--since", "old",
    ]
    let answer = try python(all)
    #expect(answer.status == 0, "\(answer.text)\(answer.notes)")
    #expect(!answer.text.contains("FAIL") && answer.text.contains("6 events"))
    // Whatever we would refuse it refuses too.
    for (file, place) in [
      ("export", 1_000), ("all", 700), ("receipts/0.tlog-proof", 300),
      ("listed", 200), ("growth", 20), ("old", 40),
    ] {
      let good = try #require(workspace.bytes(of: file))
      var bad = good
      bad[place] ^= 1
      _ = try workspace.write(file, bad)
      let refused = try python(all)
      #expect(refused.status == 1 && refused.text.contains("FAIL"), "\(file): \(refused.text)")
      _ = try workspace.write(file, good)
    }
    let stranger = try Workspace(withLedger: false).mitm("init", "--format", "json").json()
    let foreign = try #require(stranger["verifierKey"].text)
    #expect(try python(["--key", foreign, "--checkpoint", "new"]).status == 1)
  }
}
