/// Text that declarants or files bring, made safe to look at.
///
/// Control characters are shown and not obeyed, so that a reason or a file name can neither move the
/// cursor, nor break a table, nor turn the direction of writing.
package enum PlainText {
  /// The text with a picture in place of each control character.
  package static func shown(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      shown.append(isControl(scalar) ? picture(of: scalar) : scalar)
    }
    return String(shown)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00..<0x20, 0x7F..<0xA0: true
    // What turns the direction of writing, and line ends that are no ASCII.
    case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// U+2400 and on are pictures of the ASCII control characters.
  private static func picture(of scalar: Unicode.Scalar) -> Unicode.Scalar {
    scalar.value < 0x20 ? Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}" : "\u{FFFD}"
  }
}
