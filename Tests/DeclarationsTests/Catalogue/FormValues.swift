import CanonicalJSON
import Declarations

/// A value that a form does not take.
struct BrokenValue {
  let what: String
  let value: JSONValue
  let rule: Refusal.Rule
  /// The place of the fault inside the value: `[1].month`.
  var place = ""
  /// Whether no JSON Schema can tell.
  var isBeyondSchema = false
  /// What stands in the text instead of ``placeholder``, where ``JSONValue`` cannot hold it.
  var raw: String?

  static let placeholder = JSONValue.string("<raw>")

  /// The same fault, seen from the object or array that holds the value.
  func inside(_ outer: String, _ wrap: (JSONValue) -> JSONValue) -> BrokenValue {
    BrokenValue(
      what: "\(outer) \(what)",
      value: wrap(value),
      rule: rule,
      place: outer + place,
      isBeyondSchema: isBeyondSchema,
      raw: raw
    )
  }
}

extension SpecForm {
  /// A value that the form takes, for submissions that are about something else.
  var sample: JSONValue { taken.first ?? "" }

  /// Values that the form takes: plain ones, its bounds, each word.
  var taken: [JSONValue] {
    switch self {
    case .only(let word): [.string(word)]
    case .source: SpecSource.allCases.map { .string($0.rawValue) }
    case .typeName: SpecCatalogue.types.map { .string($0.identifier) }
    case .subject: SpecSubject.allCases.map { .string($0.rawValue) }
    case .data: [.object([:])]
    case .flag: [true, false]
    case .whole(let range): [.integer(range.lowerBound), .integer(range.upperBound)]
    case .word(let words): words.map { .string($0) }
    case .list(let form):
      [
        .array(Array(form.taken.prefix(2))), .array([]), .array([form.sample, form.sample]),
        .array(form.taken),
      ]
    case .records(let fields, let once):
      [.array([.object(Self.record(fields))]), .array([])]
        + (once == nil
          ? [.array([.object(Self.record(fields)), .object(Self.record(fields))])] : [])
        + fields.flatMap { field in
          field.form.taken.map { .array([.object(Self.record(fields, field.name, $0))]) }
        }
    default: FormTexts.taken(self).map { .string($0) }
    }
  }

  /// Values that the form does not take.
  var broken: [BrokenValue] {
    otherKinds + misspelt
  }

  private static func record(
    _ fields: [SpecField],
    _ name: String? = nil,
    _ value: JSONValue? = nil
  ) -> JSONObject {
    var object = JSONObject(fields.map { JSONObject.Member($0.name, $0.form.sample) })
    if let name { object[name] = value }
    return object
  }

  /// A value of every other JSON type.
  var otherKinds: [BrokenValue] {
    let kinds: [(name: String, value: JSONValue)] = [
      ("text", "7"), ("integer", 7), ("boolean", true), ("list", .array([])),
      ("object", .object([:])),
    ]
    let own: String =
      switch self {
      case .whole: "integer"
      case .flag: "boolean"
      case .list, .records: "list"
      case .data: "object"
      default: "text"
      }
    let others = kinds.filter { $0.name != own }.map {
      BrokenValue(what: "of kind \($0.name)", value: $0.value, rule: .malformed)
    }
    return others + [
      BrokenValue(what: "null", value: BrokenValue.placeholder, rule: .profile, raw: "null")
    ]
  }

  /// Values of the right JSON type: beyond the bounds, not in the list, of another pattern.
  var misspelt: [BrokenValue] {
    switch self {
    case .flag, .data: []
    case .whole(let range): Self.broken(range)
    case .word(let words): Self.broken(words)
    case .list(let form):
      form.broken.map { $0.inside("[1]") { .array([form.sample, $0]) } }
    case .records(let fields, let once):
      Self.broken(fields) + (once.map { Self.repeated($0, in: fields) } ?? [])
    default: FormTexts.broken(self)
    }
  }

  private static func broken(_ range: ClosedRange<Int64>) -> [BrokenValue] {
    let above = range.upperBound + 1
    let numbers: [(Int64, Refusal.Rule)] = [
      (range.lowerBound - 1, .range), (-1, .range), (-JSONValue.integerLimit, .range),
      (above, above > JSONValue.integerLimit ? .profile : .range),
      (JSONValue.integerLimit + 1, .profile), (.max, .profile), (.min, .profile),
    ]
    let spellings = [
      ("\(range.lowerBound).0", true), ("\(range.upperBound)e0", true), ("1.5", false),
      ("-0.5", false),
    ]
    return numbers.map { BrokenValue(what: "\($0)", value: .integer($0), rule: $1) }
      + spellings.map { text, isBeyondSchema in
        BrokenValue(
          what: text,
          value: BrokenValue.placeholder,
          rule: .profile,
          isBeyondSchema: isBeyondSchema,
          raw: text
        )
      }
  }

  /// The words of every other list of the catalogue are tried too, so that none is taken in two.
  private static func broken(_ words: [String]) -> [BrokenValue] {
    let first = words.first ?? ""
    let misspelt = [
      "", "unheard", first.uppercased(), "\(first) ", "\(first)\n", "\(first)\u{301}",
    ]
    let others = Set(SpecCatalogue.types.flatMap(\.fields).flatMap(\.words)).sorted()
    return (misspelt + others).filter { !words.contains($0) }.map {
      BrokenValue(what: "\"\($0)\"", value: .string($0), rule: .choice)
    }
  }

  private static func broken(_ fields: [SpecField]) -> [BrokenValue] {
    var values = fields.flatMap { field in
      field.form.broken.map { broken in
        broken.inside("[0].\(field.name)") { .array([.object(record(fields, field.name, $0))]) }
      }
    }
    for field in fields {
      values.append(
        BrokenValue(
          what: "without \(field.name)",
          value: .array([.object(record(fields, field.name, nil))]),
          rule: .missing,
          place: "[0].\(field.name)"
        )
      )
    }
    for (name, sample) in strangers(to: fields) {
      values.append(
        BrokenValue(
          what: "with \(name)",
          value: .array([.object(record(fields, name, sample))]),
          rule: .unknownField,
          place: "[0].\(name)"
        )
      )
    }
    return values + SpecForm.data.broken.map { $0.inside("[0]") { .array([$0]) } }
  }

  /// The fields of the whole catalogue but some, and one that nobody has heard of.
  static func strangers(to fields: [SpecField]) -> [(name: String, sample: JSONValue)] {
    var samples: [String: JSONValue] = ["unheard": "x", "reason": "x", "month": "2025-09"]
    for field in SpecCatalogue.types.flatMap(\.fields) { samples[field.name] = field.form.sample }
    for field in fields { samples[field.name] = nil }
    return samples.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private static func repeated(_ name: String, in fields: [SpecField]) -> [BrokenValue] {
    let first = JSONValue.object(record(fields))
    let others = fields.filter { $0.name != name }.map { field in
      JSONValue.object(record(fields, field.name, field.form.taken.last))
    }
    return ([first] + others).map { second in
      BrokenValue(
        what: "with one \(name) twice in \(second == first ? "equal" : "different") entries",
        value: .array([first, second]),
        rule: .malformed,
        place: "[1].\(name)",
        isBeyondSchema: second != first
      )
    }
  }
}

extension SpecField {
  /// The words of the field, if it has a closed list of them.
  var words: [String] {
    if case .word(let words) = form { words } else { [] }
  }
}
