import Foundation
import TestSupport
import Testing

/// What an inspector takes away, and what late facts change.
@Suite struct PackTests {
  /// The sample ledger, recorded by `cli:demo`, so that whoever runs the tests may review it.
  let workspace: Workspace

  init() throws {
    workspace = try Workspace(withLedger: false)
    try workspace.expect(0, "demo", "--products", "14")
  }

  private func json(_ arguments: String...) throws -> JSON {
    let answer = try workspace.mitm(arguments + ["--format", "json"])
    #expect(answer.status == 0, "\(arguments): \(answer.notes)")
    return try answer.json()
  }

  private static let late = Draft(
    "late",
    "commercialisation.stopped",
    by: "/labs/laboratoires-atlas",
    about: "cis/69000001",
    data: "{}"
  ).with("effectiveon", "2025-01-15")

  // MARK: Impact

  @Test func `a late event says which earlier answers it changes, before and after`() throws {
    let sealed = try json("seal", "--as-of", "2025-12-31")["sequence"].number
    let line = Data(Self.late.line.utf8)
    let tried = try workspace.mitm(["append", "-", "--dry-run", "--format", "json"], input: line)
      .json()["impact"]
    try workspace.append([Self.late])
    let size = try workspace.size
    let recorded = try json("impact", String(size - 1))["impact"]
    #expect(try tried.text() == recorded.text())
    let keys: Set = [
      "count", "first", "list", "receipts", "sanctions", "seals", "until", "verdicts",
    ]
    #expect(recorded.keys == keys)
    let gone = recorded["list"][0]
    #expect(gone["cis"].text == "69000001" && gone["from"].text == "2025-01-15")
    #expect(gone["to"].text == recorded["until"].text)
    #expect(gone["before"]["state"].text == "listed")
    #expect(gone["after"]["state"].text == "qualified-not-marketed")
    #expect(recorded["seals"].list.map { $0["sequence"].number } == [sealed])
    #expect(recorded["seals"][0]["products"].list.map(\.text) == ["69000001"])
    let rules = Set(recorded["verdicts"].list.compactMap { $0["rule"].text })
    #expect(rules.contains("stop.notice") && rules.contains("stock.safety"))
    #expect(recorded["receipts"].list.isEmpty)
    // What takes it back changes all of it back, and says whose receipt is of a void event.
    let back = Draft(
      "back",
      "event.retracted",
      by: "/ansm",
      about: "cis/69000001",
      data: "{}"
    ).with("corrects", "/labs/laboratoires-atlas#late").with("reason", "doublon")
    try workspace.append([back])
    let undone = try json("impact", String(size))["impact"]
    #expect(undone["receipts"].list.map { $0["sequence"].number } == [size - 1])
    #expect(undone["list"].list.count == recorded["list"].list.count)
    let both = try json("impact", String(size - 1), String(size))["impact"]
    #expect(both["list"].list.isEmpty && both["verdicts"].list.isEmpty)
    #expect(try workspace.mitm("impact", "99999").status == 65)
    #expect(try workspace.mitm("impact", "5", "4").status == 65)
  }

  // MARK: Review

  @Test func `a review stands beside the event, and nobody reviews his own`() throws {
    let cis = "69000001"
    let trace = try json("trace", cis, "--as-of", "2025-01-01")
    let event = try #require(trace["conditions"][1]["evidence"].numbers.first)
    let review = try json(
      "review",
      String(event),
      "--as-of",
      "2025-01-01",
      "--conclusion",
      "Pièce vue ; conforme."
    )
    #expect(review["reviewed"].number == event)
    let sequence = try #require(review["sequence"].number)
    let after = try json("trace", cis, "--as-of", "2025-01-01")
    let reviewed = after["annotations"].list.first { $0["sequence"].number == event }
    #expect(reviewed?["reviews"].numbers == [sequence])
    let shown = try workspace.mitm("trace", cis, "--as-of", "2025-01-01").text
    #expect(
      shown.contains("(event \(sequence), basis 2025-01-01@\(sequence)): Pièce vue ; conforme.")
    )
    // The reviewer may not review what he recorded himself.
    let own = try workspace.mitm("review", String(sequence), "--conclusion", "x")
    #expect(own.status == 65 && own.notes.contains("may not be its reviewer"))
    #expect(try workspace.mitm("review", "99999", "--conclusion", "x").status == 65)
    #expect(try workspace.mitm("review", "1", "--conclusion", "").status == 65)
    #expect(try workspace.mitm("review", "1", "--conclusion", "  ").status == 65)
    #expect(try workspace.mitm("review", "1").status == 64)
  }

  // MARK: Pack

  @Test func `a pack has the same bytes for the same basis, whatever came since`() throws {
    let size = try workspace.size
    let basis = ["--as-of", "2025-12-31", "--known-at", String(size)]
    let first = try workspace.mitm(["pack", "--cis", "69000001", "-o", "a.zip"] + basis)
    #expect(first.status == 0, "\(first.notes)")
    try workspace.append([Self.late])
    let second = try workspace.mitm(
      ["pack", "--cis", "69000001", "-o", "b.zip"] + basis,
      environment: ["TZ": "Asia/Tokyo", "LANG": "fr_FR.UTF-8"]
    )
    #expect(second.status == 0, "\(second.notes)")
    let bytes = try #require(workspace.bytes(of: "a.zip"))
    #expect(bytes == workspace.bytes(of: "b.zip"))
    let again = try workspace.mitm(["pack", "--cis", "69000001", "-o", "a.zip"] + basis)
    #expect(again.status == 73, "a file that is there is not written over")
    for bad in [[], ["--lab", "x", "--cis", "69000001"]] {
      #expect(try workspace.mitm(["pack", "-o", "c.zip"] + bad).status == 64)
    }
    let nowhere = try workspace.mitm("pack", "--cis", "69000001", "-o", "no/such/folder.zip")
    #expect(nowhere.status == 73)
    #expect(try workspace.mitm("pack", "--lab", "nobody", "-o", "n.zip").status == 66)
  }

  @Test(
    .enabled(if: Tool.python != nil, "needs python3"),
    arguments: [["--lab", "laboratoires-atlas"], ["--cis", "69000001"]]
  )
  func `a pack is verified without us, and nothing in it can be altered`(scope: [String]) throws {
    let event = try #require(
      try json("trace", "69000001", "--as-of", "2025-12-31")["conditions"][1]["evidence"].numbers
        .first
    )
    let before = try workspace.size
    try workspace.expect(0, "review", String(event), "--conclusion", "vu")
    let known = String(try workspace.size)
    try workspace.append([Self.late])
    let asked = ["pack", "-o", "p.zip", "--as-of", "2025-12-31", "--known-at", known] + scope
    #expect(try workspace.mitm(asked).status == 0)
    let python = try #require(Tool.python)
    let unzip = try workspace.run(python, ["-m", "zipfile", "-e", "p.zip", "pack"])
    #expect(unzip.status == 0, "\(unzip.notes)")
    let key = try workspace.mitm("checkpoint", "--verifier-key").text
      .trimmingCharacters(in: .newlines)
    let verify = ["pack/verify.py", "--language", "en", "--key", key, "--pack", "pack"]
    let answer = try workspace.run(python, verify)
    #expect(answer.status == 0, "\(answer.text)\(answer.notes)")
    #expect(
      answer.text.contains("each with its receipt") && answer.text.contains("basis: \(known)")
    )

    let pages = try ["fr", "en"].map { try #require(workspace.bytes(of: "pack/\($0)/index.html")) }
    for page in pages {
      let text = String(decoding: page, as: UTF8.self)
      #expect(text.contains("@media print") && !text.contains("<script"))
      let document = try XMLProbe(
        Data(
          text.replacing("<!doctype html>", with: "")
            .replacing(/<meta[^>]*>/, with: "").utf8
        )
      )
      #expect(document.elements["h1"] == 1 && document.elements["caption", default: 0] > 0)
    }
    #expect(pages[0] != pages[1])
    let verifier = try Data(contentsOf: Repository.root.appending(path: "Tools/verify.py"))
    #expect(workspace.bytes(of: "pack/verify.py") == verifier)

    for file in [
      "events.ndjson", "checkpoint", "en/index.html", "basis.json", "verifier-key",
      "receipts/\(event).tlog-proof", "growth/\(before).txt",
    ] {
      let good = try #require(workspace.bytes(of: "pack/\(file)"), "\(file)")
      var bad = good
      // Of the basis, its root can be proved; the rest of it is a question and no answer.
      let root = good.range(of: Data(#""root":""#.utf8))?.upperBound
      bad[file == "basis.json" ? root ?? 0 : good.count / 2] ^= 1
      _ = try workspace.write("pack/\(file)", bad)
      #expect(try workspace.run(python, verify).status == 1, "\(file)")
      // Nor when the manifest is made to fit.
      let manifest = try #require(workspace.bytes(of: "pack/MANIFEST.sha256"))
      let fit = try workspace.shell(
        "cd pack && sed -i '/  \(file.replacing("/", with: "\\/"))$/d' MANIFEST.sha256 && "
          + "sha256sum \(file) >> MANIFEST.sha256"
      )
      #expect(fit.status == 0)
      let isWords = file.hasSuffix(".html")
      #expect(try workspace.run(python, verify).status == (isWords ? 0 : 1), "\(file)")
      _ = try workspace.write("pack/\(file)", good)
      _ = try workspace.write("pack/MANIFEST.sha256", manifest)
    }
    #expect(try workspace.run(python, verify).status == 0)
  }
}
