package import Declarations
import Foundation
package import Spreadsheets

/// A dossier of Démarche numérique, as far as it is read.
package struct DemarcheDossier: Sendable {
  /// What became of it (*traitement*).
  package struct Step: Sendable {
    package let state: String
    package let at: FilingTime
  }

  package let number: Int
  /// When it was filed (*date de dépôt*); nil of a draft, which declares nothing.
  package let filedAt: FilingTime?
  package let modifiedAt: FilingTime?
  /// The SIREN of who files; nil of a person.
  package let siren: String?
  package let companyName: String?
  package let steps: [Step]
  /// The answers, by our field.
  package let answers: [FormMapping.Field: String]
}

/// A dossier that was deleted on the platform.
package struct DeletedDossier: Sendable {
  package let number: Int
  package let at: FilingTime
}

/// A page of dossiers, as the platform's GraphQL API (v2) answers, or a file of such an answer.
package struct DossierPage: Sendable {
  package let dossiers: [DemarcheDossier]
  package let deleted: [DeletedDossier]
  /// Where the next page begins; nil on the last.
  package let nextCursor: String?
  /// Where the next page of deleted dossiers begins; nil on the last.
  package let nextDeletedCursor: String?

  /// Reads an answer of the API: `data.demarche.dossiers.nodes`, `data.dossier`, or `dossiers` alone.
  ///
  /// - Throws: ``Declarations/Refusal`` when it is none, or the API says what is wrong.
  package init(parsing bytes: [UInt8], _ mapping: FormMapping) throws(Refusal) {
    guard let root = (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any] else {
      throw Self.refusal(
        "Ce n'est pas une réponse de l'API : du JSON est attendu.",
        "This is no answer of the API: JSON is expected."
      )
    }
    if let errors = root["errors"] as? [[String: Any]], !errors.isEmpty {
      let messages = errors.compactMap { $0["message"] as? String }.joined(separator: " ; ")
      throw Self.refusal("L'API répond : \(messages)", "The API answers: \(messages)")
    }
    let data = root["data"] as? [String: Any] ?? root
    let demarche = data["demarche"] as? [String: Any] ?? data
    let connection = demarche["dossiers"] as? [String: Any]
    let nodes =
      connection?["nodes"] as? [Any] ?? demarche["dossiers"] as? [Any]
      ?? (data["dossier"].map { [$0] })
    guard let nodes else {
      throw Self.refusal(
        "La réponse n'a ni « dossiers », ni « dossier ».",
        "The answer has neither “dossiers” nor “dossier”."
      )
    }
    var dossiers: [DemarcheDossier] = []
    for node in nodes {
      guard let object = node as? [String: Any], let dossier = DemarcheDossier(object, mapping)
      else {
        throw Self.refusal(
          "Un dossier n'a pas de numéro.",
          "A dossier has no number."
        )
      }
      dossiers.append(dossier)
    }
    self.dossiers = dossiers
    let gone = objects(
      (demarche["deletedDossiers"] as? [String: Any])?["nodes"] ?? demarche["deleted"]
    )
    deleted = gone.compactMap { node in
      guard let number = node["number"] as? Int,
        let at = time(node["dateSupression"] ?? node["dateSuppression"])
      else { return nil }
      return DeletedDossier(number: number, at: at)
    }
    nextCursor = try Self.nextCursor(of: connection)
    nextDeletedCursor = try Self.nextCursor(of: demarche["deletedDossiers"] as? [String: Any])
  }

  /// Reads the export of the platform: columns by their headings, never by their place.
  ///
  /// - Throws: ``Spreadsheets/SpreadsheetFault``; ``Declarations/Refusal`` when a column is missing.
  package init(_ sheet: Sheet, _ mapping: FormMapping) throws {
    var headings: [String]?
    var dossiers: [DemarcheDossier] = []
    try sheet.forEachRow { row in
      guard let headings else {
        let missing = ["number", "state", "filed"].compactMap { mapping.columns[$0] }
          .filter { !row.cells.contains($0) }
        guard missing.isEmpty else {
          let list = missing.joined(separator: ", ")
          throw Self.refusal(
            "L'export n'a pas les colonnes : \(list).",
            "The export lacks the columns: \(list)."
          )
        }
        headings = row.cells
        return
      }
      if let dossier = DemarcheDossier(headings, row, mapping) { dossiers.append(dossier) }
    }
    guard headings != nil else {
      throw Self.refusal("Le fichier est vide.", "The file is empty.")
    }
    self.dossiers = dossiers
    deleted = []
    nextCursor = nil
    nextDeletedCursor = nil
  }

  private static func nextCursor(of connection: [String: Any]?) throws(Refusal) -> String? {
    let info = connection?["pageInfo"] as? [String: Any]
    guard info?["hasNextPage"] as? Bool == true else { return nil }
    guard let cursor = info?["endCursor"] as? String else {
      throw refusal(
        "La réponse annonce une page suivante sans dire où elle commence.",
        "The answer says that there is another page, and not where it begins."
      )
    }
    return cursor
  }

  private static func refusal(_ french: String, _ english: String) -> Refusal {
    Refusal(.malformed, Wording(fr: french, en: english))
  }
}

extension DemarcheDossier {
  fileprivate init?(_ node: [String: Any], _ mapping: FormMapping) {
    guard let number = node["number"] as? Int else { return nil }
    self.number = number
    filedAt = time(node["dateDepot"])
    modifiedAt = time(node["dateDerniereModification"])
    let company = node["demandeur"] as? [String: Any]
    let enterprise = company?["entreprise"] as? [String: Any]
    let siret = company?["siret"] as? String
    siren = enterprise?["siren"] as? String ?? siret.map { String($0.prefix(9)) }
    companyName = enterprise?["raisonSociale"] as? String
    steps = objects(node["traitements"]).compactMap { step in
      guard let state = step["state"] as? String, let at = time(step["dateTraitement"]) else {
        return nil
      }
      return Step(state: state, at: at)
    }
    var answers: [FormMapping.Field: String] = [:]
    for champ in objects(node["champs"]) {
      let descriptor = champ["champDescriptorId"] as? String ?? champ["id"] as? String ?? ""
      guard let field = mapping.field(descriptor: descriptor),
        // The text of a date is written out ("15 septembre 2025"); its own field is ISO 8601.
        let text = champ["date"] as? String ?? champ["stringValue"] as? String, !text.isEmpty
      else { continue }
      answers[field] = mapping.meaning(of: text, in: field)
    }
    self.answers = answers
  }

  fileprivate init?(_ headings: [String], _ row: SheetRow, _ mapping: FormMapping) {
    func cell(_ name: String) -> String {
      mapping.columns[name].flatMap { headings.firstIndex(of: $0) }.map { row[$0] } ?? ""
    }
    guard let number = CellText.integer(cell("number")) else { return nil }
    self.number = number
    filedAt = parisTime(cell("filed"))
    modifiedAt = parisTime(cell("modified"))
    let siret = cell("siret")
    siren = cell("siren").isEmpty ? (siret.isEmpty ? nil : String(siret.prefix(9))) : cell("siren")
    companyName = cell("name").isEmpty ? nil : cell("name")
    let at = parisTime(cell("treated")) ?? filedAt
    steps = at.map { [Step(state: cell("state"), at: $0)] } ?? []
    var answers: [FormMapping.Field: String] = [:]
    for (place, heading) in headings.enumerated() where !row[place].isEmpty {
      guard let field = mapping.field(label: heading) else { continue }
      answers[field] = mapping.meaning(of: row[place], in: field)
    }
    self.answers = answers
  }
}

/// The objects of a list; what is none, as null, hides no other.
private func objects(_ list: Any?) -> [[String: Any]] {
  (list as? [Any] ?? []).compactMap { $0 as? [String: Any] }
}

private func time(_ value: Any?) -> FilingTime? {
  (value as? String).flatMap { try? FilingTime(parsing: $0) }
}

/// A time of the export, which is Paris time without saying so: `2025-08-04 10:12`.
private func parisTime(_ text: String) -> FilingTime? {
  if let time = try? FilingTime(parsing: text) { return time }
  let parts = text.split { $0 == " " || $0 == "T" }
  guard let first = parts.first, let day = CellText.day(String(first)) else { return nil }
  let clock = parts.count > 1 ? parts[1].split(separator: ":").compactMap { Int($0) } : [0, 0]
  guard clock.count >= 2, (0..<24).contains(clock[0]), (0..<60).contains(clock[1]) else {
    return nil
  }
  let seconds = Int64(clock[0] * 3_600 + clock[1] * 60 + (clock.count > 2 ? clock[2] : 0))
  // From midnight on, but for the two nights on which the clock is turned.
  let midnight = ParisTime.midnight(day).nanoseconds
  return try? FilingTime(
    parsing: Instant(nanoseconds: midnight + seconds * 1_000_000_000).recordedText
  )
}
