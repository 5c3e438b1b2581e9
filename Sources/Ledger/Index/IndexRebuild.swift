public import MerkleLog

/// What building the index again gave.
public struct IndexRebuild: Sendable {
  /// How many events it was built from.
  public let events: Int
  /// The hash over what it holds.
  public let digest: Hash
  /// Whether the index that was there held the same.
  public let isEqual: Bool
  /// Whether the index that was there is that of an earlier version of the program, which differs and is not damaged: the
  /// first who writes builds it again.
  public let wasOutdated: Bool
}
