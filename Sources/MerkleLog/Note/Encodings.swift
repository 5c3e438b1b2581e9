// Hexadecimal and base64 (RFC 4648) over bytes, so that a verifier needs no Foundation.

/// Lower-case hexadecimal.
public enum Hex {
  private static let digits = Array("0123456789abcdef".utf8)

  /// Two digits for each byte.
  public static func encode(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }
}

/// Base64 in the standard alphabet with padding, or in the one of URLs without.
public enum Base64 {
  private static let standard = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
  )
  private static let url = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
  )

  /// The standard alphabet, padded.
  public static func encode(_ bytes: [UInt8]) -> String {
    let text = encode(bytes, in: standard)
    let padding = (4 - text.count % 4) % 4
    return String(decoding: text, as: UTF8.self) + String(repeating: "=", count: padding)
  }

  /// The alphabet of URLs, without padding.
  public static func encodeForURL(_ bytes: [UInt8]) -> String {
    String(decoding: encode(bytes, in: url), as: UTF8.self)
  }

  /// Reads the standard alphabet, padded; nil for any other spelling, since a value has one only.
  public static func decode(_ text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    let padding = digits.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    guard digits.count % 4 == 0, padding <= 2 else { return nil }
    var output: [UInt8] = []
    var buffer: UInt32 = 0
    var bits: UInt32 = 0
    for digit in digits.dropLast(padding) {
      guard let value = standard.firstIndex(of: digit) else { return nil }
      buffer = buffer << 6 | UInt32(value)
      bits += 6
      guard bits >= 8 else { continue }
      bits -= 8
      output.append(UInt8(truncatingIfNeeded: buffer >> bits))
    }
    return encode(output) == text ? output : nil
  }

  private static func encode(_ bytes: [UInt8], in alphabet: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    var buffer: UInt32 = 0
    var bits: UInt32 = 0
    for byte in bytes {
      buffer = buffer << 8 | UInt32(byte)
      bits += 8
      while bits >= 6 {
        bits -= 6
        output.append(alphabet[Int(buffer >> bits & 63)])
      }
    }
    if bits > 0 { output.append(alphabet[Int(buffer << (6 - bits) & 63)]) }
    return output
  }
}
