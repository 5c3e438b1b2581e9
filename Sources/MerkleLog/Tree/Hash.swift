public import Crypto

/// A SHA-256 hash: 32 bytes.
public struct Hash: Hashable, Sendable {
  /// In place, since a tree of ten million leaves has as many of them twice over.
  private let storage: SIMD4<UInt64>

  /// The 32 bytes.
  public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

  /// Lends the 32 bytes.
  public func withUnsafeBytes<Result>(
    _ work: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try Swift.withUnsafeBytes(of: storage, work)
  }

  /// Takes 32 bytes; nil for any other number.
  public init?(bytes: [UInt8]) {
    guard let hash = bytes.withUnsafeBytes({ Hash(bytes: $0) }) else { return nil }
    self = hash
  }

  /// Takes 32 bytes; nil for any other number.
  public init?(bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 32 else { return nil }
    storage = bytes.loadUnaligned(as: SIMD4<UInt64>.self)
  }

  /// Takes what swift-crypto computed.
  public init(_ digest: SHA256Digest) {
    storage = digest.withUnsafeBytes { $0.loadUnaligned(as: SIMD4<UInt64>.self) }
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
