/// Why bytes are not a value of the profile, and where.
public struct JSONFault: Error, Sendable, Equatable {
  /// What is wrong.
  public enum Reason: Sendable, Equatable {
    /// The input stops inside a value.
    case unexpectedEnd
    /// A byte that no value can have there.
    case unexpectedByte(UInt8)
    /// Bytes that are not UTF-8.
    case invalidUTF8
    /// A control character that is not escaped.
    case controlCharacter(UInt8)
    /// A backslash that begins no escape of JSON.
    case invalidEscape
    /// Half of a surrogate pair: no character.
    case loneSurrogate
    /// The second member with one key.
    case duplicateKey(String)
    /// A key other than `[a-z][a-zA-Z0-9]*`.
    case invalidKey(String)
    /// A number with a fraction or an exponent.
    case notAnInteger(String)
    /// `-0`.
    case negativeZero
    /// A number that begins with a needless 0.
    case leadingZero(String)
    /// A number beyond ±(2^53−1).
    case integerOutOfRange(String)
    /// `null`: an unknown value is left out instead.
    case null
    /// More than 16 levels of nesting.
    case tooDeep
    /// Something after the value.
    case trailingBytes
  }

  /// What is wrong.
  public let reason: Reason
  /// The place, as keys and positions from the outside in: `data.excluded[0].month`; empty at the
  /// top.
  public let path: String
  /// The offset in bytes from the start of the input.
  public let offset: Int
  /// The line, from 1.
  public let line: Int
  /// The column in bytes, from 1.
  public let column: Int
}
