/// A laboratory (*laboratoire* : titulaire d'AMM ou exploitant), by the slug the ledger gives it.
///
/// `[a-z0-9][a-z0-9-]{0,63}`. Names change and are shared; the slug is the identity.
public struct Lab: Hashable, Sendable, TextFieldValue {
  /// The slug.
  public let text: String

  /// Reads a slug.
  ///
  /// - Throws: ``Refusal`` when the text is no slug.
  public init(parsing text: String) throws(Refusal) {
    var bytes = text
    let isSlug = bytes.withUTF8 { bytes in
      (1...64).contains(bytes.count) && bytes.first != UInt8(ascii: "-")
        && bytes.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"):
            true
          default: false
          }
        }
    }
    guard isSlug else {
      throw Refusal(
        .malformed,
        value: text,
        Wording(
          fr:
            "« \(text) » n'est pas un identifiant de laboratoire ; 1 à 64 caractères a–z, 0–9 ou "
            + "tiret sont attendus, sans tiret au début.",
          en:
            "“\(text)” is not a lab id; 1 to 64 characters a–z, 0–9 or hyphen are expected, not "
            + "beginning with a hyphen."
        )
      )
    }
    self.text = text
  }
}

extension Lab: Comparable, CustomStringConvertible {
  /// Orders labs as lists print them: by the bytes of the slug.
  public static func < (left: Lab, right: Lab) -> Bool {
    left.text < right.text
  }

  /// The slug.
  public var description: String { text }
}
