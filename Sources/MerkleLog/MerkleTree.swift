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
    var hasher = SHA256()
    hasher.update(data: [0x00])
    bytes.withUnsafeBytes { hasher.update(bufferPointer: $0) }
    return Hash(hasher.finalize())
  }

  /// The hash over two subtrees.
  public static func node(_ left: Hash, _ right: Hash) -> Hash {
    var hasher = SHA256()
    hasher.update(data: [0x01])
    hasher.update(data: left.bytes)
    hasher.update(data: right.bytes)
    return Hash(hasher.finalize())
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
    guard size > 0 else { return emptyRoot }
    // The binary digits of the size name the perfect subtrees, the largest leftmost; they are
    // joined from the right.
    var root: Hash?
    for level in 0..<(Int.bitWidth - 1) where size >> level & 1 == 1 {
      let left = try subtree(level, (size >> level) - 1)
      root = root.map { node(left, $0) } ?? left
    }
    return root ?? emptyRoot
  }
}

/// The right edge of a growing tree: the perfect subtrees that its size is made of.
public struct MerkleFrontier: Sendable {
  /// A perfect subtree that an append completed.
  public struct Subtree: Sendable, Equatable {
    /// The level: the subtree covers 2^level leaves.
    public let level: Int
    /// The position among the subtrees of its level, from 0.
    public let position: Int
    /// Its hash.
    public let hash: Hash
  }

  /// The number of leaves.
  public private(set) var size: Int
  /// The perfect subtrees of the size, the smallest last.
  private var edge: [Hash]

  /// The edge of a tree without leaves.
  public init() {
    size = 0
    edge = []
  }

  /// The edge of a tree that is stored.
  ///
  /// - Parameters:
  ///   - size: The number of leaves.
  ///   - subtree: The hash of the perfect subtree at (level, position); level 0 are the leaves.
  /// - Throws: What `subtree` throws.
  public init<Failure: Error>(
    size: Int,
    subtree: (_ level: Int, _ position: Int) throws(Failure) -> Hash
  ) throws(Failure) {
    self.size = size
    edge = []
    for level in (0..<(Int.bitWidth - 1)).reversed() where size >> level & 1 == 1 {
      edge.append(try subtree(level, (size >> level) - 1))
    }
  }

  /// Appends a leaf.
  ///
  /// - Returns: The subtrees above the leaf that it completed, lowest first; the leaf itself is not
  ///   among them.
  public mutating func append(leaf: Hash) -> [Subtree] {
    var completed: [Subtree] = []
    var hash = leaf
    var level = 0
    while size >> level & 1 == 1 {
      hash = MerkleTree.node(edge.removeLast(), hash)
      level += 1
      completed.append(Subtree(level: level, position: size >> level, hash: hash))
    }
    edge.append(hash)
    size += 1
    return completed
  }

  /// The root of the tree as it stands.
  public var root: Hash {
    guard var root = edge.last else { return MerkleTree.emptyRoot }
    for left in edge.dropLast().reversed() {
      root = MerkleTree.node(left, root)
    }
    return root
  }
}
