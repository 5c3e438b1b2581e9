public import CanonicalJSON

/// What a declarant states: a CloudEvents 1.0 object with the declarant's attributes only.
///
/// The ledger adds its own when it records it: see ``Event``.
public struct Submission: Sendable {
  /// Events are handed on by the million: so one reference is copied, and not each of those that a statement has.
  private let stated: Stated

  private struct Fields: Sendable {
    let id: Identifier
    let source: Source
    let subject: Subject
    let time: FilingTime
    let effectiveOn: LegalDate
    let reason: FreeText?
    let corrects: EventReference?
    let cause: EventReference?
    let fact: Fact
    /// The object as it was received; nil where it has nothing but these fields, and is made when it is asked for.
    let object: JSONObject?
  }

  private final class Stated: Sendable {
    let fields: Fields

    init(_ fields: Fields) { self.fields = fields }
  }

  /// The identifier that the declarant gave it; (`source`, `id`) names the event for ever.
  public var id: Identifier { stated.fields.id }
  /// Who states it.
  public var source: Source { stated.fields.source }
  /// What it is about.
  public var subject: Subject { stated.fields.subject }
  /// When it was filed with the authority (*date de dépôt*).
  public var time: FilingTime { stated.fields.time }
  /// The civil date in France from which the stated fact holds (*date d'effet*).
  public var effectiveOn: LegalDate { stated.fields.effectiveOn }
  /// Why, in the declarant's words.
  public var reason: FreeText? { stated.fields.reason }
  /// The event that this one replaces or voids.
  public var corrects: EventReference? { stated.fields.corrects }
  /// The event that this one answers.
  public var cause: EventReference? { stated.fields.cause }
  /// What is stated.
  public var fact: Fact { stated.fields.fact }
  /// The type of what is stated, which spares copying it.
  public var type: EventType { stated.fields.fact.type }
  /// The data as it was received, in canonical order.
  public var data: JSONObject {
    stated.fields.object?["data"]?.object ?? stated.fields.fact.payload.json
  }
  /// The object as it was received, in canonical order.
  public var json: JSONObject { stated.fields.object ?? Self.object(of: stated.fields) }

  /// The attributes that the ledger sets, and a declarant may not.
  public static let ledgerAttributes = ["actor", "recordedat", "sequence", "salt"]

  /// The name of the event for ever.
  public var reference: EventReference {
    EventReference(source: source, id: id)
  }

  /// The bytes that decide whether two submissions are the same.
  public var canonicalBytes: [UInt8] {
    JSONValue.object(json).canonicalBytes
  }
}

extension Submission {
  /// The name of what an object states, read before anything else, since a repeat is recognised
  /// before its meaning is looked at.
  ///
  /// - Throws: ``Refusal`` when `source` or `id` is missing or malformed.
  public static func reference(in object: JSONObject) throws(Refusal) -> EventReference {
    var fields = FieldReader(object)
    return EventReference(source: try fields.required("source"), id: try fields.required("id"))
  }

  /// Reads a submission.
  ///
  /// - Throws: ``Refusal`` with the field, when an attribute or a field is missing, unknown or
  ///   malformed, or the source may not state the type.
  public init(_ object: JSONObject) throws(Refusal) {
    for attribute in Self.ledgerAttributes {
      guard let value = object[attribute] else { continue }
      throw Refusal(
        .unknownField,
        field: attribute,
        value: value.string ?? value.canonicalText,
        Wording(
          fr: "« \(attribute) » est posé par le registre, jamais par le déclarant.",
          en: "“\(attribute)” is set by the ledger, never by the declarant."
        )
      )
    }
    var fields = FieldReader(object)
    let type = try Self.readEnvelope(&fields)
    let id: Identifier = try fields.required("id")
    let source: Source = try fields.required("source")
    let subject: Subject = try fields.required("subject")
    let time: FilingTime = try fields.required("time")
    let effectiveOn: LegalDate = try fields.required("effectiveon")
    let reason: FreeText? = try fields.optional("reason")
    let corrects: EventReference? = try fields.optional("corrects")
    let cause: EventReference? = try fields.optional("causationid")
    let data: JSONObject = try fields.required("data")
    try fields.finish()

    try Self.check(source: source, subject: subject, of: type)
    try Self.check(reason: reason, corrects: corrects, of: type)
    var payload = FieldReader(data, at: "data")
    let fact = try Fact(type, reading: &payload)
    try payload.finish()
    stated = Stated(
      Fields(
        id: id,
        source: source,
        subject: subject,
        time: time,
        effectiveOn: effectiveOn,
        reason: reason,
        corrects: corrects,
        cause: cause,
        fact: fact,
        object: object
      )
    )
    try checkFact()
  }

  private static func readEnvelope(_ fields: inout FieldReader) throws(Refusal) -> EventType {
    let version: FreeText = try fields.required("specversion")
    guard version.text == "1.0" else {
      throw Refusal(
        .malformed,
        field: "specversion",
        value: version.text,
        Wording(fr: "« 1.0 » est attendu.", en: "“1.0” is expected.")
      )
    }
    if let content: FreeText = try fields.optional("datacontenttype"),
      content.text != "application/json"
    {
      throw Refusal(
        .malformed,
        field: "datacontenttype",
        value: content.text,
        Wording(fr: "« application/json » est attendu.", en: "“application/json” is expected.")
      )
    }
    return try fields.required("type")
  }

  private static func check(
    source: Source,
    subject: Subject,
    of type: EventType
  ) throws(Refusal) {
    guard type.sources.contains(source.kind) else {
      throw Refusal(
        .source,
        field: "source",
        value: source.text,
        Wording(
          fr: "\(source) ne peut pas déclarer \(type.rawValue).",
          en: "\(source) may not state \(type.rawValue)."
        )
      )
    }
    guard type.subjectKind == nil || type.subjectKind == subject.kind else {
      let expected = type.subjectKind?.rawValue ?? ""
      throw Refusal(
        .subject,
        field: "subject",
        value: subject.text,
        Wording(
          fr: "\(type.rawValue) porte sur un sujet « \(expected) ».",
          en: "\(type.rawValue) is about a subject “\(expected)”."
        )
      )
    }
  }

  private static func check(
    reason: FreeText?,
    corrects: EventReference?,
    of type: EventType
  ) throws(Refusal) {
    if type == .eventRetracted && corrects == nil {
      throw Refusal(
        .missing,
        field: "corrects",
        Wording(
          fr: "Une rétractation nomme l'événement qu'elle annule, dans « corrects ».",
          en: "A retraction names the event that it voids, in “corrects”."
        )
      )
    }
    if let reason, reason.isBlank {
      throw Refusal(
        .reason,
        field: "reason",
        value: reason.text,
        Wording(fr: "Le motif ne peut être vide.", en: "The reason may not be blank.")
      )
    }
    if reason == nil && (type.needsReason || corrects != nil) {
      let what = corrects != nil ? "corrects" : type.rawValue
      throw Refusal(
        .reason,
        field: "reason",
        Wording(
          fr: "Un motif est obligatoire avec \(what).",
          en: "A reason is mandatory with \(what)."
        )
      )
    }
  }

  /// What the catalogue asks beyond the form of single fields.
  private func checkFact() throws(Refusal) {
    switch fact {
    case .commercialisationDeclared(let declared)
    where source.kind == .lab && declared.operator == nil:
      throw Refusal(
        .missing,
        field: "data.operator",
        Wording(
          fr: "Un laboratoire nomme l'exploitant, dans « operator ».",
          en: "A lab names the operator, in “operator”."
        )
      )
    case .reviewRecorded where cause == nil:
      throw Refusal(
        .missing,
        field: "causationid",
        Wording(
          fr: "Une revue nomme l'événement revu, dans « causationid ».",
          en: "A review names the event reviewed, in “causationid”."
        )
      )
    default: break
    }
  }
}

extension Submission {
  /// States a fact, as programs of ours do: importers, generators, nearest facts.
  ///
  /// - Throws: ``Refusal`` when the catalogue does not allow it.
  public init(
    id: Identifier,
    source: Source,
    subject: Subject,
    time: FilingTime,
    effectiveOn: LegalDate,
    reason: FreeText? = nil,
    corrects: EventReference? = nil,
    cause: EventReference? = nil,
    fact: Fact
  ) throws(Refusal) {
    let fields = Fields(
      id: id,
      source: source,
      subject: subject,
      time: time,
      effectiveOn: effectiveOn,
      reason: reason,
      corrects: corrects,
      cause: cause,
      fact: fact,
      object: nil
    )
    try self.init(Self.object(of: fields))
  }

  /// States a fact that the source may state and whose fields were judged.
  init(
    id: Identifier,
    source: Source,
    subject: Subject,
    time: FilingTime,
    effectiveOn: LegalDate,
    judged fact: Fact
  ) {
    stated = Stated(
      Fields(
        id: id,
        source: source,
        subject: subject,
        time: time,
        effectiveOn: effectiveOn,
        reason: nil,
        corrects: nil,
        cause: nil,
        fact: fact,
        object: nil
      )
    )
  }

  private static func object(of fields: Fields) -> JSONObject {
    var object = JSONObject(fields: [
      "causationid": fields.cause,
      "corrects": fields.corrects,
      "effectiveon": fields.effectiveOn,
      "id": fields.id,
      "reason": fields.reason,
      "source": fields.source,
      "subject": fields.subject,
      "time": fields.time,
      "type": fields.fact.type,
    ])
    object["specversion"] = "1.0"
    object["data"] = .object(fields.fact.payload.json)
    return object
  }
}
