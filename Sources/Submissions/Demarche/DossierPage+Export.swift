import Declarations
package import Spreadsheets

extension DossierPage {
  /// Reads the export of the platform: columns by their headings, never by their place.
  ///
  /// - Throws: ``Spreadsheets/SpreadsheetFault``; ``Declarations/Refusal`` when a column is missing.
  package init(_ sheet: Sheet, _ mapping: FormMapping) throws {
    var headings: [String]?
    var page = DossierPage()
    try sheet.forEachRow { row in
      guard let headings else {
        let needed = ["number", "state", "filed"]
        let unnamed = needed.filter { mapping.columns[$0] == nil }
        guard unnamed.isEmpty else {
          throw mapping.broken("columns: \(unnamed.joined(separator: ", "))")
        }
        // A question that is not there is not one that was left without an answer.
        let questions = FormMapping.Field.allCases.map(mapping.label)
        let missing = (needed.compactMap { mapping.columns[$0] } + questions)
          .filter { !row.cells.contains($0) }.joined(separator: ", ")
        guard missing.isEmpty else {
          throw Self.refusal(
            "Ligne \(row.number) : l'export n'a pas les colonnes : \(missing).",
            "Line \(row.number): the export lacks the columns: \(missing)."
          )
        }
        headings = row.cells
        return
      }
      do throws(Refusal) {
        page.dossiers.append(
          try DemarcheDossier(ExportRow(headings: headings, row: row, mapping: mapping))
        )
      } catch {
        page.refusals.append(error)
      }
    }
    guard headings != nil else {
      throw Self.refusal("Le fichier est vide.", "The file is empty.")
    }
    self = page
  }
}

/// A row of the export, by the names of the mapping.
private struct ExportRow {
  let headings: [String]
  let row: SheetRow
  let mapping: FormMapping

  subscript(name: String) -> String {
    mapping.columns[name].flatMap { headings.firstIndex(of: $0) }.map { row[$0] } ?? ""
  }

  /// A time of the export, which is Paris time without saying so: `2025-08-04 10:12`; nil of an empty cell.
  func time(_ name: String) throws(Refusal) -> FilingTime? {
    let text = self[name]
    if text.isEmpty { return nil }
    guard let time = CellText.moment(text) else {
      throw refusal(
        name,
        "une date et une heure sont attendues, comme 2025-08-04 10:12",
        "a day and a time are expected, as 2025-08-04 10:12"
      )
    }
    return time
  }

  func refusal(_ name: String, _ french: String, _ english: String) -> Refusal {
    let (line, heading, text) = (row.number, mapping.columns[name] ?? name, self[name])
    return Refusal(
      .malformed,
      field: heading,
      value: text,
      Wording(
        fr: "Ligne \(line), « \(heading) » : « \(text) » ; \(french).",
        en: "Line \(line), “\(heading)”: “\(text)”; \(english)."
      )
    )
  }
}

extension DemarcheDossier {
  fileprivate init(_ row: ExportRow) throws(Refusal) {
    guard let number = CellText.integer(row["number"]) else {
      throw row.refusal("number", "un numéro de dossier est attendu", "a number is expected")
    }
    self.number = number
    state = row["state"]
    filedAt = try row.time("filed")
    modifiedAt = try row.time("modified")
    let siret = row["siret"]
    siren = row["siren"].isEmpty ? (siret.isEmpty ? nil : String(siret.prefix(9))) : row["siren"]
    companyName = row["name"].isEmpty ? nil : row["name"]
    // The export dates three steps at most; which one "Traité le" dates, the state says.
    let treated = try row.time("treated").map { Step(state: row["state"], at: $0) }
    let isDecided = row.mapping.state(row["state"])?.isDecided == true
    steps =
      [
        filedAt.map { Step(state: "en_construction", at: $0) },
        try row.time("instructed").map { Step(state: "en_instruction", at: $0) },
        isDecided ? treated : nil,
      ].compactMap(\.self)
    var answers: [FormMapping.Field: String] = [:]
    for (place, heading) in row.headings.enumerated() where !row.row[place].isEmpty {
      guard let field = row.mapping.field(label: heading) else { continue }
      answers[field] = row.mapping.meaning(of: row.row[place], in: field)
    }
    self.answers = answers
  }
}

extension DossierState {
  /// Whether the instruction has ended with it.
  fileprivate var isDecided: Bool {
    switch self {
    case .accepted, .refused, .closed: true
    case .enConstruction, .enInstruction, .deleted: false
    }
  }
}
