// A dossier to events. What it declares is one event, named after the dossier and what it says; when the
// dossier says something else, another event takes its place, or, where it is about another product or of
// another kind, the first is retracted and another declared: never an edit. What became of it on the platform
// is one event for each step.

package import CanonicalJSON
package import Declarations
import Spreadsheets

/// The events that dossiers come to.
package struct DossierEvents: Sendable {
  /// What is doubtful about a dossier.
  package struct Finding: Sendable {
    package let dossier: Int
    package let kind: String
    package let message: Wording
  }

  /// The submissions, as they would be sent, in their order; what is wrong with one is for the catalogue
  /// to say.
  package private(set) var submissions: [JSONObject] = []
  package private(set) var findings: [Finding] = []
  private let record: DossierRecord
  private let mapping: FormMapping
  private let lab: Lab?

  /// Reads dossiers against what the ledger has of them.
  ///
  /// - Parameters:
  ///   - page: The dossiers.
  ///   - record: What the ledger has.
  ///   - mapping: What the fields of the form mean.
  ///   - lab: Who files; nil where the SIREN or the name of each dossier says so.
  package init(_ page: DossierPage, _ record: DossierRecord, _ mapping: FormMapping, lab: Lab?) {
    self.record = record
    self.mapping = mapping
    self.lab = lab
    var seen: Set<Int> = []
    for dossier in page.dossiers {
      guard seen.insert(dossier.number).inserted else {
        note(
          dossier.number,
          "twice",
          "Le dossier est là deux fois ; le premier est pris.",
          "The dossier is there twice; the first is taken."
        )
        continue
      }
      add(dossier)
    }
    for deleted in page.deleted { add(deleted) }
  }

  private mutating func add(_ dossier: DemarcheDossier) {
    guard let filedAt = dossier.filedAt else {
      return note(
        dossier.number,
        "draft",
        "Le dossier n'est pas déposé : il ne déclare rien.",
        "The dossier is not filed: it declares nothing."
      )
    }
    let names = [dossier.siren, dossier.companyName].compactMap(\.self)
    let named = names.compactMap { record.labs[$0] }.first
    if let named, let lab, named != lab {
      return note(
        dossier.number,
        "other-lab",
        "Le déposant est le laboratoire \(named), et non \(lab) : rien n'est enregistré.",
        "Who files is lab \(named), not \(lab): nothing is recorded."
      )
    }
    guard let lab = named ?? lab else {
      let who = [dossier.companyName, dossier.siren].compactMap(\.self).joined(separator: ", ")
      return note(
        dossier.number,
        "unknown-lab",
        "Le déposant (\(who.isEmpty ? "une personne" : who)) n'est pas un laboratoire connu ; --lab dit "
          + "lequel.",
        "Who files (\(who.isEmpty ? "a person" : who)) is no lab that is known; --lab says which."
      )
    }
    guard let declared = declaration(dossier, lab, filedAt) else {
      return note(
        dossier.number,
        "unknown-declaration",
        "L'objet de la déclaration n'est pas de ceux que la correspondance connaît.",
        "What is declared is none of what the mapping knows."
      )
    }
    let known = record.declaration(of: dossier.number)
    if let known,
      known.submission.source != .lab(lab)
        || known.submission.json["subject"] != declared["subject"]
    {
      note(
        dossier.number,
        "other-product",
        "Le numéro est celui de \(known.submission.subject) par \(known.submission.source) "
          + "(événement \(known.sequence)).",
        "The number is that of \(known.submission.subject) by \(known.submission.source) "
          + "(event \(known.sequence))."
      )
    }
    replace(known, by: declared, dossier)
    for step in dossier.steps {
      guard let state = mapping.state(step.state) else {
        note(
          dossier.number,
          "unknown-state",
          "L'état « \(step.state) » n'est pas connu.",
          "The state “\(step.state)” is not known."
        )
        continue
      }
      submissions.append(
        Self.changed(dossier.number, to: state, at: step.at, subject: declared["subject"])
      )
    }
  }

  private mutating func add(_ deleted: DeletedDossier) {
    guard let known = record.declaration(of: deleted.number) else {
      return note(
        deleted.number,
        "unknown-dossier",
        "Supprimé sur la plateforme, et inconnu ici.",
        "Deleted on the platform, and unknown here."
      )
    }
    submissions.append(
      Self.changed(
        deleted.number,
        to: .deleted,
        at: deleted.at,
        subject: known.submission.json["subject"]
      )
    )
  }

  /// What a dossier declares; nil when it does not say.
  private func declaration(
    _ dossier: DemarcheDossier,
    _ lab: Lab,
    _ filedAt: FilingTime
  ) -> JSONObject? {
    guard let declared = dossier.answers[.declaration].flatMap(FormMapping.Declaration.init) else {
      return nil
    }
    var data: JSONObject = [
      "channel": "demarche-numerique", "dossier": .integer(Int64(dossier.number)),
    ]
    let type: EventType
    switch declared {
    case .qualification:
      type = .qualificationDeclared
      data["ground"] = .string(dossier.answers[.ground] ?? Ground.unspecified.rawValue)
    case .in, .out:
      type = .modificationRequested
      data["qualified"] = .bool(declared == .in)
    }
    let day = dossier.answers[.effectiveon].map { CellText.day($0)?.description ?? $0 }
    return [
      "data": .object(data), "effectiveon": .string(day ?? filedAt.day.description),
      "source": .string(Source.lab(lab).text), "specversion": "1.0",
      "subject": .string("cis/\(dossier.answers[.cis] ?? "")"), "time": .string(filedAt.text),
      "type": .string(type.identifier),
    ]
  }

  /// Appends what a dossier declares, unless it is known to, in place of what it declared before.
  private mutating func replace(
    _ known: Event?,
    by declared: JSONObject,
    _ dossier: DemarcheDossier
  ) {
    var declared = declared
    let number = dossier.number
    let when = (dossier.modifiedAt ?? dossier.filedAt)?.instant.recordedText ?? ""
    let name = "demarche:\(number):\(when)"
    declared["id"] = .string(name)
    guard let known else { return submissions.append(declared) }
    let old = known.submission.json
    let isSame = ["data", "effectiveon", "source", "subject", "type"].allSatisfy {
      old[$0] == declared[$0]
    }
    if isSame { return }
    // What was declared in another way, or by another lab, is nobody's to void from here.
    guard old["source"] == declared["source"],
      known.submission.id.text.hasPrefix("demarche:\(number):")
    else { return submissions.append(declared) }
    // Moments are written alike, so that their texts sort as they do.
    guard known.submission.id.text < name else {
      return note(
        number,
        "older",
        "Cet état du dossier (\(when)) est plus ancien que celui qui est enregistré.",
        "This state of the dossier (\(when)) is older than the one that is recorded."
      )
    }
    let reason = JSONValue.string("dossier \(number) modifié sur Démarche numérique le \(when)")
    if ["source", "subject", "type"].allSatisfy({ old[$0] == declared[$0] }) {
      declared["corrects"] = .string(known.submission.reference.text)
      declared["reason"] = reason
    } else {
      var retracted = declared
      retracted["source"] = old["source"]
      retracted["subject"] = old["subject"]
      retracted["type"] = .string(EventType.eventRetracted.identifier)
      retracted["data"] = .object([:])
      retracted["corrects"] = .string(known.submission.reference.text)
      retracted["reason"] = reason
      retracted["id"] = .string("\(name):retracted")
      submissions.append(retracted)
    }
    submissions.append(declared)
  }

  private static func changed(
    _ number: Int,
    to state: DossierState,
    at time: FilingTime,
    subject: JSONValue?
  ) -> JSONObject {
    var object: JSONObject = [
      "data": .object(["dossier": .integer(Int64(number)), "state": .string(state.rawValue)]),
      "effectiveon": .string(time.day.description),
      "id": .string("demarche:\(number):\(state.rawValue):\(time.instant.recordedText.prefix(16))"),
      "source": .string(Source.ansm.text), "specversion": "1.0", "time": .string(time.text),
      "type": .string(EventType.dossierChanged.identifier),
    ]
    object["subject"] = subject
    return object
  }

  private mutating func note(_ number: Int, _ kind: String, _ french: String, _ english: String) {
    findings.append(
      Finding(dossier: number, kind: kind, message: Wording(fr: french, en: english))
    )
  }
}
