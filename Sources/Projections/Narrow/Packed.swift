import Declarations

/// Packs values into bytes.
struct PackedWriter {
  private(set) var bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Forgets what was packed, and keeps the room for it.
  mutating func clear() {
    bytes.removeAll(keepingCapacity: true)
  }

  /// A number from 0: seven bits a byte, the lowest first (LEB128).
  mutating func write(_ number: Int) {
    var rest = UInt64(bitPattern: Int64(number))
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func write(byte: UInt8) {
    bytes.append(byte)
  }

  mutating func write(_ more: [UInt8]) {
    bytes += more
  }

  /// A number of either sign, small ones in few bytes.
  mutating func write(signed number: Int) {
    write((number << 1) ^ (number >> 63))
  }

  mutating func write(_ text: String) {
    write(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  /// A text that may be absent; none of them is empty.
  mutating func write(_ value: (some TextFieldValue)?) {
    write(value?.text ?? "")
  }

  mutating func write<Word: Choice>(_ word: Word) where Word.AllCases == [Word], Word: Equatable {
    write(Word.allCases.firstIndex(of: word) ?? 0)
  }
}

/// Unpacks what ``PackedWriter`` packed; nil where the bytes are none of it.
struct PackedReader {
  private let bytes: [UInt8]
  /// Where the next value begins.
  private(set) var position: Int

  init(_ bytes: [UInt8], from position: Int) {
    self.bytes = bytes
    self.position = position
  }

  var isAtEnd: Bool { position >= bytes.count }

  /// Goes on behind so many bytes; false when there are not as many.
  mutating func skip(_ count: Int) -> Bool {
    guard count >= 0, count <= bytes.count - position else { return false }
    position += count
    return true
  }

  mutating func byte() -> UInt8? {
    guard position < bytes.count else { return nil }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func number() -> Int? {
    var (number, shift) = (UInt64(0), UInt64(0))
    while position < bytes.count, shift < 64 {
      let byte = bytes[position]
      position += 1
      number |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return Int(truncatingIfNeeded: number) }
      shift += 7
    }
    return nil
  }

  mutating func signedNumber() -> Int? {
    number().map { Int(bitPattern: UInt(bitPattern: $0) >> 1) ^ -($0 & 1) }
  }

  mutating func text() -> String? {
    guard let count = number(), count >= 0, count <= bytes.count - position else { return nil }
    defer { position += count }
    // Bytes that are no UTF-8 become other text, which the sum over all of them would have told.
    return String(unsafeUninitializedCapacity: count) { text in
      for offset in 0..<count { text[offset] = bytes[position + offset] }
      return count
    }
  }

  /// A text that must be there, checked again.
  mutating func value<Value: TextFieldValue>() -> Value? {
    text().flatMap { try? Value(parsing: $0) }
  }

  /// A text that may be absent: the outer nil is a fault, the inner one an absence.
  mutating func optional<Value: TextFieldValue>() -> Value?? {
    guard let text = text() else { return nil }
    if text.isEmpty { return .some(nil) }
    return (try? Value(parsing: text)).map { .some($0) }
  }

  mutating func word<Word: Choice>() -> Word? where Word.AllCases == [Word] {
    guard let place = number(), Word.allCases.indices.contains(place) else { return nil }
    return Word.allCases[place]
  }
}
