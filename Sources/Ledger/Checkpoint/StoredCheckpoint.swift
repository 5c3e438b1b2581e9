public import MerkleLog

/// A signed checkpoint as the ledger keeps it.
public struct StoredCheckpoint: Sendable, Equatable {
  /// How many events it covers.
  public let size: Int
  /// The root over them.
  public let root: Hash
  /// The signed note, verbatim.
  public let note: String
}
