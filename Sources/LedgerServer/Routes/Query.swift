import Declarations
import Hummingbird
import Ledger
import Projections
import Questions

/// What stands behind the question mark; a name that the route does not know is a mistake, and is refused:
/// passed over, it would change the question.
struct Query {
  private let values: [String: String]

  /// Reads the parameters; of a form, a field that is left empty says nothing.
  init(_ request: Request, _ names: [String], isForm: Bool = false) throws(Refusal) {
    var values: [String: String] = [:]
    guard let parameters = request.parameters else { throw Self.notText }
    for (name, value) in parameters where !(isForm && value.isEmpty) {
      guard names.contains(name) || name == "lang" else {
        throw Refusal(
          .unknownField,
          field: name,
          Wording(
            fr:
              "« \(name) » n'est pas un paramètre de cette adresse : \(names.joined(separator: ", ")).",
            en: "“\(name)” is no parameter of this address: \(names.joined(separator: ", "))."
          )
        )
      }
      guard values[name] == nil else {
        throw Refusal(
          .malformed,
          field: name,
          Wording(fr: "« \(name) » figure deux fois.", en: "“\(name)” stands twice.")
        )
      }
      values[name] = value
    }
    self.values = values
    _ = try self.value("lang") { text throws(Refusal) in
      guard Language(rawValue: text) != nil else {
        throw Refusal(
          .choice,
          value: text,
          Wording(fr: "« \(text) » : fr ou en est attendu.", en: "“\(text)”: fr or en is expected.")
        )
      }
    }
  }

  private static let notText = Refusal(
    .malformed,
    Wording(
      fr: "L'adresse n'est pas en UTF-8, ou un % n'y est suivi d'aucun octet.",
      en: "The address is not in UTF-8, or a % in it has no byte behind it."
    )
  )

  subscript(name: String) -> String? { values[name] }

  /// A value that a type reads.
  func value<Value>(
    _ name: String,
    _ read: (String) throws(Refusal) -> Value
  ) throws(Refusal) -> Value? {
    guard let text = values[name] else { return nil }
    do throws(Refusal) {
      return try read(text)
    } catch {
      throw error.inside(name)
    }
  }

  /// A number, in digits.
  func number(_ name: String, in range: ClosedRange<Int>) throws(Refusal) -> Int? {
    try value(name) { text throws(Refusal) in
      let isNumber = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
      guard isNumber, let number = Int(text), range.contains(number) else {
        throw Refusal(
          .range,
          value: text,
          Wording(
            fr: "« \(text) » : un nombre de \(range.lowerBound) à \(range.upperBound) est attendu.",
            en: "“\(text)”: a number from \(range.lowerBound) to \(range.upperBound) is expected."
          )
        )
      }
      return number
    }
  }

  /// Yes or no.
  func flag(_ name: String) throws(Refusal) -> Bool {
    try value(name) { text throws(Refusal) in
      guard ["true", "false"].contains(text) else {
        throw Refusal(
          .choice,
          value: text,
          Wording(
            fr: "« \(text) » : true ou false est attendu.",
            en: "“\(text)”: true or false is expected."
          )
        )
      }
      return text == "true"
    } ?? false
  }
}

extension Request {
  /// What stands behind the question mark; a space may be written as `+`, as the forms of browsers do.
  ///
  /// Nil where it is no UTF-8.
  var parameters: [(name: String, value: String)]? { URLEncoded.pairs(in: uri.query ?? "") }
}

/// The two axes of a question, as it names them.
struct Axes {
  let day: LegalDate?
  let known: Known?
  /// The state of knowledge as it was written; empty where it was not.
  let knownText: String

  init(_ query: Query) throws(Refusal) {
    knownText = Self.instant(query["knownAt"] ?? "")
    day = try query.value("asOf") { text throws(Refusal) in try LegalDate(parsing: text) }
    known = try query.value("knownAt") { text throws(Refusal) in
      try Known(parsing: Self.instant(text))
    }
  }

  /// The axes that a form sends; a field that is left empty says nothing.
  init(_ form: Form) throws(Refusal) {
    let (day, known) = (form["asOf"], form["knownAt"])
    knownText = known
    self.day = day.isEmpty ? nil : try LegalDate(parsing: day)
    self.known = known.isEmpty ? nil : try Known(parsing: known)
  }

  /// A day, and what was known, as `2025-07-07@38763`.
  init(point text: String) throws(Refusal) {
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    day = try LegalDate(parsing: String(parts[0]))
    knownText = parts.count == 2 ? Self.instant(String(parts[1])) : ""
    known = parts.count == 2 ? try Known(parsing: knownText) : nil
  }

  /// No instant has a space: where one stands, the `+` of a time zone was not encoded.
  private static func instant(_ text: String) -> String { text.replacing(" ", with: "+") }

  static let names = ["asOf", "knownAt"]

  /// Whether the answer stays the same for ever: the question names a day and a number of events.
  var isFixed: Bool {
    guard day != nil, case .size? = known else { return false }
    return true
  }
}
