public import Crypto

/// A SHA-256 hash: 32 bytes.
public struct Hash: Hashable, Sendable {
  /// The 32 bytes.
  public let bytes: [UInt8]

  /// Takes 32 bytes; nil for any other number.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// Takes what swift-crypto computed.
  public init(_ digest: SHA256Digest) {
    bytes = Array(digest)
  }

  /// The hash of bytes as they are, without a domain prefix.
  public init(of bytes: some Sequence<UInt8>) {
    self.init(SHA256.hash(data: Array(bytes)))
  }

  /// Standard base64 with padding, as checkpoints and answers print a root.
  public var base64: String {
    Base64.encode(bytes)
  }

  /// Lower-case hexadecimal.
  public var hex: String {
    String(decoding: Hex.encode(bytes), as: UTF8.self)
  }
}
