/// A class of the anatomical therapeutic chemical classification (*code ATC*), at any of its five
/// levels: 1, 3, 4, 5 or 7 capital letters and digits.
public struct ATC: Hashable, Sendable, TextFieldValue {
  /// The code.
  public let text: String

  /// Reads a code.
  ///
  /// - Throws: ``Refusal`` when its length or a character is another.
  public init(parsing text: String) throws(Refusal) {
    let length = text.utf8.count
    let isCode =
      (1...7).contains(length) && length != 2 && length != 6
      && text.utf8.allSatisfy { byte in
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || (0x30...0x39).contains(byte)
      }
    guard isCode else {
      throw Refusal(
        .malformed,
        value: text,
        Wording(
          fr: "« \(text) » n'est pas un code ATC de 1, 3, 4, 5 ou 7 caractères.",
          en: "“\(text)” is not an ATC code of 1, 3, 4, 5 or 7 characters."
        )
      )
    }
    self.text = text
  }
}
