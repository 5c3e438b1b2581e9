public import CanonicalJSON

extension Refusal {
  /// Words for bytes that the JSON reader does not take.
  public init(_ fault: JSONFault) {
    let place = Wording(
      fr: "ligne \(fault.line), colonne \(fault.column) de la soumission",
      en: "line \(fault.line), column \(fault.column) of the submission"
    )
    let (rule, value, what) = Self.words(for: fault.reason)
    self.init(
      rule,
      field: fault.path.isEmpty ? nil : fault.path,
      value: value,
      Wording(fr: "\(what.french) (\(place.french)).", en: "\(what.english) (\(place.english)).")
    )
  }

  private static func words(for reason: JSONFault.Reason) -> (Rule, String?, Wording) {
    switch reason {
    case .unexpectedEnd:
      return (
        .json, nil,
        Wording(
          fr: "Ce n'est pas du JSON : le texte s'arrête au milieu d'une valeur",
          en: "Not JSON: the text stops inside a value"
        )
      )
    case .unexpectedByte(let byte):
      let quoted =
        character(byte).map { Wording(fr: "« \($0) »", en: "“\($0)”") }
        ?? Wording(fr: hex(byte), en: hex(byte))
      return (
        .json, character(byte).map { "'\($0)'" } ?? hex(byte),
        Wording(
          fr: "Ce n'est pas du JSON : \(quoted.french) est inattendu",
          en: "Not JSON: \(quoted.english) is unexpected"
        )
      )
    case .invalidUTF8:
      return (
        .json, nil,
        Wording(fr: "Le texte n'est pas en UTF-8", en: "The text is not UTF-8")
      )
    case .controlCharacter(let byte):
      let shown = hex(byte)
      return (
        .json, shown,
        Wording(
          fr: "Le caractère de contrôle \(shown) doit être échappé dans un texte",
          en: "The control character \(shown) must be escaped in a text"
        )
      )
    case .invalidEscape:
      return (
        .json, nil,
        Wording(
          fr: "La barre oblique inverse ne commence aucun échappement connu",
          en: "The backslash begins no known escape"
        )
      )
    case .loneSurrogate:
      return (
        .profile, nil,
        Wording(
          fr: "Une moitié de paire \\uD800–\\uDFFF ne désigne aucun caractère",
          en: "Half of a pair \\uD800–\\uDFFF is no character"
        )
      )
    case .duplicateKey(let key):
      return (
        .profile, key,
        Wording(
          fr: "La clé « \(key) » figure deux fois ; une seule est attendue",
          en: "The key “\(key)” stands twice; once is expected"
        )
      )
    case .invalidKey(let key):
      return (
        .profile, key,
        Wording(
          fr: "La clé « \(key) » n'est pas de la forme [a-z][a-zA-Z0-9]*",
          en: "The key “\(key)” is not of the form [a-z][a-zA-Z0-9]*"
        )
      )
    case .notAnInteger(let text):
      return (
        .profile, text,
        Wording(
          fr: "« \(text) » n'est pas un entier ; ni fraction ni exposant ne sont admis",
          en: "“\(text)” is not an integer; neither a fraction nor an exponent is taken"
        )
      )
    case .negativeZero:
      return (.profile, "-0", Wording(fr: "-0 s'écrit 0", en: "-0 is written 0"))
    case .leadingZero(let text):
      return (
        .json, text,
        Wording(
          fr: "« \(text) » commence par un zéro inutile",
          en: "“\(text)” begins with a needless zero"
        )
      )
    case .integerOutOfRange(let text):
      return (
        .profile, text,
        Wording(
          fr: "« \(text) » dépasse ±9007199254740991",
          en: "“\(text)” is beyond ±9007199254740991"
        )
      )
    case .null:
      return (
        .profile, "null",
        Wording(
          fr: "null n'est pas admis : on omet ce qu'on ne sait pas",
          en: "null is not taken: what is not known is left out"
        )
      )
    case .tooDeep:
      return (
        .profile, nil,
        Wording(
          fr: "Plus de \(JSONReader.depthLimit) niveaux d'imbrication",
          en: "More than \(JSONReader.depthLimit) levels of nesting"
        )
      )
    case .trailingBytes:
      return (
        .json, nil,
        Wording(
          fr: "Quelque chose suit la fin de l'objet",
          en: "Something follows the end of the object"
        )
      )
    }
  }

  /// What a byte prints; nil where it prints nothing.
  private static func character(_ byte: UInt8) -> Character? {
    (0x21...0x7E).contains(byte) ? Character(Unicode.Scalar(byte)) : nil
  }

  private static func hex(_ byte: UInt8) -> String {
    let hex = String(byte, radix: 16, uppercase: true)
    return "0x" + (hex.count == 1 ? "0" : "") + hex
  }
}
