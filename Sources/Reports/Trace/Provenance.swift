// W3C PROV-JSON (https://www.w3.org/submissions/prov-json/). What is what:
//
//   entity     the row that is answered; each event; each file that events were read from
//   activity   the recording of an event
//   agent      who stated it (source), under whose credential it was recorded (actor)
//
//   the row wasDerivedFrom the events that decide it, an event wasDerivedFrom its file (a primary
//   source) and from the event that it corrects (a revision); a void event wasInvalidatedBy the
//   recording of the one that voids it.

package import CanonicalJSON
import Declarations
import Projections

extension TraceAnswer {
  /// The trace as a W3C PROV-JSON document.
  package var provenance: JSONValue {
    var document = ProvenanceDocument()
    let state = trace.state
    let row = "mitm:row/\(state.cis)/\(basis.asOf)/\(basis.knownAt.size)"
    document.add(
      "entity",
      row,
      [
        "mitm:asOf": .string(basis.asOf.description), "mitm:cis": .string(state.cis.description),
        "mitm:listed": .bool(state.isListed), "mitm:root": .string(basis.root),
        "mitm:rulebook": .string(basis.rulebook), "mitm:size": .integer(Int64(basis.knownAt.size)),
        "mitm:state": .string(state.name.rawValue),
        "prov:type": .object(["$": "mitm:Row", "type": "prov:QUALIFIED_NAME"]),
      ]
    )
    for traced in events { document.add(traced) }
    for sequence in state.evidence { document.derive(row, from: "mitm:event/\(sequence)") }
    return document.json
  }
}

/// A PROV-JSON document as it grows: each kind of statement with the statements by id.
private struct ProvenanceDocument {
  private var statements: [String: JSONObject] = [:]

  mutating func add(_ kind: String, _ id: String, _ attributes: JSONObject) {
    statements[kind, default: [:]][id] = .object(attributes)
  }

  private mutating func relate(_ kind: String, _ attributes: JSONObject) {
    let number = statements[kind]?.members.count ?? 0
    add(kind, "_:\(kind)\(number)", attributes)
  }

  mutating func derive(_ entity: String, from source: String, as type: String? = nil) {
    var attributes: JSONObject = [
      "prov:generatedEntity": .string(entity), "prov:usedEntity": .string(source),
    ]
    attributes["prov:type"] = type.map {
      .object(["$": .string($0), "type": "prov:QUALIFIED_NAME"])
    }
    relate("wasDerivedFrom", attributes)
  }

  mutating func add(_ traced: TracedEvent) {
    let event = traced.event
    let submission = event.submission
    let (entity, recording) = ("mitm:event/\(event.sequence)", "mitm:recording/\(event.sequence)")
    let moment = JSONValue.string(event.recordedAt.recordedText)
    var attributes: JSONObject = [
      "mitm:articles": .string(traced.articles.joined(separator: ", ")),
      "mitm:effectiveOn": .string(submission.effectiveOn.description),
      "mitm:filedAt": .string(submission.time.text), "mitm:id": .string(submission.id.text),
      "mitm:sequence": .integer(Int64(event.sequence)),
      "prov:type": .string(submission.type.identifier),
    ]
    attributes["mitm:reason"] = submission.reason.map { .string($0.text) }
    add("entity", entity, attributes)
    add("activity", recording, ["prov:endTime": moment, "prov:startTime": moment])
    let (source, actor) = ("mitm:source\(submission.source.text)", "mitm:actor/\(event.actor)")
    add("agent", source, ["prov:label": .string(submission.source.text)])
    add("agent", actor, ["prov:label": .string(event.actor)])
    relate(
      "wasGeneratedBy",
      ["prov:activity": .string(recording), "prov:entity": .string(entity), "prov:time": moment]
    )
    relate("wasAttributedTo", ["prov:agent": .string(source), "prov:entity": .string(entity)])
    relate(
      "wasAssociatedWith",
      ["prov:activity": .string(recording), "prov:agent": .string(actor)]
    )
    for file in traced.place?.files ?? [] {
      let id = "mitm:file/" + file.sha256
      add("entity", id, ["mitm:sha256": .string(file.sha256), "prov:label": .string(file.name)])
      derive(entity, from: id, as: "prov:PrimarySource")
    }
    if let corrects = traced.corrects {
      derive(entity, from: "mitm:event/\(corrects)", as: "prov:Revision")
    }
    if case .void(let voidedBy) = traced.bearing {
      relate(
        "wasInvalidatedBy",
        [
          "prov:activity": .string("mitm:recording/\(voidedBy)"), "prov:entity": .string(entity),
        ]
      )
    }
    for review in traced.reviews {
      let agent = "mitm:actor/\(review.actor)"
      add("agent", agent, ["prov:label": .string(review.actor)])
      relate(
        "wasInfluencedBy",
        [
          "mitm:review": .integer(Int64(review.sequence)), "prov:influencee": .string(entity),
          "prov:influencer": .string(agent),
        ]
      )
    }
  }

  var json: JSONValue {
    let prefixes: JSONObject = ["mitm": "urn:mitm:", "prov": "http://www.w3.org/ns/prov#"]
    var document: JSONObject = ["prefix": .object(prefixes)]
    for (kind, statements) in statements { document[kind] = .object(statements) }
    return .object(document)
  }
}
