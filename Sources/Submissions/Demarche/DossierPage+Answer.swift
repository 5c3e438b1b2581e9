package import Declarations
import Foundation

extension DossierPage {
  /// Reads an answer of the platform's GraphQL API (v2): `data.demarche.dossiers.nodes`, `data.dossier`, or
  /// `dossiers` alone.
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
    dossiers = read(nodes, "dossiers") { (node) throws(Refusal) in
      try DemarcheDossier(node, mapping)
    }
    let gone = demarche["deletedDossiers"] as? [String: Any]
    let goneNodes = gone?["nodes"] as? [Any] ?? demarche["deleted"] as? [Any] ?? []
    deleted = read(goneNodes, "deletedDossiers", DeletedDossier.init)
    nextCursor = try Self.nextCursor(of: connection)
    nextDeletedCursor = try Self.nextCursor(of: gone)
  }

  /// Reads each node; what is no dossier keeps none of the others out, and is told by its place.
  private mutating func read<Node>(
    _ nodes: [Any],
    _ list: String,
    _ body: ([String: Any]) throws(Refusal) -> Node
  ) -> [Node] {
    var found: [Node] = []
    for (place, node) in nodes.enumerated() {
      // The API gives null for a node that the token may not see: it is nobody's loss.
      if node is NSNull { continue }
      do throws(Refusal) {
        guard let object = node as? [String: Any] else {
          throw Self.refusal("Un dossier est attendu.", "A dossier is expected.")
        }
        found.append(try body(object))
      } catch {
        refusals.append(error.inside("\(list)[\(place)]"))
      }
    }
    return found
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
}

extension DemarcheDossier {
  fileprivate init(_ node: [String: Any], _ mapping: FormMapping) throws(Refusal) {
    number = try dossierNumber(of: node)
    state = node["state"] as? String ?? ""
    filedAt = try time("dateDepot", of: node)
    modifiedAt = try time("dateDerniereModification", of: node)
    let company = node["demandeur"] as? [String: Any]
    let enterprise = company?["entreprise"] as? [String: Any]
    let siret = company?["siret"] as? String
    siren = enterprise?["siren"] as? String ?? siret.map { String($0.prefix(9)) }
    companyName = enterprise?["raisonSociale"] as? String
    var steps: [Step] = []
    for step in objects(node["traitements"]) {
      guard let state = step["state"] as? String, let at = try time("dateTraitement", of: step)
      else {
        throw DossierPage.refusal(
          "Dossier \(number) : un traitement n'a pas d'état ou pas de date.",
          "Dossier \(number): a step of processing lacks its state or its date."
        )
      }
      steps.append(Step(state: state, at: at))
    }
    self.steps = steps
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
}

extension DeletedDossier {
  fileprivate init(_ node: [String: Any]) throws(Refusal) {
    number = try dossierNumber(of: node)
    // The platform's own spelling, and the right one.
    let times = [
      try time("dateSupression", of: node), try time("dateSuppression", of: node),
    ]
    guard let at = times.compactMap(\.self).first else {
      throw DossierPage.refusal(
        "Le dossier supprimé \(number) n'a pas de date.",
        "The deleted dossier \(number) has no date."
      )
    }
    self.at = at
  }
}

private func dossierNumber(of node: [String: Any]) throws(Refusal) -> Int {
  let value = node["number"]
  if let number = value as? Int ?? (value as? String).flatMap({ Int($0) }) { return number }
  throw Refusal(
    .malformed,
    field: "number",
    value: value.map { "\($0)" },
    Wording(
      fr: "Le numéro du dossier manque ou n'en est pas un.",
      en: "The number of the dossier is missing, or is none."
    )
  )
}

/// The objects of a list; what is none, as null, hides no other.
private func objects(_ list: Any?) -> [[String: Any]] {
  (list as? [Any] ?? []).compactMap { $0 as? [String: Any] }
}

/// A time of a node; nil where it has none.
private func time(_ name: String, of node: [String: Any]) throws(Refusal) -> FilingTime? {
  guard let value = node[name], !(value is NSNull) else { return nil }
  do throws(Refusal) {
    return try FilingTime(parsing: value as? String ?? "\(value)")
  } catch {
    throw error.inside(name)
  }
}
