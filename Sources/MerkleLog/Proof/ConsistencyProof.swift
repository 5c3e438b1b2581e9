// RFC 6962, section 2.1.2, checked as RFC 9162, section 2.1.4.2 does.

/// That a tree begins with another: nothing in the smaller one was altered or left out.
public struct ConsistencyProof: Sendable, Equatable {
  /// The hashes, in the order of RFC 6962.
  public let hashes: [Hash]

  /// Takes a proof as it was read.
  public init(hashes: [Hash]) {
    self.hashes = hashes
  }

  /// Proves that the tree of one size begins with the tree of a smaller one; nil when the sizes are
  /// not 0 < `first` ≤ `second`.
  ///
  /// - Parameters:
  ///   - first: The number of leaves of the smaller tree.
  ///   - second: The number of leaves of the larger tree.
  ///   - subtree: The hash of the perfect subtree at (level, position); level 0 are the leaves.
  /// - Throws: What `subtree` throws.
  public init?<Failure: Error>(
    from first: Int,
    to second: Int,
    subtree: (_ level: Int, _ position: Int) throws(Failure) -> Hash
  ) throws(Failure) {
    guard first > 0, first <= second else { return nil }
    var hashes: [Hash] = []
    var leaves = 0..<second
    // As long as the smaller tree ends where a subtree on the way does, its hash is known already.
    var isKnown = true
    while leaves.upperBound != first {
      let middle = MerkleTree.split(leaves)
      if first <= middle {
        hashes.append(try MerkleTree.root(of: middle..<leaves.upperBound, subtree: subtree))
        leaves = leaves.lowerBound..<middle
      } else {
        hashes.append(try MerkleTree.root(of: leaves.lowerBound..<middle, subtree: subtree))
        leaves = middle..<leaves.upperBound
        isKnown = false
      }
    }
    if !isKnown { hashes.append(try MerkleTree.root(of: leaves, subtree: subtree)) }
    self.hashes = hashes.reversed()
  }

  /// Whether the tree of one size and root begins with that of another.
  ///
  /// A tree without leaves begins every tree, and a proof of that says nothing: it is refused.
  public func proves(from first: Int, _ firstRoot: Hash, to second: Int, _ secondRoot: Hash) -> Bool
  {
    guard first > 0, first <= second else { return false }
    if first == second { return hashes.isEmpty && firstRoot == secondRoot }
    let isPower = first & (first - 1) == 0
    var path = (isPower ? [firstRoot] : []) + hashes
    guard !path.isEmpty else { return false }
    var place = first - 1
    var last = second - 1
    while place & 1 == 1 {
      place >>= 1
      last >>= 1
    }
    let start = path.removeFirst()
    var (small, large) = (start, start)
    for hash in path {
      guard last > 0 else { return false }
      if place & 1 == 1 || place == last {
        small = MerkleTree.node(hash, small)
        large = MerkleTree.node(hash, large)
        while place & 1 == 0 && place != 0 {
          place >>= 1
          last >>= 1
        }
      } else {
        large = MerkleTree.node(large, hash)
      }
      place >>= 1
      last >>= 1
    }
    return last == 0 && small == firstRoot && large == secondRoot
  }
}
