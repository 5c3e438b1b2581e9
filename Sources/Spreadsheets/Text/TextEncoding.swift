// Files come as UTF-8 or as Windows-1252, and change without notice: each is UTF-8
// when all of it is, else Windows-1252. A wrong conversion upstream leaves U+0080–U+009F, which no
// text uses; they are mapped back as the Windows-1252 bytes that they were.

/// The encoding of a file, as it was detected.
package enum TextEncoding: String, Sendable {
  case utf8 = "UTF-8"
  case windows1252 = "Windows-1252"

  /// The encoding of bytes: UTF-8 when all of them are, else Windows-1252.
  static func detect(_ bytes: [UInt8]) -> TextEncoding {
    String(validating: bytes, as: UTF8.self) == nil ? .windows1252 : .utf8
  }

  /// The text of a line; U+FFFD where a byte stands for no character.
  package func text(of bytes: some Collection<UInt8>) -> String {
    switch self {
    case .utf8:
      let text = String(decoding: bytes, as: UTF8.self)
      guard text.unicodeScalars.contains(where: Self.isLeftover) else { return text }
      return Self.joined(
        text.unicodeScalars.map { Self.isLeftover($0) ? Self.scalar(UInt8($0.value)) : $0 }
      )
    case .windows1252:
      return Self.joined(bytes.map(Self.scalar))
    }
  }

  private static func joined(_ scalars: [Unicode.Scalar]) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }

  private static func isLeftover(_ scalar: Unicode.Scalar) -> Bool {
    (0x80...0x9F).contains(scalar.value)
  }

  private static func scalar(_ byte: UInt8) -> Unicode.Scalar {
    guard (0x80...0x9F).contains(byte) else { return Unicode.Scalar(byte) }
    return Unicode.Scalar(upperControls[Int(byte) - 0x80]) ?? "\u{FFFD}"
  }

  /// 0x80–0x9F in Windows-1252; five bytes stand for nothing.
  private static let upperControls: [UInt16] = [
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
    0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
  ]
}
