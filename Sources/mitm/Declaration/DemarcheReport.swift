import CanonicalJSON
import Declarations
import Reports
import Submissions

/// What became of the dossiers.
struct DemarcheReport {
  var dossiers = 0
  var appended: [EventType: Int] = [:]
  var findings: [DossierEvents.Finding] = []
  var refusals: [(object: JSONObject, refusal: Refusal)] = []

  func print(_ output: FormatOptions, size: Int) throws {
    let types = appended.sorted { $0.key.rawValue < $1.key.rawValue }
    switch output.format {
    case .json:
      try Output.print([
        "appended": .object(
          JSONObject(types.map { JSONObject.Member($0.key.rawValue, .integer(Int64($0.value))) })
        ),
        "dossiers": .integer(Int64(dossiers)),
        "findings": .array(
          findings.map { finding in
            .object([
              "dossier": .integer(Int64(finding.dossier)), "kind": .string(finding.kind),
              "message": .string(finding.message.said),
            ])
          }
        ),
        "refusals": .array(
          refusals.map { object, refusal in
            var json: JSONObject = [
              "message": .string(refusal.message.said), "rule": .string(refusal.rule.rawValue),
            ]
            json["id"] = object["id"]
            json["field"] = refusal.field.map { .string($0) }
            json["value"] = refusal.value.map { .string($0) }
            return .object(json)
          }
        ),
        "size": .integer(Int64(size)),
      ])
    default:
      let none = say(fr: "rien de nouveau", en: "nothing new")
      let told = types.map { "\($0.key.rawValue) \($0.value)" }.joined(separator: ", ")
      var lines = [
        say(fr: "Dossiers lus : \(dossiers)", en: "Dossiers read: \(dossiers)"),
        say(fr: "Enregistré : ", en: "Recorded: ") + (told.isEmpty ? none : told),
      ]
      lines += findings.map { "  \($0.dossier) [\($0.kind)] \($0.message.said)" }
      lines += refusals.map { object, refusal in
        "  \(object["id"]?.string ?? refusal.field ?? "") [\(refusal.rule.rawValue)] "
          + refusal.message.said
      }
      try Output.print(lines)
    }
  }
}
