import Foundation
import TestSupport
import Testing

/// A drill: the ledger is backed up, lost in every way, made again, and asked the same questions.
@Suite(.enabled(if: TestDatabase.isAbsent, "acts on the file of a ledger"))
struct BackupTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace(withLedger: true)
  }

  private static let questions = [
    ["list", "--as-of", "2025-07-06"], ["log"], ["compliance", "--as-of", "2025-07-06"],
    ["trace", Workspace.product, "--as-of", "2025-07-06"], ["history", "--as-of", "2025-07-06"],
  ]

  /// Everything that is answered about the first events, and their proofs.
  private func answers(_ size: Int) throws -> [Data] {
    let known = ["--known-at", String(size), "--format", "json"]
    var answers = try Self.questions.map { try workspace.mitm($0 + known) }
    answers.append(try workspace.mitm("export", "--known-at", String(size)))
    answers += try (0..<size).map { try workspace.mitm("prove", String($0)) }
    return answers.map { answer in
      #expect(answer.status == 0, "\(answer.notes)")
      return answer.output
    }
  }

  private func backUp(_ folder: String = "backup") throws -> JSON {
    let answer = try workspace.mitm("backup", folder, "--format", "json")
    try #require(answer.status == 0, "\(answer.notes)")
    return try answer.json()
  }

  private func lose() throws {
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: workspace.ledger.path + suffix)
    }
  }

  @Test func `a backup grows by what is new, and gives back every answer`() throws {
    try workspace.append(Draft.listed, ["--receipts", "receipts"])
    #expect(try workspace.mitm("append", try workspace.write("bad", "{}").path).status != 0)
    let first = try backUp()
    #expect(first["size"].number == 3 && first["copied"].number == 3 && first["parts"].number == 1)
    #expect(try backUp()["parts"].number == 1)
    try workspace.append([.stock("s1"), .stock("s2")])
    let second = try backUp()
    #expect(second["size"].number == 5 && second["copied"].number == 2)
    #expect(second["parts"].number == 2 && second["entries"].number == 6)
    let before = try answers(5)
    let refused = try workspace.refusedBodies()

    try lose()
    let restored = try workspace.mitm("restore", "backup", "--yes", "--format", "json")
    #expect(restored.status == 0, "\(restored.notes)")
    #expect(try answers(5) == before)
    #expect(try workspace.refusedBodies() == refused)
    try workspace.expectIntact(size: 6)
    // It goes on from there, and so does the backup.
    try workspace.append([.stock("s3")])
    #expect(try backUp()["copied"].number == 2)
  }

  @Test func `a backup gives back every earlier state, and says what is lost by it`() throws {
    // A receipt is made against the first checkpoint that covers its event: that of two is signed here.
    try workspace.append(Array(Draft.listed[..<2]))
    let before = try answers(2)
    try workspace.append([Draft.listed[2], .stock("s1"), .stock("s2")])
    _ = try backUp()
    for size in [4, 2, 0] {
      let answer = try workspace.mitm("restore", "backup", "--size", String(size), "--yes")
      #expect(answer.status == 0 && answer.notes.contains("LOST"), "\(answer.notes)")
      try workspace.expectIntact(size: size + 1)
      if size == 2 { #expect(try answers(2) == before) }
    }
    // A ledger that has not what was backed up is not added to the backup of one that has.
    let refused = try workspace.mitm("backup", "backup")
    #expect(refused.status != 0 && refused.notes.contains("another ledger"))
    let back = try workspace.mitm("restore", "backup", "--yes")
    #expect(back.status == 0)
    try workspace.expectIntact(size: 6)
    #expect(try !workspace.names().contains { $0.contains("restoring") })
  }

  @Test(arguments: ["part-000001", "part-000002", "backup.json"])
  func `a backup that was altered is neither continued nor restored`(file: String) throws {
    try workspace.append(Draft.listed)
    _ = try backUp()
    try workspace.append([.stock("s1")])
    _ = try backUp()
    let path = workspace.folder.appending(path: "backup/\(file)")
    var bytes = try Data(contentsOf: path)
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: path)
    for arguments in [["backup", "backup"], ["restore", "backup", "--yes"]] {
      let answer = try workspace.mitm(arguments)
      #expect(answer.status != 0 && answer.notes.contains("backup"), "\(answer.notes)")
    }
    try workspace.expectIntact(size: 4)
    try FileManager.default.removeItem(at: path)
    #expect(try workspace.mitm("restore", "backup", "--yes").status != 0)
  }

  /// One part that is gone takes nothing with it that stands before.
  @Test(arguments: [true, false])
  func `a backup gives back what stands before a part that is damaged`(isGone: Bool) throws {
    try workspace.append(Draft.listed)
    _ = try backUp()
    let before = try answers(3)
    try workspace.append([.stock("s1"), .stock("s2")])
    _ = try backUp()
    let part = workspace.folder.appending(path: "backup/part-000002")
    if isGone {
      try FileManager.default.removeItem(at: part)
    } else {
      try Data("nothing".utf8).write(to: part)
    }
    let added = try workspace.mitm("backup", "backup")
    #expect(added.status == 65 && added.notes.contains("another folder"), "\(added.notes)")
    try lose()
    let all = try workspace.mitm("restore", "backup", "--yes")
    #expect(all.status == 65 && all.notes.contains("--size 3"), "\(all.notes)")
    let some = try workspace.mitm("restore", "backup", "--size", "3", "--yes")
    #expect(some.status == 0, "\(some.notes)")
    #expect(try answers(3) == before)
    try workspace.expectIntact(size: 4)
  }

  /// What was signed is known from the backup, where no head lies beside the ledger.
  @Test func `a backup says what is lost where no head does`() throws {
    try workspace.append(Draft.listed)
    try workspace.append([.stock("s1")])
    _ = try backUp()
    try lose()
    try FileManager.default.removeItem(atPath: workspace.ledger.path + ".head")
    let arguments = ["restore", "backup", "--size", "2", "--yes", "--format", "json"]
    let restored = try workspace.mitm(arguments)
    #expect(restored.status == 0 && restored.notes.contains("events that were signed: 4;"))
    #expect(try restored.json()["lostSize"].number == 4)
  }

  /// Parts that nothing says what they are may be all that is left.
  @Test func `a backup without its manifest is left as it is`() throws {
    try workspace.append(Draft.listed)
    _ = try backUp()
    let folder = workspace.folder.appending(path: "backup")
    let part = try Data(contentsOf: folder.appending(path: "part-000001"))
    try FileManager.default.removeItem(at: folder.appending(path: "backup.json"))
    try workspace.append([.stock("s1")])
    let added = try workspace.mitm("backup", "backup")
    #expect(added.status == 65 && added.notes.contains("backup.json"), "\(added.notes)")
    #expect(try Data(contentsOf: folder.appending(path: "part-000001")) == part)
    let restored = try workspace.mitm("restore", "backup", "--yes")
    #expect(restored.status == 66 && restored.notes.contains("no backup.json"), "\(restored.notes)")
    let nowhere = try workspace.mitm("restore", "nowhere", "--yes")
    #expect(nowhere.status == 66 && nowhere.notes.contains("does not exist"), "\(nowhere.notes)")
    try workspace.expectIntact(size: 4)
  }

  /// A manifest of before takes nothing from parts that it does not name.
  @Test func `a backup with an earlier manifest overwrites no part, and says what it leaves out`()
    throws
  {
    try workspace.append(Draft.listed)
    _ = try backUp()
    let folder = workspace.folder.appending(path: "backup")
    let manifest = try Data(contentsOf: folder.appending(path: "backup.json"))
    try workspace.append([.stock("s1")])
    _ = try backUp()
    let part = try Data(contentsOf: folder.appending(path: "part-000002"))
    try manifest.write(to: folder.appending(path: "backup.json"))
    let restored = try workspace.mitm("restore", "backup", "--yes")
    #expect(restored.status == 0 && restored.notes.contains("not in backup.json: part-000002"))
    #expect(try backUp()["parts"].number == 2)
    #expect(try Data(contentsOf: folder.appending(path: "part-000002")) == part)
    #expect(FileManager.default.fileExists(atPath: folder.appending(path: "part-000003").path))
    try lose()
    #expect(try workspace.mitm("restore", "backup", "--yes").status == 0)
  }

  /// After a restoration the journal has other entries in the places of those that were backed up, though the events
  /// are the same.
  @Test(arguments: [0, 3])
  func `a backup is not continued with another journal`(more: Int) throws {
    try workspace.append(Draft.listed)
    _ = try backUp("early")
    let bad = try workspace.write("bad", "{}\n{}\n")
    #expect(try workspace.mitm("append", bad.path, "--keep-going").status != 0)
    _ = try backUp("late")
    #expect(try workspace.mitm("restore", "early", "--yes").status == 0)
    for _ in 0..<more {
      let other = try workspace.write("other", "{\"other\":1}")
      #expect(try workspace.mitm("append", other.path).status != 0)
    }
    let names = try FileManager.default.contentsOfDirectory(
      atPath: workspace.folder.appending(path: "late").path
    )
    let answer = try workspace.mitm("backup", "late")
    #expect(answer.status != 0 && answer.notes.contains("another folder"), "\(answer.notes)")
    let after = try FileManager.default.contentsOfDirectory(
      atPath: workspace.folder.appending(path: "late").path
    )
    #expect(Set(after) == Set(names))
  }

  /// No number of backup.json is believed before the parts are seen to say the same.
  @Test(arguments: ["nextEvent", "nextEntry", "checkpoint", "firstEvent", "firstEntry"])
  func `a backup that promises too much is refused`(field: String) throws {
    try workspace.append(Draft.listed)
    _ = try backUp()
    let path = workspace.folder.appending(path: "backup/backup.json")
    let manifest = try String(contentsOf: path, encoding: .utf8)
    for number in ["9007199254740991", "4", "2", "-1", "1e3"] {
      let altered = manifest.replacing(
        try Regex("\"\(field)\":-?[0-9]+"),
        with: "\"\(field)\":\(number)"
      )
      try #require(altered != manifest)
      try Data(altered.utf8).write(to: path)
      // A ledger of which nothing else has to be copied is not looked at again.
      let restored = try workspace.mitm("restore", "backup", "--yes")
      let added = try workspace.mitm("backup", "backup")
      #expect(added.status == 65, "\(number): \(added.status) \(added.notes)")
      #expect(
        restored.status == 65 || field == "nextEntry",
        "\(number): \(restored.status) \(restored.notes)"
      )
    }
  }

  @Test func `what is no backup is said to be none`() throws {
    try workspace.append(Draft.listed)
    _ = try backUp()
    for arguments in [
      ["restore", "backup", "--size", "4", "--yes"], ["restore", "nowhere", "--yes"],
      ["restore", "--size", "1", "--yes"], ["backup", workspace.ledger.path],
    ] {
      let answer = try workspace.mitm(arguments)
      #expect(answer.status != 0 && !answer.notes.isEmpty, "\(arguments)")
    }
    try workspace.expectIntact(size: 3)
  }
}
