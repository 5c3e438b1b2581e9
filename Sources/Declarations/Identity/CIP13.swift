/// The code of one pack (*présentation*): `3400949497294`.
///
/// `34009`, the seven digits of the CIP7, and the GS1 check digit. The CIP7's own key is no rule:
/// it fails on four codes in ten of the public register.
public struct CIP13: Hashable, Sendable, TextFieldValue {
  /// The thirteen digits.
  public let text: String

  /// Reads a code.
  ///
  /// - Throws: ``Refusal`` when it is not thirteen digits, begins otherwise, or its key is wrong.
  public init(parsing text: String) throws(Refusal) {
    let digits = text.utf8.map { Int($0) - 0x30 }
    guard digits.count == 13, digits.allSatisfy((0...9).contains) else {
      throw Self.refusal(
        text,
        Wording(fr: "13 chiffres sont attendus.", en: "13 digits are expected.")
      )
    }
    guard text.hasPrefix("34009") else {
      throw Self.refusal(
        text,
        Wording(fr: "Un CIP13 commence par 34009.", en: "A CIP13 begins with 34009.")
      )
    }
    let sum = digits.dropLast().enumerated().reduce(0) { $0 + $1.element * ($1.offset % 2 * 2 + 1) }
    let key = (10 - sum % 10) % 10
    guard digits.last == key else {
      throw Self.refusal(
        text,
        Wording(
          fr: "La clé de contrôle GS1 devrait être \(key).",
          en: "The GS1 check digit should be \(key)."
        )
      )
    }
    self.text = text
  }

  private static func refusal(_ text: String, _ why: Wording) -> Refusal {
    Refusal(
      .malformed,
      value: text,
      Wording(
        fr: "« \(text) » n'est pas un code CIP13. \(why.french)",
        en: "“\(text)” is not a CIP13 code. \(why.english)"
      )
    )
  }
}
