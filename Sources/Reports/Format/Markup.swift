/// Text as XML and HTML take it literally.
enum Markup {
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in PlainText.shown(text) {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.append(character)
      }
    }
    return escaped
  }
}
