import Foundation
import TestSupport
import Testing

/// What `mitm append` takes, in which shapes, and what it answers.
@Suite struct AppendTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
  }

  // MARK: Receipts and repeats

  @Test func `a receipt names the event and its place`() throws {
    let answer = try workspace.append([.stock("a"), .stock("b", by: "/labs/beta")])
    #expect(
      answer.keys == [
        "appended", "duplicates", "refused", "size", "root", "receipts", "refusals",
      ]
    )
    #expect(answer["appended"].number == 2)
    #expect(answer["duplicates"].number == 0)
    #expect(answer["refused"].number == 0)
    #expect(answer["size"].number == 2)
    #expect(answer["refusals"].list.isEmpty)
    #expect(answer["root"].text.flatMap { Data(base64Encoded: $0) }?.count == 32)
    let receipts = answer["receipts"].list
    #expect(receipts.allSatisfy { $0.keys == ["id", "source", "sequence"] })
    #expect(receipts.map { $0["id"].text } == ["a", "b"])
    #expect(receipts.map { $0["source"].text } == ["/labs/acme", "/labs/beta"])
    #expect(receipts.map { $0["sequence"].number } == [0, 1])
    let verified = try workspace.mitm("verify", "--format", "json").json()
    #expect(verified["root"].text == answer["root"].text)
  }

  @Test func `the same in another order and spacing gives the first receipt again`() throws {
    let first = try workspace.append([.stock("z"), .stock("a")])
    let file = try workspace.write("again.json", Draft.stock("a").spacedBackwards)
    let again = try workspace.expect(0, "append", file.path, "--format", "json").json()
    #expect(again["appended"].number == 0)
    #expect(again["duplicates"].number == 1)
    #expect(again["receipts"][0]["id"].text == "a")
    #expect(again["receipts"][0]["sequence"].number == 1)
    #expect(again["root"].text == first["root"].text)
    try workspace.expectIntact(size: 2)
  }

  @Test func `a repeat within one file is a duplicate`() throws {
    let answer = try workspace.append([.stock("a"), .stock("b"), .stock("a")])
    #expect(answer["appended"].number == 2)
    #expect(answer["duplicates"].number == 1)
    #expect(answer["receipts"].list.map { $0["sequence"].number } == [0, 1, 0])
  }

  @Test func `the same id from another source is another event`() throws {
    let answer = try workspace.append([.stock("a"), .stock("a", units: 2, by: "/labs/beta")])
    #expect(answer["appended"].number == 2)
  }

  @Test func `a repeat is recognised before its meaning is looked at`() throws {
    let correction = Draft.stock("b").correcting("/labs/acme#a")
    try workspace.append([.stock("a"), correction])
    let again = try workspace.append([correction])
    #expect(again["duplicates"].number == 1, "its target is void since it was recorded")
  }

  @Test func `another content under a known id is a conflict that names both digests`() throws {
    try workspace.append([.stock("a", units: 10)])
    let answer = try workspace.append([.stock("a", units: 11)], expecting: 65)
    let refusal = answer["refusals"][0]
    #expect(refusal["rule"].text == "conflict")
    #expect(refusal["field"].text == "id")
    #expect(refusal["value"].text == "a")
    // printf '<canonical submission>' | sha256sum
    let recorded = "d1910840a741fafd27721ba9f4869e52c353d93497caa8f3034d365e4a1bbb78"
    let received = "e3c67b3563567f6b0d0395b282a3d37aa372e09b20aac2dc2da1c13efeb46419"
    for digest in [recorded, received] {
      #expect(refusal["message"].text?.contains(digest) == true, "\(refusal["message"].text ?? "")")
    }
    #expect(try workspace.refusedBodies() == [Data(Draft.stock("a", units: 11).line.utf8)])
    try workspace.expectIntact(size: 1)
  }

  // MARK: All or nothing

  private static let mixed = [
    Draft.stock("a"), .stock("b").with("effectiveon", "demain"), .stock("c"),
  ]

  @Test func `a file with a bad line is turned back as a whole`() throws {
    let before = try workspace.append([.stock("first")])
    let answer = try workspace.append(Self.mixed, expecting: 65)
    #expect(answer["appended"].number == 0)
    #expect(answer["refused"].number == 1)
    #expect(answer["receipts"].list.isEmpty)
    #expect(answer["size"].number == 1)
    #expect(answer["root"].text == before["root"].text)
    let entries = try workspace.refused()
    #expect(entries.map { $0["rule"].text } == ["withheld", "malformed", "withheld"])
    #expect(entries.map { $0["line"].number } == [1, 2, 3])
    #expect(try workspace.refusedBodies() == Self.mixed.map { Data($0.line.utf8) })
    try workspace.expectIntact(size: 1)
  }

  @Test func `one bad file does not keep another from being recorded`() throws {
    let bad = try workspace.write("bad.ndjson", Self.mixed.map { $0.line + "\n" }.joined())
    let good = try workspace.write("good.json", Draft.stock("d").line)
    let command = ["append", bad.path, good.path, "--format", "json"]
    let answer = try workspace.mitm(command)
    #expect(answer.status == 65)
    let json = try answer.json()
    #expect(json["appended"].number == 1)
    #expect(json["receipts"].list.map { $0["id"].text } == ["d"])
    #expect(json["refusals"][0]["file"].text == bad.path)
    try workspace.expectIntact(size: 1)
  }

  @Test func `with --keep-going the good lines are recorded`() throws {
    let answer = try workspace.append(Self.mixed, ["--keep-going"], expecting: 65)
    #expect(answer["appended"].number == 2)
    #expect(answer["refused"].number == 1)
    #expect(answer["receipts"].list.map { $0["sequence"].number } == [0, 1])
    #expect(answer["refusals"][0]["line"].number == 2)
    #expect(try workspace.refusedBodies() == [Data(Self.mixed[1].line.utf8)])
    try workspace.expectIntact(size: 2)
  }

  // MARK: Dry run

  @Test func `a dry run answers like the real one and writes nothing`() throws {
    try workspace.append([.stock("first")])
    let before = workspace.bytes(of: "ledger.sqlite")
    let tried = try workspace.append([.stock("a"), .stock("b")], ["--dry-run"])
    #expect(workspace.bytes(of: "ledger.sqlite") == before)
    #expect((workspace.bytes(of: "ledger.sqlite-wal") ?? Data()).isEmpty)
    #expect(try workspace.refused().isEmpty)
    try workspace.expectIntact(size: 1)
    let done = try workspace.append([.stock("a"), .stock("b")])
    for key in ["appended", "duplicates", "refused", "size"] {
      #expect(tried[key].number == done[key].number)
    }
    #expect(tried["receipts"].list.map { $0["sequence"].number } == [1, 2])
  }

  @Test(arguments: [[], ["--keep-going"]])
  func `a dry run with a bad line says what would happen and keeps no journal`(
    options: [String]
  ) throws {
    let tried = try workspace.append(Self.mixed, ["--dry-run"] + options, expecting: 65)
    #expect(try workspace.refused().isEmpty)
    try workspace.expectIntact(size: 0)
    let done = try workspace.append(Self.mixed, options, expecting: 65)
    for key in ["appended", "duplicates", "refused", "size"] {
      #expect(tried[key].number == done[key].number, "\(key)")
    }
  }

  // MARK: Shapes

  private static let pair = [Draft.stock("a").line, Draft.stock("b").line]

  static let shapes: [(name: String, text: String)] = [
    ("NDJSON", pair.joined(separator: "\n") + "\n"),
    ("NDJSON without a last line feed", pair.joined(separator: "\n")),
    ("NDJSON with empty lines", "\n\n" + pair.joined(separator: "\n \n") + "\n\n"),
    ("CRLF", pair.joined(separator: "\r\n") + "\r\n"),
    ("UTF-8 BOM and CRLF", "\u{FEFF}" + pair.joined(separator: "\r\n") + "\r\n"),
    ("an array", "[" + pair.joined(separator: ",") + "]"),
    ("an array over lines", "[\n  " + pair.joined(separator: ",\r\n\t") + "\n]\n"),
    ("an array with a BOM", "\u{FEFF}[" + pair.joined(separator: ",") + "]\r\n"),
    (
      "an array of spread objects",
      "[" + Draft.stock("a").spacedBackwards + "," + Draft.stock("b").spacedBackwards + "]"
    ),
  ]

  @Test(arguments: shapes)
  func `every shape holds the same submissions`(shape: (name: String, text: String)) throws {
    let file = try workspace.write("in", shape.text)
    let answer = try workspace.expect(0, "append", file.path, "--format", "json").json()
    #expect(answer["receipts"].list.map { $0["id"].text } == ["a", "b"], "\(shape.name)")
    let same = try workspace.append([.stock("a"), .stock("b")])
    #expect(same["duplicates"].number == 2)
    let fromInput = try workspace.mitm(["append", "-"], input: Data(shape.text.utf8))
    #expect(fromInput.status == 0)
    try workspace.expectIntact(size: 2)
  }

  @Test(arguments: ["", "\u{FEFF}", "\r\n "])
  func `one object may take several lines`(start: String) throws {
    let file = try workspace.write("in.json", start + Draft.stock("a").spacedBackwards)
    let answer = try workspace.expect(0, "append", file.path, "--format", "json").json()
    #expect(answer["receipts"].list.map { $0["id"].text } == ["a"])
    try workspace.expectIntact(size: 1)
  }

  @Test func `a refusal in an array names the line on which the element begins`() throws {
    let bad = Draft.stock("b").without("time").line
    let text = "[\n\(Draft.stock("a").line),\n\n  \(bad)\n]\n"
    let file = try workspace.write("in.json", text)
    let answer = try workspace.expect(65, "append", file.path, "--format", "json").json()
    #expect(answer["refusals"][0]["line"].number == 4)
    #expect(answer["refusals"][0]["field"].text == "time")
    #expect(try workspace.refusedBodies().last == Data(bad.utf8))
  }

  @Test func `texts are kept as sent`() throws {
    // One e with an accent, and an e and an accent: two texts, never made one.
    let reason = "caf\u{E9} cafe\u{301} \\u00e9 \\\"\\n\u{1F48A}"
    try workspace.append([Draft.stock("a").with("reason", reason)])
    let event = try workspace.mitm("log", "--format", "json").json()[0]
    let expected = "caf\u{E9} cafe\u{301} \u{E9} \"\n\u{1F48A}"
    #expect(event["reason"].text.map { Array($0.utf8) } == Array(expected.utf8))
    #expect(event["actor"].text?.hasPrefix("cli:") == true)
    #expect(event["sequence"].text == "0")
    #expect(event["salt"].text?.utf8.count == 22)
  }

  // MARK: One writer

  @Test func `a second writer is told to try again, a reader is not`() throws {
    let input = Pipe()
    let process = try MitmProcess(
      executable: try #require(MitmProcess.binary),
      arguments: ["append", "-"],
      environment: workspace.place,
      folder: workspace.folder
    ).start(input: input.fileHandleForReading)
    defer { process.kill() }
    // A second one that came before the first has its lock could keep it from the first.
    for _ in 0..<6_000 where !isWriting { usleep(10_000) }
    let second = try workspace.mitm(["append", "-"], input: Data(Draft.stock("b").line.utf8))
    #expect(second.status == 75)
    #expect(second.notes.contains("try again"))
    #expect(try workspace.mitm("list").status == 0)
    try input.fileHandleForWriting.write(contentsOf: Data(Draft.stock("a").line.utf8))
    try input.fileHandleForWriting.close()
    #expect(process.wait(60) == 0)
    let answer = try workspace.append([.stock("a"), .stock("b")])
    #expect(answer["duplicates"].number == 1)
    try workspace.expectIntact(size: 2)
  }

  /// Whether some process has the lock of the writer.
  private var isWriting: Bool {
    let descriptor = open(workspace.ledger.path + ".lock", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0
  }
}
