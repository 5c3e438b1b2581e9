// RFC 6962, section 2.1.1, checked as RFC 9162, section 2.1.3.2 does.

/// That a leaf stands at a place of a tree: the siblings of its path, the lowest first.
public struct InclusionProof: Sendable, Equatable {
  /// The place of the leaf, from 0.
  public let index: Int
  /// The siblings.
  public let hashes: [Hash]

  /// Takes a proof as it was read.
  public init(index: Int, hashes: [Hash]) {
    self.index = index
    self.hashes = hashes
  }

  /// Proves a leaf of a tree; nil when the tree has no such leaf.
  ///
  /// - Parameters:
  ///   - index: The place of the leaf, from 0.
  ///   - size: The number of leaves of the tree.
  ///   - subtree: The hash of the perfect subtree at (level, position); level 0 are the leaves.
  /// - Throws: What `subtree` throws.
  public init?<Failure: Error>(
    of index: Int,
    size: Int,
    subtree: (_ level: Int, _ position: Int) throws(Failure) -> Hash
  ) throws(Failure) {
    guard index >= 0, index < size else { return nil }
    self.index = index
    var hashes: [Hash] = []
    var leaves = 0..<size
    while leaves.count > 1 {
      let middle = MerkleTree.split(leaves)
      let (left, right) = (leaves.lowerBound..<middle, middle..<leaves.upperBound)
      leaves = index < middle ? left : right
      hashes.append(try MerkleTree.root(of: index < middle ? right : left, subtree: subtree))
    }
    self.hashes = hashes.reversed()
  }

  /// Whether a leaf stands at the place, in the tree of that size and root.
  public func proves(leaf: Hash, size: Int, root: Hash) -> Bool {
    guard index >= 0, index < size else { return false }
    var place = index
    var last = size - 1
    var hash = leaf
    for sibling in hashes {
      guard last > 0 else { return false }
      if place & 1 == 1 || place == last {
        hash = MerkleTree.node(sibling, hash)
        while place & 1 == 0 && place != 0 {
          place >>= 1
          last >>= 1
        }
      } else {
        hash = MerkleTree.node(hash, sibling)
      }
      place >>= 1
      last >>= 1
    }
    return last == 0 && hash == root
  }
}
