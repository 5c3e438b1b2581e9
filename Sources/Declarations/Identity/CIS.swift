/// The code of one medicine (*spécialité*) in the French public register: `60234100`.
///
/// Eight ASCII digits and no check digit: a code that parses may name no medicine.
///
/// - SeeAlso: *Contenu et format des fichiers*, BDPM, 2025-08-27, `CIS_bdpm.txt`, column 1.
public struct CIS: Hashable, Sendable {
  /// The code as a number, from 0 to 99 999 999.
  public let number: UInt32

  /// Reads a code as the register writes it.
  ///
  /// - Throws: ``Refusal`` when the text is not eight digits.
  public init(parsing text: some StringProtocol) throws(Refusal) {
    guard text.utf8.count == 8, let value = Declarations.number(text) else {
      throw Refusal(
        .malformed,
        value: String(text),
        Wording(
          fr: "« \(text) » n'est pas un code CIS ; 8 chiffres sont attendus, comme 60234100.",
          en: "“\(text)” is not a CIS code; 8 digits are expected, such as 60234100."
        )
      )
    }
    number = UInt32(value)
  }
}

extension CIS {
  /// The code that a number is; nil beyond eight digits.
  public init?(number: Int) {
    guard (0...99_999_999).contains(number) else { return nil }
    self.number = UInt32(number)
  }
}

extension CIS: Comparable, CustomStringConvertible {
  /// Orders codes as lists print them.
  public static func < (left: CIS, right: CIS) -> Bool {
    left.number < right.number
  }

  /// The eight digits.
  public var description: String {
    padded(Int(number), to: 8)
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension CIS: TextFieldValue {
  public init(parsing text: String) throws(Refusal) {
    try self.init(parsing: text[...])
  }

  public var text: String { description }
}
