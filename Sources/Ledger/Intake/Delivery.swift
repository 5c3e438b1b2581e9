public import Declarations
public import MerkleLog

/// One submission as it arrived: its bytes, and where in what was sent it stood.
public struct Delivery: Sendable {
  /// The bytes that are kept of a submission that is not recorded.
  public static let keptLimit = 1 << 20
  /// The bytes that are kept of one that is longer than that.
  public static let keptBeginning = 64 << 10

  /// The line of the input on which it begins, from 1.
  public let line: Int
  /// The bytes as sent, or their beginning when there are more than ``keptLimit``.
  public let bytes: [UInt8]
  /// How many bytes were sent.
  public let length: Int
  /// The SHA-256 of the bytes as sent.
  public let digest: Hash
  /// Why it cannot even be tried: it was too long, or the input breaks off.
  public let refusal: Refusal?

  /// Takes a submission that arrived whole.
  public init(line: Int, bytes: [UInt8], refusal: Refusal? = nil) {
    self.line = line
    self.bytes = bytes
    length = bytes.count
    digest = Hash(of: bytes)
    self.refusal = refusal
  }

  /// Takes up again one that was put aside.
  init(line: Int, bytes: [UInt8], length: Int, digest: Hash, refusal: Refusal?) {
    self.line = line
    self.bytes = bytes
    self.length = length
    self.digest = digest
    self.refusal = refusal
  }

  /// Takes the beginning of one that is too long to be kept.
  ///
  /// - Parameters:
  ///   - line: Where it begins.
  ///   - beginning: Its first bytes.
  ///   - length: How many it has.
  ///   - digest: The hash of all.
  ///   - refusal: Why it is not looked at; nil for its length.
  init(line: Int, beginning: [UInt8], length: Int, digest: Hash, refusal: Refusal? = nil) {
    self.line = line
    bytes = beginning
    self.length = length
    self.digest = digest
    self.refusal =
      refusal
      ?? Refusal(
        .size,
        Wording(
          fr:
            "La soumission a \(length) octets ; \(Self.keptLimit) sont lus au plus. Le journal garde "
            + "son début et son SHA-256.",
          en:
            "The submission has \(length) bytes; \(Self.keptLimit) are read at most. The journal keeps "
            + "its beginning and its SHA-256."
        )
      )
  }
}
