/// The name of an event, file, case, decision or publication: 1–128 printable ASCII characters, no
/// space.
public struct Identifier: Hashable, Sendable, TextFieldValue {
  /// The name.
  public let text: String

  /// Reads a name.
  ///
  /// - Throws: ``Refusal`` when the text is empty, too long, or has another character.
  public init(parsing text: String) throws(Refusal) {
    guard (1...128).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else {
      throw Refusal(
        .malformed,
        value: text,
        Wording(
          fr: "1 à 128 caractères ASCII imprimables sans espace sont attendus.",
          en: "1 to 128 printable ASCII characters without space are expected."
        )
      )
    }
    self.text = text
  }
}
