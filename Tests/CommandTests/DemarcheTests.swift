import Foundation
import TestSupport
import Testing

/// Dossiers of Démarche numérique: files, the export, and an API that misbehaves.
@Suite struct DemarcheTests {
  let workspace: Workspace
  private static let folder = Repository.root.appending(path: "Tests/CommandTests/Demarche")

  /// Two labs are registered: one by its SIREN, one by its name.
  init() throws {
    workspace = try Workspace()
    try workspace.append([
      .atlas,
      Draft(
        "l2",
        "lab.registered",
        by: "/ansm",
        about: "lab/boreal-pharma",
        data: #"{"name":"BOREAL PHARMA"}"#
      ),
    ])
  }

  private func read(_ name: String, _ options: String...) throws -> (status: Int32, json: JSON) {
    let path = Self.folder.appending(path: name).path
    let answer = try workspace.mitm(["import", "demarche", path, "--format", "json"] + options)
    return (answer.status, try answer.json())
  }

  private func events(_ cis: String) throws -> [JSON] {
    try workspace.mitm("log", "--cis", cis, "--format", "json").json().list
  }

  private static let first: [String: Int] = [
    "dossier.changed": 9, "modification.requested": 2, "qualification.declared": 1,
  ]

  private func appended(_ json: JSON) -> [String: Int] {
    json["appended"].keys.reduce(into: [:]) { $0[$1] = json["appended"][$1].number }
  }

  @Test func `a dossier becomes what it declares and each step of what became of it`() throws {
    let (status, json) = try read("dossiers.json")
    // One dossier has a code that is none; the others are recorded all the same, and it is in the journal.
    #expect(status == 65)
    #expect(json.keys == ["appended", "dossiers", "findings", "refusals", "size"])
    #expect(appended(json) == Self.first && json["dossiers"].number == 5)
    #expect(json["findings"].list.map { $0["kind"].text } == ["unknown-lab"])
    #expect(json["refusals"].list.allSatisfy { $0["value"].text?.contains("6100000") == true })
    #expect(try workspace.refused().count == json["refusals"].list.count)
    let declared = try events("61000001")[0]
    #expect(declared["source"].text == "/labs/laboratoires-atlas")
    #expect(declared["time"].text == "2025-08-04T10:12:00+02:00")
    #expect(declared["effectiveon"].text == "2025-09-01")
    #expect(
      declared["data"]["ground"].text == "vital" && declared["data"]["dossier"].number == 23_000_001
    )
    // The way back from accepted is a step as any other.
    let states = try events("61000002").compactMap { $0["data"]["state"].text }
    #expect(states == ["en-construction", "accepted", "en-instruction", "refused"])
    #expect(try events("61000003")[0]["data"]["qualified"].flag == false)
  }

  @Test(arguments: ["dossiers.json", "export.csv", "export-reordered.csv"])
  func `the same dossiers add nothing, in whatever form they come`(again: String) throws {
    _ = try read("dossiers.json")
    let size = try workspace.size
    let (_, json) = try read(again)
    #expect(appended(json).isEmpty)
    #expect(try workspace.size == size)
  }

  @Test(arguments: ["export.csv", "export-reordered.csv"])
  func `the export says the same of what is declared`(file: String) throws {
    let (_, json) = try read(file)
    #expect(appended(json)["qualification.declared"] == 1)
    #expect(appended(json)["modification.requested"] == 2)
    let declared = try events("61000001")[0]
    #expect(declared["data"]["ground"].text == "vital")
    // The export writes Paris time without saying so.
    #expect(declared["time"].text?.hasPrefix("2025-08-04T08:12") == true)
  }

  @Test func `a dossier that changes is another event, never an edit`() throws {
    _ = try read("dossiers.json")
    let (_, json) = try read("dossiers-later.json")
    #expect(
      appended(json) == [
        "dossier.changed": 2, "event.retracted": 1, "modification.requested": 1,
        "qualification.declared": 1,
      ]
    )
    // Another ground: replaced. Another product: retracted and declared anew, and told.
    let first = try events("61000001").filter { $0["type"].text?.contains("qualification") == true }
    #expect(
      first.count == 2 && first[1]["corrects"].text?.hasPrefix("/labs/laboratoires-atlas#") == true
    )
    #expect(first[1]["time"].text == first[0]["time"].text, "the time is that of the filing")
    #expect(json["findings"].list.contains { $0["kind"].text == "other-product" })
    #expect(try events("61000012").count == 1)
    // Deleted on the platform: recorded as such, and nothing is lost.
    #expect(try events("61000003").compactMap { $0["data"]["state"].text }.last == "deleted")
    // An older state of a dossier does not take the place of a newer one.
    let (_, older) = try read("dossiers.json")
    #expect(appended(older).isEmpty)
    #expect(older["findings"].list.contains { $0["kind"].text == "older" })
  }

  @Test func `a mapping of the form's own ids is taken, and a broken one is not`() throws {
    let text = try String(
      contentsOf: Repository.root.appending(path: "Schema/Forms/demarche.json"),
      encoding: .utf8
    )
    _ = try workspace.write("own.json", text.replacing("mitm-cis", with: "other"))
    let (_, json) = try read("dossiers.json", "--mapping", "own.json")
    #expect(appended(json).isEmpty, "no product is named")
    _ = try workspace.write("broken.json", text.replacing("mitm-cis\"", with: "mitm-cis"))
    let path = Self.folder.appending(path: "dossiers.json").path
    #expect(try workspace.mitm("import", "demarche", path, "--mapping", "broken.json").status == 65)
    // What lacks a half is not passed over: the answers that it is for would be taken as they are.
    for key in ["is", "label"] {
      let half = text.replacing("\"\(key)\":", with: "\"other\":")
      _ = try workspace.write("half.json", half)
      let answer = try workspace.mitm("import", "demarche", path, "--mapping", "half.json")
      #expect(answer.status == 65 && answer.notes.contains("half.json"), "\(key)")
    }
  }

  @Test func `an answer that begins with a byte order mark is read`() throws {
    let path = Self.folder.appending(path: "dossiers.json")
    let bytes = try Data(contentsOf: path)
    let file = workspace.folder.appending(path: "marked.json")
    try (Data([0xEF, 0xBB, 0xBF]) + bytes).write(to: file)
    let marked = try workspace.mitm("import", "demarche", file.path, "--format", "json").json()
    #expect(!appended(marked).isEmpty)
  }

  @Test(arguments: [
    "{}", "{\"errors\":[{\"message\":\"x\"}]}", "[]", "", "ID;x\n1;2",
    "{\"data\":{\"dossier\":{}}}", "[1", "{\"dossiers\":[1]}",
    #"{"demarche":{"dossiers":{"pageInfo":{"hasNextPage":true,"endCursor":null},"nodes":[]}}}"#,
  ])
  func `what is no dossier is refused`(text: String) throws {
    _ = try workspace.write("bad", text)
    let answer = try workspace.mitm("import", "demarche", "bad")
    #expect(answer.status == 65 && !(answer.notes + answer.text).isEmpty)
  }

  // MARK: The API

  /// Runs the stand-in for the platform while `work` asks it.
  private func serve(
    _ misbehaviour: String,
    times: Int = 2,
    _ dossiers: URL = Self.folder.appending(path: "dossiers.json"),
    _ work: (_ url: String) throws -> Void
  ) throws {
    let python = try #require(Tool.python)
    let pipe = Pipe()
    let words = [
      Self.folder.appending(path: "server.py").path,
      dossiers.path, "--misbehave", misbehaviour, "--times",
      String(times), "--log", workspace.folder.appending(path: "requests").path,
    ]
    let server = try ChildProcess(python, words, output: pipe.fileHandleForWriting)
    defer { server.kill() }
    try pipe.fileHandleForWriting.close()
    var port = ""
    while !port.hasSuffix("\n") {
      let more = pipe.fileHandleForReading.availableData
      guard !more.isEmpty else { break }
      port += String(decoding: more, as: UTF8.self)
    }
    try work("http://127.0.0.1:\(port.trimmingCharacters(in: .newlines))/api/v2/graphql")
  }

  private func ask(_ url: String, token: String? = "secret", _ options: String...) throws
    -> MitmProcess.Answer
  {
    try workspace.mitm(
      ["import", "demarche", "--url", url, "--demarche", "12345", "--format", "json"] + options,
      environment: token.map { ["MITM_DEMARCHE_TOKEN": $0] } ?? [:]
    )
  }

  private func cursors() -> [String] {
    String(decoding: workspace.bytes(of: "requests") ?? Data(), as: UTF8.self)
      .split(separator: "\n").compactMap { line in
        let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        return object?["after"] as? String ?? "start"
      }
  }

  @Test(
    .enabled(if: Tool.python != nil, "needs python3"),
    arguments: ["none", "500", "408", "429", "503", "timeout", "cut", "garbage"]
  )
  func `the API is read page by page, and again when it fails for a while`(misbehaviour: String)
    throws
  {
    try serve(misbehaviour) { url in
      let answer = try ask(url, "--timeout", "120", "--attempts", "4")
      #expect(answer.status == 65, "\(answer.notes)")
      #expect(appended(try answer.json()) == Self.first)
      let spoiled = misbehaviour == "none" ? [] : ["start", "start"]
      #expect(cursors() == spoiled + ["start", "2", "4"])
    }
  }

  @Test(.enabled(if: Tool.python != nil, "needs python3"))
  func `an answer that does not come is waited for and asked for again`() throws {
    try serve("hang", times: 1) { url in
      // A busy machine may be late with a good answer, too: that is asked for again.
      let answer = try ask(url, "--timeout", "2", "--attempts", "10")
      #expect(appended(try answer.json()) == Self.first)
      #expect(answer.notes.contains("No answer"))
    }
  }

  @Test(
    .enabled(if: Tool.python != nil, "needs python3"),
    arguments: ["error", "huge", "redirect", "loop"]
  )
  func `what will not pass ends at once, with words`(misbehaviour: String) throws {
    try serve(misbehaviour) { url in
      let answer = try ask(url, "--timeout", "120")
      #expect(answer.status == 65 && answer.output.isEmpty)
      #expect(!answer.notes.contains("secret"))
      #expect(cursors().count <= 3)
      try workspace.expectIntact(size: try workspace.size)
    }
  }

  @Test(.enabled(if: Tool.python != nil, "needs python3"))
  func `a token that is missing or wrong is said, and never shown`() throws {
    try serve("none") { url in
      #expect(try ask(url, token: nil).status == 64)
      let wrong = try ask(url, token: "hush-hush")
      #expect(wrong.status == 65 && wrong.notes.contains("403") && !wrong.notes.contains("hush"))
    }
    #expect(try ask("http://127.0.0.1:1/api", "--attempts", "1").status == 75)
    #expect(try ask("ftp://x", "--attempts", "1").status == 64)
    let plain = try ask("http://example.org/api", "--attempts", "1")
    #expect(plain.status == 64 && plain.notes.contains("unprotected"))
  }

  @Test(.enabled(if: Tool.python != nil, "needs python3"))
  func `reading goes on behind the last page that was recorded`() throws {
    try serve("none") { url in
      // The bookmark of another reading is not taken.
      _ = try workspace.write("cursor", "\(url) 54321\n4\n")
      #expect(try ask(url, "--resume", "cursor").status == 64)
      _ = try workspace.write("cursor", "\(url) 12345\n4\n")
      let answer = try ask(url, "--resume", "cursor")
      #expect(answer.notes.contains("Going on behind page 4"))
      #expect(try answer.json()["dossiers"].number == 1)
      #expect(cursors() == ["4"])
      // All was read: the next time begins at the beginning.
      #expect(workspace.bytes(of: "cursor") == nil)
    }
  }

  @Test(.enabled(if: Tool.python != nil, "needs python3"))
  func `deleted dossiers come in pages of their own`() throws {
    _ = try read("dossiers.json")
    let deleted = [23_999_998, 23_999_999, 23_000_001].map {
      #"{"number":\#($0),"dateSupression":"2025-09-15T03:00:00+02:00"}"#
    }
    let file = try workspace.write(
      "deleted.json",
      #"{"dossiers":[],"deleted":[\#(deleted.joined(separator: ","))]}"#
    )
    try serve("none", file) { url in
      let json = try ask(url).json()
      #expect(appended(json) == ["dossier.changed": 1])
      #expect(json["findings"].list.map { $0["dossier"].number } == [23_999_998, 23_999_999])
    }
    let states = try events("61000001").compactMap { $0["data"]["state"].text }
    #expect(states.last == "deleted")
  }

  @Test func `a dossier voids nothing that was not declared by it, and no other lab's`() throws {
    let mine = Draft(
      "mine",
      "qualification.declared",
      by: "/labs/acme",
      about: "cis/60234100",
      data: #"{"ground":"vital","channel":"demarche-numerique","dossier":23000001}"#
    )
    try workspace.append([mine])
    let (_, json) = try read("dossiers.json")
    #expect(appended(json) == Self.first)
    #expect(json["findings"].list.contains { $0["kind"].text == "other-product" })
    let kept = try workspace.mitm("log", "--cis", "60234100", "--format", "csv").text
    #expect(!kept.contains("event.retracted"))
    // --lab is for who is not known; it does not overrule who is.
    let (_, other) = try read("dossiers-later.json", "--lab", "acme")
    #expect(other["findings"].list.contains { $0["kind"].text == "other-lab" })
  }
}
