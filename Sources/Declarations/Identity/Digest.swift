/// The SHA-256 of something that the ledger does not hold: 64 lower-case hexadecimal digits.
public struct Digest: Hashable, Sendable, TextFieldValue {
  /// The digits.
  public let text: String

  /// Reads the digits.
  ///
  /// - Throws: ``Refusal`` when they are not 64, or one is no lower-case hexadecimal digit.
  public init(parsing text: String) throws(Refusal) {
    guard text.utf8.count == 64, text.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) })
    else {
      throw Refusal(
        .malformed,
        value: text,
        Wording(
          fr: "64 chiffres hexadécimaux en minuscules sont attendus (SHA-256).",
          en: "64 lower-case hexadecimal digits are expected (SHA-256)."
        )
      )
    }
    self.text = text
  }
}
