import Foundation
import TestSupport
import Testing

/// Dossiers told twice, in two forms, in part, or wrongly.
@Suite struct DossierTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.append([.atlas])
  }

  /// A dossier as the API has it.
  private static func dossier(
    _ state: String,
    modified: String? = "2025-08-20T15:30:00+02:00",
    ground: String = "Pronostic vital engagé",
    cis: String = "61000001",
    day: String = "2025-09-01",
    _ steps: (state: String, at: String)...
  ) -> String {
    let traitements = steps.map { #"{"state":"\#($0.state)","dateTraitement":"\#($0.at)"}"# }
    let last = modified.map { #""dateDerniereModification":"\#($0)","# } ?? ""
    return
      #"{"number":23000001,"state":"\#(state)","dateDepot":"2025-08-04T10:12:13+02:00",\#(last)"#
      + #""demandeur":{"siret":"73282932000017"},"traitements":[\#(traitements.joined(separator: ","))],"#
      + #""champs":[{"champDescriptorId":"mitm-declaration","stringValue":"Qualification initiale"},"#
      + #"{"champDescriptorId":"mitm-cis","stringValue":"\#(cis)"},"#
      + #"{"champDescriptorId":"mitm-date","date":"\#(day)"},"#
      + #"{"champDescriptorId":"mitm-fondement","stringValue":"\#(ground)"}]}"#
  }

  private func read(_ text: String, _ options: String...) throws -> (status: Int32, json: JSON) {
    let file = try workspace.write("dossiers", text)
    let answer = try workspace.mitm(
      ["import", "demarche", file.path, "--format", "json"] + options
    )
    return (answer.status, try answer.json())
  }

  private func read(dossiers: String...) throws -> JSON {
    try read(#"{"dossiers":[\#(dossiers.joined(separator: ","))],"deleted":[]}"#).json
  }

  /// The export, with a row for the same dossier.
  private func export(
    _ state: String,
    filed: String = "2025-08-04 10:12",
    instructed: String = "",
    treated: String = "",
    modified: String = "",
    number: String = "23000001"
  ) throws -> (status: Int32, json: JSON) {
    try read(
      "ID;État du dossier;Déposé le;Passé en instruction le;Traité le;Dernière mise à jour le;"
        + "Établissement SIRET;Objet de la déclaration;Code CIS;Fondement de la qualification;"
        + "Date d'effet\n"
        + "\(number);\(state);\(filed);\(instructed);\(treated);\(modified);73282932000017;"
        + "Qualification initiale;61000001;Pronostic vital engagé;2025-09-01\n"
    )
  }

  /// What became of the dossier, with the minute of each step in UTC.
  private func steps() throws -> [String] {
    try workspace.mitm("log", "--cis", "61000001", "--format", "json").json().list
      .compactMap { event in
        event["data"]["state"].text.map { "\($0) \(event["time"].text?.prefix(16) ?? "")" }
      }
  }

  @Test func `the export's way back to an earlier state is a step`() throws {
    _ = try export("Accepté", treated: "2025-08-20 15:30", modified: "2025-08-20 15:30")
    let (status, json) = try export(
      "En instruction",
      instructed: "2025-08-25 09:00",
      modified: "2025-08-25 09:00"
    )
    #expect(status == 0 && json["findings"].list.isEmpty)
    #expect(
      try steps() == [
        "en-construction 2025-08-04T08:12", "accepted 2025-08-20T13:30",
        "en-instruction 2025-08-25T07:00",
      ]
    )
    // Back to construction, which no column of the export dates.
    let (_, back) = try export(
      "En construction",
      instructed: "2025-08-25 09:00",
      modified: "2025-08-26 11:00"
    )
    #expect(back["findings"].list.map { $0["kind"].text } == ["dated-by-modification"])
    #expect(try steps().last == "en-construction 2025-08-26T09:00")
    let size = try workspace.size
    _ = try export("En construction", instructed: "2025-08-25 09:00", modified: "2025-08-26 11:00")
    #expect(try workspace.size == size)
  }

  private static let quick = Self.dossier(
    "accepte",
    ("en_construction", "2025-08-04T10:12:14+02:00"),
    ("accepte", "2025-08-20T15:30:10+02:00"),
    ("en_instruction", "2025-08-20T15:30:20+02:00"),
    ("accepte", "2025-08-20T15:30:50+02:00")
  )

  @Test func `steps of one minute are steps each, and the export's minutes tell them once`() throws
  {
    _ = try read(dossiers: Self.quick)
    #expect(try steps().count == 4)
    let size = try workspace.size
    _ = try export("Accepté", treated: "2025-08-20 15:30", modified: "2025-08-20 15:30")
    #expect(try workspace.size == size)
  }

  @Test func `seconds add to minutes only what minutes did not tell`() throws {
    _ = try export("Accepté", treated: "2025-08-20 15:30", modified: "2025-08-20 15:30")
    #expect(try steps().count == 2)
    _ = try read(dossiers: Self.quick)
    #expect(
      try steps().map { $0.prefix { $0 != " " } }.sorted() == [
        "accepted", "accepted", "en-construction", "en-instruction",
      ]
    )
    let size = try workspace.size
    _ = try read(dossiers: Self.quick)
    #expect(try workspace.size == size)
  }

  @Test func `a state that no step leads to is recorded, and told`() throws {
    let json = try read(dossiers: Self.dossier("accepte"))
    #expect(json["findings"].list.map { $0["kind"].text } == ["dated-by-modification"])
    #expect(try steps() == ["accepted 2025-08-20T15:30"])
    let undated = try read(dossiers: Self.dossier("refuse", modified: nil))
    #expect(undated["findings"].list.map { $0["kind"].text } == ["undated-state"])
    #expect(try steps().count == 1)
  }

  @Test func `a change that nothing dates is told, and not recorded`() throws {
    _ = try read(dossiers: Self.dossier("en_construction", modified: nil))
    let size = try workspace.size
    let json = try read(
      dossiers: Self.dossier("en_construction", modified: nil, ground: "Perte de chance importante")
    )
    #expect(json["findings"].list.contains { $0["kind"].text == "undated-change" })
    #expect(try workspace.size == size)
  }

  @Test func `what is no dossier is told by its place, and keeps none of the others out`() throws {
    let (status, json) = try read(
      #"{"dossiers":[{"state":"accepte"},7,null,\#(Self.dossier("en_construction")),"#
        + #"{"number":"23000002","dateDepot":"yesterday"},"#
        + #"{"number":3,"traitements":[{"state":"accepte"}]}],"#
        + #""deleted":[{"number":4},{"number":"23000001","dateSupression":"2025-09-01T10:00:00Z"}]}"#
    )
    #expect(status == 65)
    #expect(
      json["refusals"].list.map { $0["field"].text } == [
        "dossiers[0].number", "dossiers[1]", "dossiers[4].dateDepot", "dossiers[5]",
        "deletedDossiers[0]",
      ]
    )
    #expect(json["refusals"].list[2]["value"].text == "yesterday")
    #expect(json["appended"]["qualification.declared"].number == 1)
    #expect(try steps().last == "deleted 2025-09-01T10:00")
  }

  @Test(arguments: [("A-1", "2025-08-04 10:12", "ID"), ("7", "hier", "Déposé le")])
  func `a row of the export that cannot be read is told by line and column`(
    number: String,
    filed: String,
    heading: String
  ) throws {
    let (status, json) = try export("Accepté", filed: filed, number: number)
    #expect(status == 65)
    let refusal = try #require(json["refusals"].list.first)
    #expect(refusal["field"].text == heading)
    #expect(refusal["message"].text?.contains("Line 2") == true)
  }

  @Test func `a mapping that names no columns is to blame for them`() throws {
    let text = try String(
      contentsOf: Repository.root.appending(path: "Schema/Forms/demarche.json"),
      encoding: .utf8
    )
    _ = try workspace.write("own.json", text.replacing("\"columns\"", with: "\"others\""))
    _ = try workspace.write("export", "ID;État du dossier;Déposé le\n")
    let answer = try workspace.mitm("import", "demarche", "export", "--mapping", "own.json")
    #expect(answer.status == 65 && answer.notes.contains("own.json"))
  }

  @Test(arguments: [
    ("2025-03-30 10:00", "2025-03-30T08:00"), ("2025-10-26 10:00", "2025-10-26T09:00"),
    ("2025-10-26 02:30", "2025-10-26T00:30"), ("2025-03-30 02:30", "2025-03-30T01:30"),
    ("2025-01-10 00:00", "2025-01-10T00:00"),
  ])
  func `a time of the export is Paris time, on the days when the clock is turned too`(
    text: String,
    moment: String
  ) throws {
    _ = try export("En construction", filed: text)
    #expect(try steps() == ["en-construction \(moment)"])
  }

  /// The declarations in force: product and effective day.
  private func declarations() throws -> [String] {
    let events = try workspace.mitm("log", "--format", "json").json().list
    var void: Set<String> = []
    for event in events.reversed() {
      let name = "\(event["source"].text ?? "")#\(event["id"].text ?? "")"
      if let target = event["corrects"].text, !void.contains(name) { void.insert(target) }
    }
    return events.filter { event in
      event["type"].text?.contains("qualification.declared") == true
        && !void.contains("\(event["source"].text ?? "")#\(event["id"].text ?? "")")
    }.map { "\($0["subject"].text ?? "") \($0["effectiveon"].text ?? "")" }
  }

  @Test func `however often a dossier changes, it declares one thing`() throws {
    let changes = [
      ("20", "61000001", "2025-09-01"), ("21", "61000001", "2026-01-01"),
      ("22", "61000001", "2026-02-01"), ("23", "61000009", "2026-02-01"),
      ("24", "61000001", "2026-03-01"), ("25", "61000001", "2026-04-01"),
    ]
    for (number, cis, day) in changes {
      let modified = "2025-08-\(number)T15:30:00+02:00"
      let dossier = Self.dossier("en_construction", modified: modified, cis: cis, day: day)
      _ = try read(dossiers: dossier)
      #expect(try declarations() == ["cis/\(cis) \(day)"])
      let size = try workspace.size
      _ = try read(dossiers: dossier)
      #expect(try workspace.size == size)
    }
  }

  @Test func `a mapping that is repaired mends what the wrong one recorded`() throws {
    let text = try String(
      contentsOf: Repository.root.appending(path: "Schema/Forms/demarche.json"),
      encoding: .utf8
    )
    let wrong = try workspace.write("own.json", text.replacing("mitm-date", with: "other"))
    let dossiers = #"{"dossiers":[\#(Self.dossier("en_construction"))]}"#
    let (_, first) = try read(dossiers, "--mapping", wrong.path)
    #expect(first["findings"].list.contains { $0["kind"].text == "no-effective-day" })
    #expect(try declarations() == ["cis/61000001 2025-08-04"])
    let (status, json) = try read(dossiers)
    #expect(status == 0)
    #expect(json["findings"].list.contains { $0["kind"].text == "read-otherwise" })
    #expect(try declarations() == ["cis/61000001 2025-09-01"])
  }

  @Test func `what was declared by hand for a dossier is not declared twice`() throws {
    try workspace.append([
      Draft(
        "hand",
        "qualification.declared",
        by: "/labs/laboratoires-atlas",
        about: "cis/61000001",
        data: #"{"ground":"vital","channel":"demarche-numerique","dossier":23000001}"#
      )
    ])
    let (status, json) = try read(#"{"dossiers":[\#(Self.dossier("en_construction"))]}"#)
    #expect(status == 65)
    #expect(json["findings"].list.contains { $0["kind"].text == "declared-elsewhere" })
    #expect(try declarations().count == 1)
  }

  @Test func `a declaration that the mapping does not know is no success`() throws {
    let dossier = Self.dossier("en_construction").replacing("Qualification initiale", with: "Autre")
    let (status, json) = try read(#"{"dossiers":[\#(dossier)]}"#)
    #expect(status == 65 && json["findings"][0]["message"].text?.contains("Autre") == true)
  }

  @Test func `a code may have spaces`() throws {
    _ = try read(dossiers: Self.dossier("en_construction", cis: " 61 000 001"))
    #expect(try declarations() == ["cis/61000001 2025-09-01"])
  }

  /// What somebody does by hand to the last declaration of a dossier that has changed once.
  @Test(arguments: ["event.retracted", "qualification.declared"])
  func `what was done by hand to a replacement stays done`(type: String) throws {
    let later = "2025-08-21T15:30:00+02:00", last = "2025-08-22T15:30:00+02:00"
    _ = try read(dossiers: Self.dossier("en_construction"))
    _ = try read(dossiers: Self.dossier("en_construction", modified: later, day: "2026-01-01"))
    let log = try workspace.mitm("log", "--cis", "61000001", "--format", "json").json().list
    let id = try #require(log.last { $0["corrects"].text != nil }?["id"].text)
    let data =
      type == "event.retracted"
      ? "{}" : #"{"ground":"vital","channel":"demarche-numerique","dossier":23000001}"#
    try workspace.append([
      Draft("hand", type, by: "/labs/laboratoires-atlas", about: "cis/61000001", data: data)
        .with("corrects", "/labs/laboratoires-atlas#\(id)").with("reason", "à la main")
    ])
    let before = try declarations()
    for (modified, cis) in [(later, "61000001"), (last, "61000001"), (last, "61000009")] {
      let json = try read(
        dossiers: Self.dossier("en_construction", modified: modified, cis: cis, day: "2026-01-01")
      )
      let kinds = json["findings"].list.compactMap { $0["kind"].text }
      #expect(kinds.contains(type == "event.retracted" ? "retracted" : "declared-elsewhere"))
      #expect(try declarations() == before)
    }
  }

  @Test func `a dossier whose filer changes is told, and declared once`() throws {
    try workspace.append([
      Draft(
        "l2",
        "lab.registered",
        by: "/ansm",
        about: "lab/boreal",
        data: #"{"name":"BOREAL","siren":"552100554"}"#
      )
    ])
    _ = try read(dossiers: Self.dossier("en_construction"))
    let other = Self.dossier("en_construction", modified: "2025-08-21T15:30:00+02:00")
      .replacing("73282932000017", with: "55210055400017")
    let (status, json) = try read(#"{"dossiers":[\#(other)]}"#)
    #expect(status == 65)
    #expect(json["findings"].list.contains { $0["kind"].text == "declared-elsewhere" })
    #expect(try declarations().count == 1)
  }

  @Test func `what was retracted by hand is not declared again by the next touch`() throws {
    _ = try read(dossiers: Self.dossier("en_construction"))
    let log = try workspace.mitm("log", "--cis", "61000001", "--format", "json").json().list
    let id = try #require(log.first?["id"].text)
    try workspace.append([
      Draft(
        "undo",
        "event.retracted",
        by: "/labs/laboratoires-atlas",
        about: "cis/61000001",
        data: "{}"
      ).with("corrects", "/labs/laboratoires-atlas#\(id)").with("reason", "déclaré à tort")
    ])
    let json = try read(
      dossiers: Self.dossier("en_construction", modified: "2025-08-21T15:30:00+02:00")
    )
    #expect(json["findings"].list.contains { $0["kind"].text == "retracted" })
    #expect(try declarations().isEmpty)
  }
}
