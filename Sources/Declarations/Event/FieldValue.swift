public import CanonicalJSON

/// A value that a field of an event can hold: read once from JSON, a checked value ever after.
public protocol FieldValue: Sendable {
  /// Reads the value.
  ///
  /// - Throws: ``Refusal`` without the field's name, which the reader of the object adds.
  init(field json: JSONValue) throws(Refusal)

  /// The value as events carry it.
  var json: JSONValue { get }
}

/// A field value whose JSON is a string.
public protocol TextFieldValue: FieldValue {
  /// Reads the text.
  ///
  /// - Throws: ``Refusal`` that says what is wrong with the text.
  init(parsing text: String) throws(Refusal)

  /// The text as events carry it.
  var text: String { get }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension TextFieldValue {
  public init(field json: JSONValue) throws(Refusal) {
    guard case .string(let text) = json else {
      throw Refusal(
        .malformed,
        Wording(fr: "Un texte est attendu.", en: "A text is expected.")
      )
    }
    try self.init(parsing: text)
  }

  public var json: JSONValue { .string(text) }
}

/// A closed list of words; a word that is not in it is refused with the list.
public protocol Choice: TextFieldValue, CaseIterable, RawRepresentable<String> {}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension Choice {
  public init(parsing text: String) throws(Refusal) {
    guard let choice = Self(rawValue: text) else {
      throw Refusal.choice(text, among: Self.allCases.map(\.rawValue))
    }
    self = choice
  }

  public var text: String { rawValue }
}

extension Refusal {
  /// Says that a word is none of a closed list, and which are.
  package static func choice(_ word: String, among words: [String]) -> Refusal {
    let list = words.joined(separator: ", ")
    return Refusal(
      .choice,
      value: word,
      Wording(
        fr: "« \(word) » n'est pas l'un des mots admis : \(list).",
        en: "“\(word)” is not one of the words taken: \(list)."
      )
    )
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension Bool: FieldValue {
  public init(field json: JSONValue) throws(Refusal) {
    guard case .bool(let flag) = json else {
      throw Refusal(
        .malformed,
        Wording(fr: "true ou false est attendu.", en: "true or false is expected.")
      )
    }
    self = flag
  }

  public var json: JSONValue { .bool(self) }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension Int: FieldValue {
  /// Reads an integer that is not negative; narrower limits are the field's.
  public init(field json: JSONValue) throws(Refusal) {
    guard case .integer(let number) = json else {
      throw Refusal(
        .malformed,
        Wording(fr: "Un entier est attendu.", en: "An integer is expected.")
      )
    }
    guard number >= 0 else {
      throw Refusal(
        .range,
        Wording(fr: "Un entier positif ou nul est attendu.", en: "An integer from 0 is expected.")
      )
    }
    self = Int(number)
  }

  public var json: JSONValue { .integer(Int64(self)) }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension Array: FieldValue where Element: FieldValue {
  public init(field json: JSONValue) throws(Refusal) {
    guard case .array(let elements) = json else {
      throw Refusal(.malformed, Wording(fr: "Une liste est attendue.", en: "A list is expected."))
    }
    self = []
    reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      do throws(Refusal) {
        append(try Element(field: element))
      } catch {
        throw error.inside("[\(index)]", value: element)
      }
    }
  }

  public var json: JSONValue { .array(map(\.json)) }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension JSONObject: FieldValue {
  public init(field json: JSONValue) throws(Refusal) {
    guard case .object(let object) = json else {
      throw Refusal(.malformed, Wording(fr: "Un objet est attendu.", en: "An object is expected."))
    }
    self = object
  }

  public var json: JSONValue { .object(self) }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension LegalDate: TextFieldValue {
  public init(parsing text: String) throws(Refusal) {
    try self.init(parsing: text[...])
  }

  public var text: String { description }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension FilingTime: TextFieldValue {}
