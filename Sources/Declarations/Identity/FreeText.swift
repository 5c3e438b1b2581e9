/// A free text of 1 to 4,096 bytes, kept as received.
public struct FreeText: Hashable, Sendable, TextFieldValue {
  /// The text.
  public let text: String

  /// Reads a text.
  ///
  /// - Throws: ``Refusal`` when it is empty or longer than 4,096 bytes.
  public init(parsing text: String) throws(Refusal) {
    guard (1...4_096).contains(text.utf8.count) else {
      throw Refusal(
        .range,
        value: text,
        Wording(
          fr: "Un texte de 1 à 4096 octets est attendu ; celui-ci en a \(text.utf8.count).",
          en: "A text of 1 to 4096 bytes is expected; this one has \(text.utf8.count)."
        )
      )
    }
    self.text = text
  }

  /// Whether there is nothing but white space.
  public var isBlank: Bool {
    text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
  }

  /// Compares bytes: two spellings of one accented letter are two texts.
  public static func == (left: FreeText, right: FreeText) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  /// Hashes bytes, as `==` compares them.
  public func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
