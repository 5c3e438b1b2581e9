/// Text as XML and HTML take it literally.
package enum Markup {
  /// Scalar by scalar: a mark that joins a bracket makes one character of the two for people, and none for
  /// a browser.
  package static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in PlainText.shown(text).unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
