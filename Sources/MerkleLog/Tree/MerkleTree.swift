// The tree of RFC 6962, section 2.1:
//
//   MTH({})   = SHA-256("")
//   leaf(d)   = SHA-256(0x00 ‖ d)
//   node(l,r) = SHA-256(0x01 ‖ l ‖ r)
//   MTH(D[n]) = node(MTH(D[0:k]), MTH(D[k:n])), k the largest power of two below n
//
// Only perfect subtrees are kept: (level, position) names the one over the leaves
// position·2^level … (position+1)·2^level − 1. They never change once they are full, so the root of
// every earlier size can be computed from them at any time.

import Crypto

/// The hash rules of RFC 6962.
public enum MerkleTree {
  /// The root of a tree without leaves.
  public static let emptyRoot = Hash(of: [])

  /// The hash of a leaf's bytes.
  public static func leaf(_ bytes: [UInt8]) -> Hash {
    bytes.withUnsafeBytes(leaf)
  }

  /// The hash of a leaf's bytes.
  public static func leaf(_ bytes: UnsafeRawBufferPointer) -> Hash {
    var hasher = SHA256()
    withUnsafeBytes(of: UInt8(0x00)) { hasher.update(bufferPointer: $0) }
    hasher.update(bufferPointer: bytes)
    return Hash(hasher.finalize())
  }

  /// The hash over two subtrees.
  public static func node(_ left: Hash, _ right: Hash) -> Hash {
    withUnsafeTemporaryAllocation(byteCount: 65, alignment: 1) { buffer in
      buffer[0] = 0x01
      left.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(rebasing: buffer[1...]).copyMemory(from: $0)
      }
      right.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(rebasing: buffer[33...]).copyMemory(from: $0)
      }
      var hasher = SHA256()
      hasher.update(bufferPointer: UnsafeRawBufferPointer(buffer))
      return Hash(hasher.finalize())
    }
  }

  /// The root over `size` leaves, read from the perfect subtrees that make it up.
  ///
  /// - Parameters:
  ///   - size: The number of leaves.
  ///   - subtree: The hash of the perfect subtree at (level, position); level 0 are the leaves.
  /// - Returns: The root.
  /// - Throws: What `subtree` throws.
  public static func root<Failure: Error>(
    size: Int,
    subtree: (_ level: Int, _ position: Int) throws(Failure) -> Hash
  ) throws(Failure) -> Hash {
    size == 0 ? emptyRoot : try root(of: 0..<size, subtree: subtree)
  }

  /// The root over some leaves, which begin where a subtree of their number would.
  static func root<Failure: Error>(
    of leaves: Range<Int>,
    subtree: (_ level: Int, _ position: Int) throws(Failure) -> Hash
  ) throws(Failure) -> Hash {
    let level = leaves.count.trailingZeroBitCount
    if leaves.count == 1 << level { return try subtree(level, leaves.lowerBound >> level) }
    let middle = split(leaves)
    return node(
      try root(of: leaves.lowerBound..<middle, subtree: subtree),
      try root(of: middle..<leaves.upperBound, subtree: subtree)
    )
  }

  /// Where the left subtree ends: after the largest power of two below the number of leaves.
  static func split(_ leaves: Range<Int>) -> Int {
    let power = 1 << (Int.bitWidth - 1 - (leaves.count - 1).leadingZeroBitCount)
    return leaves.lowerBound + power
  }
}
