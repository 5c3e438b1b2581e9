import Hummingbird

/// What a form of a page sends: fields, and files.
struct Form {
  /// A file that was chosen or dropped.
  struct File {
    let name: String
    let bytes: [UInt8]
  }

  private(set) var fields: [String: String] = [:]
  private(set) var files: [String: File] = [:]

  subscript(name: String) -> String { fields[name] ?? "" }

  /// Reads a body; nil where it is no form, or a field stands twice.
  ///
  /// - Parameters:
  ///   - bytes: The body.
  ///   - type: Its media type.
  init?(_ bytes: [UInt8], as type: String) {
    let media = type.prefix { $0 != ";" && $0 != " " }.lowercased()
    switch media {
    case "application/x-www-form-urlencoded": self.init(encoded: bytes)
    case "multipart/form-data":
      guard let boundary = Self.parameter("boundary", in: type) else { return nil }
      self.init(parts: bytes, between: boundary)
    default: return nil
    }
  }

  private init?(encoded bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self),
      let pairs = URLEncoded.pairs(in: text)
    else { return nil }
    for (name, value) in pairs {
      guard fields.updateValue(value, forKey: name) == nil else { return nil }
    }
  }

  /// Reads `multipart/form-data` (RFC 7578): parts between lines of `--boundary`, each with a header.
  private init?(parts bytes: [UInt8], between boundary: String) {
    guard (1...70).contains(boundary.utf8.count) else { return nil }
    let line = Array("\r\n--\(boundary)".utf8)
    // As if a line had ended before the first.
    let body = [0x0D, 0x0A] + bytes
    var ends = Self.places(of: line, in: body)[...]
    guard let first = ends.popFirst(), first == 0 else { return nil }
    var start = first + line.count
    while body[start...].starts(with: [0x0D, 0x0A]) {
      // The line that ends a part may not begin with that which its header begins with.
      guard let end = ends.popFirst(), end >= start + 2, take(body[(start + 2)..<end]) else {
        return nil
      }
      start = end + line.count
    }
    guard body[start...].starts(with: Array("--".utf8)) else { return nil }
  }

  private static func places(of line: [UInt8], in body: [UInt8]) -> [Int] {
    var places: [Int] = []
    var place = 0
    while place + line.count <= body.count {
      if body[place] == line[0], body[place..<place + line.count].elementsEqual(line) {
        places.append(place)
        place += line.count
      } else {
        place += 1
      }
    }
    return places
  }

  /// Takes one part: header lines, an empty line, and the value.
  private mutating func take(_ part: ArraySlice<UInt8>) -> Bool {
    let gap = Array("\r\n\r\n".utf8)
    var end = part.startIndex
    while end + gap.count <= part.endIndex, !part[end...].starts(with: gap) { end += 1 }
    guard end + gap.count <= part.endIndex,
      let header = String(validating: part[..<end], as: UTF8.self)
    else { return false }
    let value = part[(end + gap.count)...]
    let disposition = header.split(separator: "\r\n").first {
      $0.lowercased().hasPrefix("content-disposition:")
    }
    guard let disposition, let name = Self.parameter("name", in: String(disposition)),
      fields[name] == nil, files[name] == nil
    else { return false }
    if let file = Self.parameter("filename", in: String(disposition)) {
      files[name] = File(name: file, bytes: Array(value))
      return true
    }
    guard let text = String(validating: value, as: UTF8.self) else { return false }
    fields[name] = text
    return true
  }

  /// What stands between the semicolons of a header that are in no quotes.
  private static func parts(of header: String) -> [Substring] {
    var isQuoted = false
    return header.split { character in
      if character == "\"" { isQuoted.toggle() }
      return character == ";" && !isQuoted
    }
  }

  /// A parameter of a header, with or without quotes.
  private static func parameter(_ name: String, in header: String) -> String? {
    for part in parts(of: header).dropFirst() {
      let pair = part.drop(while: \.isWhitespace).split(separator: "=", maxSplits: 1)
      guard pair.count == 2, pair[0].lowercased() == name else { continue }
      return pair[1].hasPrefix("\"") && pair[1].hasSuffix("\"") && pair[1].count >= 2
        ? String(pair[1].dropFirst().dropLast()) : String(pair[1])
    }
    return nil
  }
}

extension Caller {
  /// Holds a form that acts to the word of the page that it came from; who shows a token sends it on purpose.
  func check(_ form: Form) throws(Problem) {
    guard session != nil || grant != nil else { throw Problem.unauthorised }
    guard isGuarded(by: form) else { throw Problem.elsewhere }
  }

  /// Whether a form has the word of this session, or there is none.
  func isGuarded(by form: Form) -> Bool {
    session.map { form["guard"] == $0.guardWord } ?? true
  }
}
