import CanonicalJSON
import Declarations

/// What a reader of events owes a submission.
enum Verdict: Sendable, Equatable {
  case taken
  case refused(Refusal.Rule, field: String?)
}

/// A submission, and the verdict that `events.md` gives on it.
struct SubmissionCase: Sendable {
  let name: String
  /// The name of the type in the catalogue, by whose schema the submission is judged.
  let type: String
  let object: JSONObject
  let verdict: Verdict
  /// Whether no JSON Schema can tell that it is to be refused.
  let isBeyondSchema: Bool
  /// What stands in the text instead of the placeholder, such as `null`.
  let raw: String?

  /// The submission as it is sent.
  var text: String {
    let text = JSONValue.object(object).canonicalText
    guard let raw else { return text }
    return text.replacing(BrokenValue.placeholder.canonicalText, with: raw)
  }

  /// What the declarations of this package say.
  var swiftVerdict: Verdict {
    do throws(Refusal) {
      _ = try submission()
      return .taken
    } catch {
      return .refused(error.rule, field: error.field)
    }
  }

  /// Reads the text as the ledger reads what it is sent.
  func submission() throws(Refusal) -> Submission {
    let value: JSONValue
    do throws(JSONFault) {
      value = try JSONReader.value(of: Array(text.utf8))
    } catch {
      throw Refusal(error)
    }
    return try Submission(value.object ?? [:])
  }
}

/// Writes the submissions of one type: whole ones, and ones in which a single thing is wrong.
struct SubmissionCases {
  /// The submissions of every type.
  static let all: [SubmissionCase] = SpecCatalogue.types.flatMap { byType[$0.name] ?? [] }

  static func of(_ type: SpecType) -> [SubmissionCase] {
    byType[type.name] ?? []
  }

  private static let byType = Dictionary(
    uniqueKeysWithValues: SpecCatalogue.types.enumerated().map { turn, type in
      (type.name, write(type, turn: turn))
    }
  )

  private let type: SpecType
  private let turn: Int
  private var cases: [SubmissionCase] = []
  private var texts: Set<String> = []

  private static func write(_ type: SpecType, turn: Int) -> [SubmissionCase] {
    var writer = SubmissionCases(type: type, turn: turn)
    writer.writeWhole()
    writer.writeSources()
    writer.writeSubjects()
    writer.writeEnvelope()
    writer.writeReasons()
    writer.writeCorrections()
    writer.writeUnknownAttributes()
    writer.writeFields()
    writer.writeUnknownFields()
    return writer.cases
  }

  private init(type: SpecType, turn: Int) {
    self.type = type
    self.turn = turn
  }

  // MARK: Whole submissions

  private var source: SpecSource { type.sources.first ?? .ledger }

  /// What must be there and nothing more.
  private func minimal(from source: SpecSource? = nil) -> JSONObject {
    let source = source ?? self.source
    var object = JSONObject()
    for attribute in SpecCatalogue.envelope
    where attribute.isRequired(from: source) || type.needs.contains(attribute.name) {
      object[attribute.name] = attribute.form.sample
    }
    object["type"] = .string(type.identifier)
    object["source"] = .string(source.rawValue)
    object["subject"] = .string((type.subject ?? .cis).rawValue)
    let fields = type.fields.filter { $0.isRequired(from: source) }
    object["data"] = .object(Self.data(fields))
    return object
  }

  /// Everything that may be there.
  private func full() -> JSONObject {
    var object = minimal()
    for attribute in SpecCatalogue.envelope where object[attribute.name] == nil {
      object[attribute.name] = attribute.form.sample
    }
    object["data"] = .object(Self.data(type.fields))
    return object
  }

  private static func data(_ fields: [SpecField]) -> JSONObject {
    JSONObject(fields.map { JSONObject.Member($0.name, $0.form.sample) })
  }

  private mutating func writeWhole() {
    take("minimal", minimal())
    take("full", full())
    for attribute in SpecCatalogue.envelope where attribute.presence == .optional {
      var object = full()
      object[attribute.name] = nil
      if attribute.name == "reason" { object["corrects"] = nil }
      guard !type.needs.contains(attribute.name) else { continue }
      take("full without \(attribute.name)", object)
    }
    for field in type.fields where !field.isRequired(from: source) {
      take("minimal and \(field.name)", setting(field.name, field.form.sample))
      take("full without \(field.name)", setting(field.name, nil, in: full()))
    }
  }

  // MARK: The envelope

  private mutating func writeSources() {
    for source in SpecSource.allCases {
      let object = minimal(from: source)
      if type.sources.contains(source) {
        take("stated by \(source.rawValue)", object)
      } else {
        refuse("stated by \(source.rawValue)", object, .source, "source")
      }
      for field in type.fields
      where field.presence == .requiredFromLab && type.sources.contains(source) {
        let without = setting(field.name, nil, in: object)
        if source == .lab {
          refuse("stated by a lab without \(field.name)", without, .missing, "data.\(field.name)")
        } else {
          take("stated by \(source.rawValue) without \(field.name)", without)
          take(
            "stated by \(source.rawValue) with \(field.name)",
            setting(field.name, field.form.sample, in: object)
          )
        }
      }
    }
    guard type.sources.contains(.lab) else { return }
    for lab in SpecForm.lab.taken {
      take("stated by the lab \(lab)", with("source", .string("/labs/\(lab.string ?? "")"), .lab))
    }
  }

  private mutating func writeSubjects() {
    for subject in SpecSubject.allCases {
      let object = with("subject", .string(subject.rawValue))
      if type.subject == nil || type.subject == subject {
        take("about \(subject.rawValue)", object)
      } else {
        refuse("about \(subject.rawValue)", object, .subject, "subject")
      }
    }
    let names: [String] =
      switch type.subject {
      case .cis?: SpecForm.cis.taken.compactMap(\.string).map { "cis/\($0)" }
      case .lab?: SpecForm.lab.taken.compactMap(\.string).map { "lab/\($0)" }
      case .publication?: SpecForm.identifier.taken.compactMap(\.string).map { "publication/\($0)" }
      case .ledger?, nil: []
      }
    for name in names { take("about \(name)", with("subject", .string(name))) }
  }

  private mutating func writeEnvelope() {
    for attribute in SpecCatalogue.envelope {
      let name = attribute.name
      let form = attribute.form
      if attribute.presence == .required {
        refuse("without \(name)", with(name, nil), .missing, name)
      }
      let misspelt: [BrokenValue]
      let taken: [JSONValue]
      switch form {
      case .source, .subject: (misspelt, taken) = (form.misspelt, [])  // each type has its own
      case .typeName, .data: (misspelt, taken) = (ofThisTurn(form.misspelt), [])
      default: (misspelt, taken) = (ofThisTurn(form.misspelt), ofThisTurn(form.taken))
      }
      for broken in form.otherKinds + misspelt {
        refuse(broken, of: name, with(name, broken.value))
      }
      for value in taken {
        take("\(name): \(Self.shown(value))", with(name, value))
      }
    }
  }

  /// A third of the values: what is one for all types need not be tried with each.
  private func ofThisTurn<Value>(_ values: [Value]) -> [Value] {
    values.enumerated().filter { ($0.offset + turn) % 3 == 0 }.map(\.element)
  }

  private mutating func writeReasons() {
    guard type.needs.contains("reason") else { return }
    refuse("without a reason", with("reason", nil), .reason, "reason")
  }

  private mutating func writeCorrections() {
    var object = minimal()
    object["corrects"] = "/ansm#1"
    object["reason"] = nil
    refuse("correcting without a reason", object, .reason, "reason")
    object["reason"] = "\u{A0}"
    refuse("correcting with a blank reason", object, .reason, "reason")
    for name in ["corrects", "causationid"] where type.needs.contains(name) {
      refuse("without \(name)", with(name, nil), .missing, name)
    }
  }

  private mutating func writeUnknownAttributes() {
    for name in SpecCatalogue.ledgerAttributes {
      refuse("with the ledger's \(name)", with(name, "0"), .unknownField, name)
      refuse("with the ledger's \(name) as a number", with(name, 0), .unknownField, name)
    }
    for name in ["unheard", "dataschema", "effectiveOn", "reasons"] {
      refuse("with an unknown \(name)", with(name, "x"), .unknownField, name)
    }
    for name in ["data_base64", "Reason", "é", ""] {
      refuse("with the key \"\(name)\"", with(name, "x"), .profile, nil)
    }
  }

  // MARK: The data

  private mutating func writeFields() {
    for field in type.fields {
      if field.isRequired(from: source) {
        let place = "data.\(field.name)"
        refuse("without \(place)", setting(field.name, nil), .missing, place)
      }
      for value in field.form.taken {
        take("data.\(field.name): \(Self.shown(value))", setting(field.name, value))
      }
      for broken in field.form.broken {
        refuse(broken, of: "data.\(field.name)", setting(field.name, broken.value))
      }
    }
  }

  /// The fields of every other type are tried too, so that none is taken where it does not belong.
  private mutating func writeUnknownFields() {
    for (name, sample) in SpecForm.strangers(to: type.fields) {
      refuse("with data.\(name)", setting(name, sample), .unknownField, "data.\(name)")
    }
  }

  // MARK: Writing

  /// The least submission with one attribute set or left out.
  private func with(
    _ name: String,
    _ value: JSONValue?,
    _ source: SpecSource? = nil
  ) -> JSONObject {
    var object = minimal(from: source)
    if name == "corrects" { object["reason"] = "Erreur de saisie" }
    object[name] = value
    return object
  }

  /// A submission with one field of `data` set or left out.
  private func setting(
    _ name: String,
    _ value: JSONValue?,
    in object: JSONObject? = nil
  ) -> JSONObject {
    var object = object ?? minimal()
    var data = object["data"]?.object ?? [:]
    data[name] = value
    object["data"] = .object(data)
    return object
  }

  private static func shown(_ value: JSONValue) -> String {
    let text = value.canonicalText
    return text.utf8.count <= 60
      ? text : "\(text.prefix(20))…\(text.suffix(16)) of \(text.utf8.count) bytes"
  }

  private mutating func take(_ name: String, _ object: JSONObject) {
    append(name, object, .taken)
  }

  private mutating func refuse(
    _ name: String,
    _ object: JSONObject,
    _ rule: Refusal.Rule,
    _ field: String?
  ) {
    append(name, object, .refused(rule, field: field))
  }

  private mutating func refuse(_ broken: BrokenValue, of field: String, _ object: JSONObject) {
    append(
      "\(field): \(broken.what)",
      object,
      .refused(broken.rule, field: field + broken.place),
      isBeyondSchema: broken.isBeyondSchema,
      raw: broken.raw
    )
  }

  private mutating func append(
    _ name: String,
    _ object: JSONObject,
    _ verdict: Verdict,
    isBeyondSchema: Bool = false,
    raw: String? = nil
  ) {
    let written = SubmissionCase(
      name: name,
      type: type.name,
      object: object,
      verdict: verdict,
      isBeyondSchema: isBeyondSchema,
      raw: raw
    )
    guard texts.insert(written.text).inserted else { return }
    cases.append(written)
  }
}
