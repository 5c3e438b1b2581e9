// Writes files as Swift string literals, so that one binary carries them and no resource folder
// has to travel with it. A literal costs the compiler nothing measurable; `.embedInCode` writes
// arrays of bytes, whose cost grows faster than their size.
//
// Usage: embed-text OUTPUT ROOT FILE…

import Foundation

@main
enum EmbedText {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count > 3 else {
      FileHandle.standardError.write(Data("usage: embed-text OUTPUT ROOT FILE…\n".utf8))
      exit(64)
    }
    let root = arguments[2].hasSuffix("/") ? arguments[2] : arguments[2] + "/"
    var source = "enum Embedded {\n  static let texts: [(path: String, text: String)] = [\n"
    for path in arguments.dropFirst(3) {
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let name = path.hasPrefix(root) ? String(path.dropFirst(root.count)) : path
      source += "    (\n      path: \"\(name)\",\n      text: #\"\"\"\n\(text)\n\"\"\"#\n    ),\n"
    }
    source += "  ]\n}\n"
    try source.write(toFile: arguments[1], atomically: true, encoding: .utf8)
  }
}
