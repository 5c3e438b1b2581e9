import Reports

/// HTML, into which text goes escaped: what is not `HTML` cannot become markup.
struct HTML: Sendable, ExpressibleByStringInterpolation {
  private(set) var text: String

  /// Markup as it stands in the source of this program.
  init(stringLiteral value: String) { text = value }

  init(stringInterpolation: StringInterpolation) {
    text = stringInterpolation.text
  }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + interpolationCount * 16)
    }

    mutating func appendLiteral(_ literal: String) { text += literal }

    mutating func appendInterpolation(_ value: String) { text += Markup.escaped(value) }

    mutating func appendInterpolation(_ value: Int) { text += String(value) }

    mutating func appendInterpolation(_ html: HTML) { text += html.text }

    mutating func appendInterpolation(_ html: HTML?) { text += html?.text ?? "" }

    mutating func appendInterpolation(_ parts: [HTML]) {
      for part in parts { text += part.text }
    }
  }

  static func += (left: inout HTML, right: HTML) { left.text += right.text }

  /// Text whose lines stay apart.
  init(lines text: String) {
    self.text = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { Markup.escaped(String($0)) }.joined(separator: "\n")
  }

  /// Text that a form sends back as it was sent: nothing in it is shown, so that no character has to be seen.
  init(exactly text: String) {
    self.text = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
  }

  /// A picture that this program drew.
  init(drawn svg: String) { text = svg }
}
