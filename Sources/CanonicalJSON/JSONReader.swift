/// Reads one value of the profile from bytes, strictly: nothing is repaired, merged or rounded.
public struct JSONReader {
  private enum PathStep {
    case key(String)
    case index(Int)
  }

  /// The levels of objects and arrays that a value may have.
  public static let depthLimit = 16

  private let bytes: [UInt8]
  private var position = 0
  private var path: [PathStep] = []
  /// Whether what was read so far is spelled as ``JSONWriter`` spells it.
  private var isCanonical = true

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Reads bytes that hold one value and white space around it.
  ///
  /// - Throws: ``JSONFault`` with the place, when the bytes are not JSON or leave the profile.
  public static func value(of bytes: [UInt8]) throws(JSONFault) -> JSONValue {
    try reading(of: bytes).value
  }

  /// Reads bytes that hold one value and white space around it.
  ///
  /// - Returns: The value, and whether the bytes are its canonical ones, which spares writing it again.
  /// - Throws: ``JSONFault`` with the place, when the bytes are not JSON or leave the profile.
  public static func reading(
    of bytes: [UInt8]
  ) throws(JSONFault) -> (value: JSONValue, isCanonical: Bool) {
    var reader = JSONReader(bytes)
    reader.skipWhiteSpace()
    let value = try reader.readValue(depth: 0)
    reader.skipWhiteSpace()
    guard reader.position == bytes.count else { throw reader.fault(.trailingBytes) }
    return (value, reader.isCanonical)
  }

  // MARK: Values

  private mutating func readValue(depth: Int) throws(JSONFault) -> JSONValue {
    guard let byte = peek() else { throw fault(.unexpectedEnd) }
    switch byte {
    case UInt8(ascii: "{"): return .object(try readObject(depth: depth + 1))
    case UInt8(ascii: "["): return .array(try readArray(depth: depth + 1))
    case UInt8(ascii: "\""): return .string(try readString())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return .integer(try readInteger())
    case UInt8(ascii: "t"):
      try readWord("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try readWord("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      let start = position
      try readWord("null")
      throw fault(.null, at: start)
    default: throw fault(.unexpectedByte(byte))
    }
  }

  private mutating func readObject(depth: Int) throws(JSONFault) -> JSONObject {
    guard depth <= Self.depthLimit else { throw fault(.tooDeep) }
    position += 1
    skipWhiteSpace()
    var members: [JSONObject.Member] = []
    var starts: [Int] = []
    // An event has at most sixteen attributes, its data fewer.
    members.reserveCapacity(depth == 1 ? 16 : 4)
    starts.reserveCapacity(depth == 1 ? 16 : 4)
    if take(UInt8(ascii: "}")) { return JSONObject() }
    while true {
      let start = position
      guard peek() == UInt8(ascii: "\"") else { throw unexpected() }
      let key = try readString()
      guard Self.isKey(key) else { throw fault(.invalidKey(key), at: start) }
      skipWhiteSpace()
      guard take(UInt8(ascii: ":")) else { throw unexpected() }
      skipWhiteSpace()
      path.append(.key(key))
      members.append(JSONObject.Member(key, try readValue(depth: depth)))
      starts.append(start)
      path.removeLast()
      skipWhiteSpace()
      if take(UInt8(ascii: "}")) { break }
      guard take(UInt8(ascii: ",")) else { throw unexpected() }
      skipWhiteSpace()
    }
    return try sorted(members, starts)
  }

  /// The object of some members, each key once; what is canonical is sorted already.
  private mutating func sorted(
    _ members: [JSONObject.Member],
    _ starts: [Int]
  ) throws(JSONFault) -> JSONObject {
    if zip(members, members.dropFirst()).allSatisfy({ $0.key < $1.key }) {
      return JSONObject(sorted: members)
    }
    isCanonical = false
    // Sorted once at the end: inserting each key in its place would cost the square of a hostile
    // object's size.
    let order = members.indices.sorted {
      (members[$0].key, starts[$0]) < (members[$1].key, starts[$1])
    }
    for (left, right) in zip(order, order.dropFirst()) where members[left].key == members[right].key
    {
      throw fault(.duplicateKey(members[right].key), at: starts[right])
    }
    return JSONObject(sorted: order.map { members[$0] })
  }

  private mutating func readArray(depth: Int) throws(JSONFault) -> [JSONValue] {
    guard depth <= Self.depthLimit else { throw fault(.tooDeep) }
    position += 1
    skipWhiteSpace()
    var elements: [JSONValue] = []
    if take(UInt8(ascii: "]")) { return elements }
    while true {
      path.append(.index(elements.count))
      elements.append(try readValue(depth: depth))
      path.removeLast()
      skipWhiteSpace()
      if take(UInt8(ascii: "]")) { return elements }
      guard take(UInt8(ascii: ",")) else { throw unexpected() }
      skipWhiteSpace()
    }
  }

  private mutating func readInteger() throws(JSONFault) -> Int64 {
    let start = position
    let isNumberByte: (UInt8) -> Bool = { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
        UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
        true
      default: false
      }
    }
    while let byte = peek(), isNumberByte(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    let digits = text.utf8.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
    let isDigit: (UInt8) -> Bool = { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    if let wrong = digits.utf8.firstIndex(where: { !isDigit($0) }) {
      guard !text.contains(where: { ".eE".contains($0) }) else {
        throw fault(.notAnInteger(text), at: start)
      }
      let place = start + text.utf8.distance(from: text.startIndex, to: wrong)
      throw fault(.unexpectedByte(bytes[place]), at: place)
    }
    guard !digits.isEmpty else { throw fault(.unexpectedByte(bytes[start]), at: start) }
    if digits.utf8.first == UInt8(ascii: "0") {
      guard digits.utf8.count == 1 else { throw fault(.leadingZero(text), at: start) }
      guard digits.startIndex == text.startIndex else { throw fault(.negativeZero, at: start) }
    }
    let limit = JSONValue.integerLimit
    guard let number = Int64(text), (-limit...limit).contains(number) else {
      throw fault(.integerOutOfRange(text), at: start)
    }
    return number
  }

  private mutating func readWord(_ word: StaticString) throws(JSONFault) {
    for offset in 0..<word.utf8CodeUnitCount {
      guard let byte = peek() else { throw fault(.unexpectedEnd) }
      guard byte == word.utf8Start[offset] else { throw fault(.unexpectedByte(byte)) }
      position += 1
    }
  }

  // MARK: Strings

  private mutating func readString() throws(JSONFault) -> String {
    position += 1
    let start = position
    // What is ASCII alone is UTF-8, and needs no look at it.
    var bits: UInt8 = 0
    while let byte = peek() {
      bits |= byte
      switch byte {
      case UInt8(ascii: "\""):
        defer { position += 1 }
        return bits < 0x80
          ? asciiText(start..<position) : try text(of: bytes[start..<position], from: start)
      case UInt8(ascii: "\\"):
        return try readEscapedString(from: start)
      case 0x00..<0x20: throw fault(.controlCharacter(byte))
      default: position += 1
      }
    }
    throw fault(.unexpectedEnd)
  }

  /// The text of ASCII bytes, made in one piece.
  private func asciiText(_ range: Range<Int>) -> String {
    bytes.withUnsafeBufferPointer { bytes in
      let slice = UnsafeBufferPointer(rebasing: bytes[range])
      return String(unsafeUninitializedCapacity: slice.count) {
        $0.initialize(fromContentsOf: slice)
      }
    }
  }

  /// Goes on from the first backslash of a string that began at `start`.
  private mutating func readEscapedString(from start: Int) throws(JSONFault) -> String {
    var decoded = Array(bytes[start..<position])
    while let byte = peek() {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return try text(of: decoded, from: start)
      case UInt8(ascii: "\\"): try readEscape(into: &decoded)
      case 0x00..<0x20: throw fault(.controlCharacter(byte), at: position - 1)
      default: decoded.append(byte)
      }
    }
    throw fault(.unexpectedEnd)
  }

  private mutating func readEscape(into decoded: inout [UInt8]) throws(JSONFault) {
    let start = position - 1
    let length = decoded.count
    defer {
      // Only what has to be escaped is, and each in its one way.
      let spelling = JSONWriter.spelling(of: decoded[length...])
      if bytes[start..<position] != spelling[...] { isCanonical = false }
    }
    guard let byte = peek() else { throw fault(.unexpectedEnd) }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(byte)
    case UInt8(ascii: "b"): decoded.append(0x08)
    case UInt8(ascii: "f"): decoded.append(0x0C)
    case UInt8(ascii: "n"): decoded.append(0x0A)
    case UInt8(ascii: "r"): decoded.append(0x0D)
    case UInt8(ascii: "t"): decoded.append(0x09)
    case UInt8(ascii: "u"):
      let unit = try readHexUnit(of: start)
      if let scalar = Unicode.Scalar(unit) {
        decoded.append(contentsOf: Array(String(Character(scalar)).utf8))
        return
      }
      guard unit < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
        throw fault(.loneSurrogate, at: start)
      }
      let low = try readHexUnit(of: start)
      guard (0xDC00...0xDFFF).contains(low),
        let scalar = Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
      else { throw fault(.loneSurrogate, at: start) }
      decoded.append(contentsOf: Array(String(Character(scalar)).utf8))
    default: throw fault(.invalidEscape, at: start)
    }
  }

  private mutating func readHexUnit(of escape: Int) throws(JSONFault) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek() else { throw fault(.unexpectedEnd) }
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw fault(.invalidEscape, at: escape)
      }
      unit = unit << 4 | UInt32(digit)
      position += 1
    }
    return unit
  }

  private func text(
    of decoded: some Sequence<UInt8>,
    from start: Int
  ) throws(JSONFault) -> String {
    guard let text = String(validating: decoded, as: UTF8.self) else {
      throw fault(.invalidUTF8, at: start)
    }
    return text
  }

  private static func isKey(_ key: String) -> Bool {
    guard let first = key.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else {
      return false
    }
    return key.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: false
      }
    }
  }

  // MARK: Bytes

  private func peek() -> UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipWhiteSpace() {
    while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      isCanonical = false
      position += 1
    }
  }

  private func unexpected() -> JSONFault {
    peek().map { fault(.unexpectedByte($0)) } ?? fault(.unexpectedEnd)
  }

  private func fault(_ reason: JSONFault.Reason, at offset: Int? = nil) -> JSONFault {
    let offset = offset ?? position
    let before = bytes[..<offset]
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    var text = ""
    for step in path {
      switch step {
      case .key(let key): text += text.isEmpty ? key : ".\(key)"
      case .index(let index): text += "[\(index)]"
      }
    }
    return JSONFault(
      reason: reason,
      path: text,
      offset: offset,
      line: 1 + before.count { $0 == 0x0A },
      column: 1 + offset - lineStart
    )
  }
}
