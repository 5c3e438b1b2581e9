// A dossier to events. What it declares is one event, named after the dossier and its last modification; when
// the dossier says something else, another event takes its place, or, where it is about another product or of
// another kind, the first is retracted and another declared: never an edit. Voiding a correction brings back
// what it voided: so a correction is retracted first, and what it corrected is corrected anew. What became of
// the dossier on the platform is one event for each step.

package import CanonicalJSON
package import Declarations
import Spreadsheets

/// The events that dossiers come to.
package struct DossierEvents: Sendable {
  /// What is doubtful about a dossier.
  package struct Finding: Sendable {
    /// The number of the dossier.
    package let dossier: Int
    /// A code for it, the same in every language, as `draft` or `other-lab`.
    package let kind: String
    /// What is doubtful and what is done about it, for people.
    package let message: Wording
    /// Whether something that the dossier says is not recorded.
    package let keepsOut: Bool
  }

  /// The submissions, as they would be sent, in their order; what is wrong with one is for the catalogue
  /// to say.
  package internal(set) var submissions: [JSONObject] = []
  /// What is doubtful, in the order of the dossiers.
  package private(set) var findings: [Finding] = []
  private let labs: [String: Lab]
  private let standings: [Int: DossierRecord.Standing]
  /// What the dossiers of the page are about.
  private var subjects: [Int: JSONValue] = [:]
  let mapping: FormMapping
  private let lab: Lab?

  /// Reads dossiers against what the ledger has of them.
  ///
  /// - Parameters:
  ///   - page: The dossiers.
  ///   - record: What the ledger has.
  ///   - mapping: What the fields of the form mean.
  ///   - lab: Who files; nil where the SIREN or the name of each dossier says so.
  package init(_ page: DossierPage, _ record: DossierRecord, _ mapping: FormMapping, lab: Lab?) {
    labs = record.labs
    standings = record.settled()
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
    let named = names.compactMap { labs[$0] }.first
    if let named, let lab, named != lab {
      return keepOut(
        dossier.number,
        "other-lab",
        "Le déposant est le laboratoire \(named), et non \(lab) : rien n'est enregistré.",
        "It was filed by lab \(named), not by \(lab): nothing is recorded."
      )
    }
    guard let lab = named ?? lab else {
      let who = [dossier.companyName, dossier.siren].compactMap(\.self).joined(separator: ", ")
      return keepOut(
        dossier.number,
        "unknown-lab",
        "Le déposant (\(who.isEmpty ? "une personne" : who)) n'est pas un laboratoire connu ; --lab dit "
          + "lequel.",
        "It was filed by \(who.isEmpty ? "a person" : who), which is no lab that is known; --lab says which."
      )
    }
    guard let declared = declaration(dossier, lab, filedAt) else {
      let (label, read) = (mapping.label(of: .declaration), dossier.answers[.declaration] ?? "")
      return keepOut(
        dossier.number,
        "unknown-declaration",
        "« \(label) » : la correspondance ne connaît pas la réponse « \(read) ».",
        "“\(label)”: the mapping does not know the answer “\(read)”."
      )
    }
    let standing = standings[dossier.number] ?? DossierRecord.Standing()
    if let known = standing.declaration,
      known.submission.json["subject"] != declared["subject"]
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
    subjects[dossier.number] = declared["subject"]
    noteDefaults(dossier)
    replace(standing, by: declared, dossier)
    addSteps(of: dossier, standing.steps, subject: declared["subject"])
  }

  private mutating func add(_ deleted: DeletedDossier) {
    let known = standings[deleted.number]?.declaration?.submission.json["subject"]
    guard let subject = subjects[deleted.number] ?? known else {
      return note(
        deleted.number,
        "unknown-dossier",
        "Supprimé sur la plateforme, et inconnu ici.",
        "Deleted on the platform, and unknown here."
      )
    }
    let steps = standings[deleted.number]?.steps ?? []
    if steps.contains(where: { $0.state == .deleted && $0.at == deleted.at.instant }) { return }
    append(deleted.number, .deleted, deleted.at, subject: subject)
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
      "subject": .string("cis/\((dossier.answers[.cis] ?? "").filter { !$0.isWhitespace })"),
      "time": .string(filedAt.text),
      "type": .string(type.identifier),
    ]
  }

  /// Says which answers are missing, and what stands in for them.
  private mutating func noteDefaults(_ dossier: DemarcheDossier) {
    if dossier.answers[.effectiveon] == nil {
      let label = mapping.label(of: .effectiveon)
      note(
        dossier.number,
        "no-effective-day",
        "Pas de réponse à « \(label) » : le jour du dépôt est pris.",
        "No answer to “\(label)”: the day of filing is taken."
      )
    }
    let isQualification =
      dossier.answers[.declaration] == FormMapping.Declaration.qualification.rawValue
    if isQualification && dossier.answers[.ground] == nil {
      let label = mapping.label(of: .ground)
      note(
        dossier.number,
        "no-ground",
        "Pas de réponse à « \(label) » : le fondement est inconnu (unspecified).",
        "No answer to “\(label)”: the ground is unspecified."
      )
    }
  }

  /// Appends what a dossier declares, unless it is known to, in place of what it declared before.
  private mutating func replace(
    _ standing: DossierRecord.Standing,
    by declared: JSONObject,
    _ dossier: DemarcheDossier
  ) {
    var declared = declared
    let number = dossier.number
    let prefix = DossierRecord.prefix(of: number)
    let when = (dossier.modifiedAt ?? dossier.filedAt)?.instant.recordedText ?? ""
    declared["id"] = .string(prefix + when)
    let old = standing.declaration?.submission.json
    let isSame = ["data", "effectiveon", "source", "subject", "type"].allSatisfy {
      old?[$0] == declared[$0]
    }
    if isSame && standing.count == 1 { return }
    if let touch = standing.touch { return note(touch, on: number) }
    guard let known = standing.declaration, let old else { return submissions.append(declared) }
    if isSame { return }
    // What was declared in another way, or by another lab, is nobody's to void from here.
    let isOurs = [known, standing.target].compactMap(\.self).allSatisfy {
      $0.submission.id.text.hasPrefix(prefix)
    }
    guard isOurs, old["source"] == declared["source"],
      (known.submission.corrects == nil) == (standing.target == nil)
    else {
      // The number of another product's dossier is a mistake on one side, and both are recorded.
      guard old["subject"] == declared["subject"] else { return submissions.append(declared) }
      let (name, source) = (known.submission.id.text, known.submission.source)
      return keepOut(
        number,
        "declared-elsewhere",
        "L'événement \(known.sequence) (\(name), de \(source)) déclare ce dossier autrement : corrigez-le, ou "
          + "rétractez-le et déclarez de nouveau ; rien n'est enregistré.",
        "Event \(known.sequence) (\(name), of \(source)) declares this dossier otherwise: correct it, or "
          + "retract it and declare anew; nothing is recorded."
      )
    }
    guard dossier.modifiedAt != nil else {
      return keepOut(
        number,
        "undated-change",
        "Le dossier dit autre chose que l'événement \(known.sequence), sans date de mise à jour : laquelle "
          + "est la dernière n'est pas su, et rien n'est enregistré.",
        "The dossier says something else than event \(known.sequence), with no date of modification: which "
          + "one is the last is not known, and nothing is recorded."
      )
    }
    // Moments are written alike, so that their texts sort as they do.
    let recorded = known.submission.id.text.dropFirst(prefix.count).prefix(when.count)
    guard recorded <= when else {
      return note(
        number,
        "older",
        "Cet état du dossier (\(when)) est plus ancien que celui qui est enregistré (\(recorded)).",
        "This state of the dossier (\(when)) is older than the one that is recorded (\(recorded))."
      )
    }
    // The same state, read otherwise: by another mapping, or a second change in the minute of an export.
    let readings = standing.declared.count { $0.submission.id.text.hasPrefix(prefix + when) }
    if readings > 0 {
      declared["id"] = .string("\(prefix)\(when):\(readings + 1)")
      note(
        number,
        "read-otherwise",
        "L'état du \(when) est lu autrement que la dernière fois (événement \(known.sequence)) : il le "
          + "remplace.",
        "The state of \(when) is read otherwise than last time (event \(known.sequence)): it takes its place."
      )
    }
    put(declared, inPlaceOf: known, standing.target, dossier: number)
  }

  /// Says that somebody corrected or retracted by hand what a dossier declared: it stays as it is.
  private mutating func note(_ touch: Event, on number: Int) {
    let (name, place) = (touch.submission.id.text, touch.sequence)
    if touch.submission.type == .eventRetracted {
      note(
        number,
        "retracted",
        "Une déclaration de ce dossier est rétractée ici par l'événement \(place) (\(name)) : rien n'est "
          + "enregistré à sa place.",
        "A declaration of this dossier is retracted here by event \(place) (\(name)): nothing is recorded in its "
          + "place."
      )
    } else {
      keepOut(
        number,
        "declared-elsewhere",
        "L'événement \(place) (\(name)) a corrigé ici ce que ce dossier déclare : corrigez-le à son tour ; rien "
          + "n'est enregistré.",
        "Event \(place) (\(name)) has corrected here what this dossier declares: correct that one; nothing is "
          + "recorded."
      )
    }
  }

  /// Puts a declaration in the place of another.
  ///
  /// Voiding a correction brings back what it voided: so a correction is retracted first, and what it had
  /// corrected is corrected anew; or retracted too, where what is declared is of another kind or about
  /// another product.
  private mutating func put(
    _ declared: JSONObject,
    inPlaceOf known: Event,
    _ target: Event?,
    dossier number: Int
  ) {
    var declared = declared
    let name = declared["id"]?.string ?? ""
    let reason = "dossier \(number) modifié sur Démarche numérique (\(name))"
    let old = known.submission.json
    let isCorrection = ["subject", "type"].allSatisfy { old[$0] == declared[$0] }
    let voided = [known, target].compactMap(\.self)
    for (step, event) in (isCorrection ? voided.dropLast() : voided[...]).enumerated() {
      let id = "\(name):retracted" + (step == 0 ? "" : ":\(step + 1)")
      submissions.append(event.submission.retraction(named: id, because: reason))
    }
    if isCorrection {
      declared["corrects"] = .string((target ?? known).submission.reference.text)
      declared["reason"] = .string(reason)
    }
    submissions.append(declared)
  }

  /// Says what is doubtful about a dossier.
  mutating func note(_ number: Int, _ kind: String, _ french: String, _ english: String) {
    add(number, kind, french, english, keepsOut: false)
  }

  /// Says why something that a dossier says is not recorded.
  mutating func keepOut(_ number: Int, _ kind: String, _ french: String, _ english: String) {
    add(number, kind, french, english, keepsOut: true)
  }

  private mutating func add(
    _ number: Int,
    _ kind: String,
    _ french: String,
    _ english: String,
    keepsOut: Bool
  ) {
    let message = Wording(fr: french, en: english)
    findings.append(Finding(dossier: number, kind: kind, message: message, keepsOut: keepsOut))
  }
}
