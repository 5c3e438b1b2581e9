/// The number of a company in the French register of companies (*numéro SIREN*): 9 digits, the
/// last a Luhn check digit.
public struct SIREN: Hashable, Sendable, TextFieldValue {
  /// The nine digits.
  public let text: String

  /// Reads a number.
  ///
  /// - Throws: ``Refusal`` when it is not nine digits or its key is wrong.
  public init(parsing text: String) throws(Refusal) {
    let digits = text.utf8.map { Int($0) - 0x30 }
    let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
      let doubled = digit.element * (digit.offset % 2 + 1)
      return sum + (doubled > 9 ? doubled - 9 : doubled)
    }
    guard digits.count == 9, digits.allSatisfy((0...9).contains), sum % 10 == 0 else {
      throw Refusal(
        .malformed,
        value: text,
        Wording(
          fr: "« \(text) » n'est pas un SIREN : 9 chiffres et une clé de Luhn sont attendus.",
          en: "“\(text)” is not a SIREN: 9 digits with a Luhn key are expected."
        )
      )
    }
    self.text = text
  }
}
