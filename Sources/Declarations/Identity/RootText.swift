/// The root of a tree, in standard base64 with padding: 44 characters for 32 bytes.
public struct RootText: Hashable, Sendable, TextFieldValue {
  /// The base64 text.
  public let text: String

  /// Reads the text.
  ///
  /// - Throws: ``Refusal`` when it is not the base64 of 32 bytes.
  public init(parsing text: String) throws(Refusal) {
    // 32 bytes are 42 characters of 6 bits, one whose last 2 bits are 0, and one padding sign.
    let bytes = Array(text.utf8)
    let isBase64 =
      bytes.count == 44 && bytes[43] == UInt8(ascii: "=")
      && "AEIMQUYcgkosw048".utf8.contains(bytes[42])
      && bytes[..<42].allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "/"):
          true
        default: false
        }
      }
    guard isBase64 else {
      throw Refusal(
        .malformed,
        value: text,
        Wording(
          fr: "La racine est attendue en base64 : 44 caractères pour 32 octets.",
          en: "The root is expected in base64: 44 characters for 32 bytes."
        )
      )
    }
    self.text = text
  }
}
