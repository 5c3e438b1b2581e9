// How what is sent is cut into submissions. Three shapes are taken:
//
//   NDJSON      one object a line; a broken line costs that line only
//   an array    `[ {…}, {…} ]`, over as many lines as one likes
//   one object  `{…}`, over as many lines as one likes
//
// The shape is seen from the first bytes. Memory is bounded by the longest submission that is kept,
// whatever the input's length.

import Crypto
import Declarations
public import Foundation
import MerkleLog

/// Cuts an input into submissions, one at a time.
public struct DeliveryReader {
  private enum Shape {
    case undecided, lines, array, whole, ended
  }

  private let read: (Int) throws -> [UInt8]
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  private var line = 1
  private var shape = Shape.undecided
  /// Whether an array has had an element, and whether its next one may come.
  private var hasElement = false
  private var needsElement = true

  /// Reads an input in pieces; `read` gives up to so many bytes, none at the end.
  public init(reading read: @escaping (Int) throws -> [UInt8]) {
    self.read = read
  }

  /// Reads an open file, or standard input.
  public init(_ file: FileHandle) {
    self.init { try Array(file.read(upToCount: $0) ?? Data()) }
  }

  /// Reads what is in memory already.
  public init(_ bytes: [UInt8]) {
    var rest = bytes[...]
    self.init { limit in
      defer { rest = rest.dropFirst(limit) }
      return Array(rest.prefix(limit))
    }
  }

  /// The next submission; nil at the end.
  ///
  /// - Throws: What reading the input throws. What is wrong with a submission is in the delivery.
  public mutating func next() throws -> Delivery? {
    if shape == .undecided { try decide() }
    switch shape {
    case .lines: return try nextLine()
    case .array: return try nextElement()
    case .whole:
      shape = .ended
      return Delivery(line: line, bytes: Array(buffer[position...]))
    case .undecided, .ended: return nil
    }
  }

  /// All that is left, as one submission that is not looked at; nil where nothing is.
  mutating func rest(refused refusal: Refusal) throws -> Delivery? {
    var collected = Collector()
    let start = line
    while let byte = try take() { collected.append(byte) }
    shape = .ended
    return collected.delivery(line: start, refusal: refusal)
  }

  // MARK: Shape

  private mutating func decide() throws {
    try fill(upTo: Delivery.keptLimit + 1)
    if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }  // Windows marks UTF-8 so.
    shape = .lines
    guard let first = buffer[position...].firstIndex(where: { !isWhiteSpace($0) }) else { return }
    if buffer[first] == UInt8(ascii: "[") {
      try skipWhiteSpace()
      position += 1
      shape = .array
      return
    }
    guard buffer[first] == UInt8(ascii: "{") else { return }
    // One object over several lines and a first line that breaks off begin alike: it is the former
    // when the object ends with the input.
    let rest = buffer[first...]
    var scanner = ValueScanner()
    guard isAtEnd, let end = rest.firstIndex(where: { scanner.ends(with: $0) }) else { return }
    let isAlone = rest[(end + 1)...].allSatisfy(isWhiteSpace)
    if isAlone && rest[..<end].contains(0x0A) {
      try skipWhiteSpace()
      shape = .whole
    }
  }

  // MARK: Lines

  private mutating func nextLine() throws -> Delivery? {
    while true {
      let start = line
      if let whole = takeLine() {
        if let delivery = whole { return delivery }
        continue
      }
      var collected = Collector()
      while let byte = try take() {
        if byte == 0x0A { break }
        collected.append(byte)
      }
      if collected.length == 0 && isExhausted { return nil }
      if let delivery = collected.delivery(line: start) { return delivery }
    }
  }

  /// The next line, where its end is at hand already: nearly always.
  ///
  /// The outer nil says that it is not; the inner one that there is only white space.
  private mutating func takeLine() -> Delivery?? {
    let end = buffer.withUnsafeBufferPointer { $0[position...].firstIndex(of: 0x0A) }
    guard let end, end - position <= Delivery.keptLimit else { return nil }
    let bytes = Array(buffer[position..<end])
    defer { line += 1 }
    position = end + 1
    return .some(bytes.allSatisfy(isWhiteSpace) ? nil : Delivery(line: line, bytes: bytes))
  }

  // MARK: Arrays

  private mutating func nextElement() throws -> Delivery? {
    try skipWhiteSpace()
    let start = line
    switch try peek() {
    case nil:
      shape = .ended
      return Delivery(line: start, bytes: [], refusal: Self.unfinished)
    case UInt8(ascii: ","):
      _ = try take()
      // A comma stands after an element and before another, never alone.
      let isAlone = needsElement
      needsElement = true
      return isAlone
        ? Delivery(line: start, bytes: [UInt8(ascii: ",")], refusal: Self.missing)
        : try nextElement()
    case UInt8(ascii: "]"):
      _ = try take()
      let isAfterComma = needsElement && hasElement
      try skipWhiteSpace()
      shape = .lines  // Whatever follows the array is refused as lines of their own.
      return isAfterComma
        ? Delivery(line: start, bytes: [UInt8(ascii: "]")], refusal: Self.missing)
        : try nextLine()
    default: return try element(from: start)
    }
  }

  private mutating func element(from start: Int) throws -> Delivery? {
    let refusal = needsElement ? nil : Self.unseparated
    needsElement = false
    hasElement = true
    var collected = Collector()
    var scanner = ValueScanner()
    while let byte = try take() {
      collected.append(byte)
      if scanner.ends(with: byte) { return collected.delivery(line: start, refusal: refusal) }
      if !scanner.isInside,
        try peek().map({ $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "]") })
          ?? true
      {
        return collected.delivery(line: start, refusal: refusal)
      }
    }
    shape = .ended
    return collected.delivery(line: start, refusal: Self.unfinished)
  }

  private static var missing: Refusal {
    Refusal(
      .json,
      Wording(
        fr: "Un élément du tableau manque à côté de la virgule.",
        en: "An element of the array is missing beside the comma."
      )
    )
  }

  private static var unseparated: Refusal {
    Refusal(
      .json,
      Wording(
        fr: "Une virgule manque devant cet élément du tableau.",
        en: "A comma is missing before this element of the array."
      )
    )
  }

  private static var unfinished: Refusal {
    Refusal(
      .json,
      Wording(
        fr: "Le tableau JSON s'arrête avant sa fin.",
        en: "The JSON array stops before its end."
      )
    )
  }

  // MARK: Bytes

  private var isExhausted: Bool { isAtEnd && position == buffer.count }

  private mutating func peek() throws -> UInt8? {
    if position == buffer.count { try refill() }
    return position < buffer.count ? buffer[position] : nil
  }

  private mutating func take() throws -> UInt8? {
    guard let byte = try peek() else { return nil }
    position += 1
    if byte == 0x0A { line += 1 }
    return byte
  }

  private mutating func skipWhiteSpace() throws {
    while let byte = try peek(), isWhiteSpace(byte) { _ = try take() }
  }

  private mutating func refill() throws {
    guard !isAtEnd else { return }
    buffer = try read(1 << 16)
    position = 0
    isAtEnd = buffer.isEmpty
  }

  private mutating func fill(upTo count: Int) throws {
    while !isAtEnd && buffer.count - position < count {
      let more = try read(1 << 16)
      isAtEnd = more.isEmpty
      buffer.append(contentsOf: more)
    }
  }
}

private func isWhiteSpace(_ byte: UInt8) -> Bool {
  byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
}

/// Follows brackets and strings to the end of an object or array.
private struct ValueScanner {
  private var depth = 0
  private var isInString = false
  private var isEscaped = false

  var isInside: Bool { depth > 0 || isInString }

  /// Whether the byte closes what the first byte opened.
  mutating func ends(with byte: UInt8) -> Bool {
    if isInString {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isInString = false
      }
      return false
    }
    switch byte {
    case UInt8(ascii: "\""): isInString = true
    case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      depth -= 1
      return depth <= 0
    default: break
    }
    return false
  }
}

/// Keeps the bytes of one submission, and of a very long one only the beginning and the hash.
private struct Collector {
  private var bytes: [UInt8] = []
  private var hasher: SHA256?
  private(set) var length = 0

  mutating func append(_ byte: UInt8) {
    length += 1
    bytes.append(byte)
    if hasher != nil {
      if bytes.count == Delivery.keptBeginning + (1 << 16) { flush() }
    } else if length > Delivery.keptLimit {
      hasher = SHA256()
      hasher?.update(data: bytes)
      bytes.removeSubrange(Delivery.keptBeginning...)
    }
  }

  private mutating func flush() {
    hasher?.update(data: bytes[Delivery.keptBeginning...])
    bytes.removeSubrange(Delivery.keptBeginning...)
  }

  /// The submission; nil when there is only white space.
  consuming func delivery(line: Int, refusal: Refusal? = nil) -> Delivery? {
    if hasher != nil { flush() }
    if let hasher {
      return Delivery(
        line: line,
        beginning: bytes,
        length: length,
        digest: Hash(hasher.finalize()),
        refusal: refusal
      )
    }
    guard !bytes.allSatisfy(isWhiteSpace) else { return nil }
    return Delivery(line: line, bytes: bytes, refusal: refusal)
  }
}
