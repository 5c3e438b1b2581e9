// The JSON profile of the ledger: RFC 8785 (JCS), narrowed so that every value has one spelling.
//
// UTF-8; keys `[a-z][a-zA-Z0-9]*`, unique, sorted; numbers are integers with |n| ≤ 2^53−1, never a
// fraction, an exponent or -0; no null; strings kept as received, never normalised; at most 16
// levels of nesting. ``JSONReader`` takes any white space and key order, ``JSONWriter`` gives the
// one canonical spelling.

/// A value of the profile.
public enum JSONValue: Sendable {
  case object(JSONObject)
  case array([JSONValue])
  case string(String)
  case integer(Int64)
  case bool(Bool)
}

extension JSONValue {
  /// The largest magnitude of an integer: 2^53−1, the last that every JSON library reads exactly.
  public static let integerLimit: Int64 = (1 << 53) - 1

  /// The object, if the value is one.
  public var object: JSONObject? {
    if case .object(let object) = self { object } else { nil }
  }

  /// The elements, if the value is an array.
  public var array: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The text, if the value is a string.
  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The number, if the value is an integer.
  public var integer: Int64? {
    if case .integer(let number) = self { number } else { nil }
  }

  /// The value, written canonically.
  public var canonicalBytes: [UInt8] {
    JSONWriter.bytes(of: self)
  }

  /// The value, written canonically, as text.
  public var canonicalText: String {
    String(decoding: canonicalBytes, as: UTF8.self)
  }
}

extension JSONValue: Equatable {
  /// Compares byte for byte: Swift's own string equality would call "é" and "e" + U+0301 equal.
  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.object(let left), .object(let right)): left == right
    case (.array(let left), .array(let right)): left == right
    case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
    case (.integer(let left), .integer(let right)): left == right
    case (.bool(let left), .bool(let right)): left == right
    default: false
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral
{
  /// A string.
  public init(stringLiteral value: String) {
    self = .string(value)
  }

  /// An integer.
  public init(integerLiteral value: Int64) {
    self = .integer(value)
  }

  /// A boolean.
  public init(booleanLiteral value: Bool) {
    self = .bool(value)
  }
}
