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
