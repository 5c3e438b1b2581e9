// C2SP tlog-witness, body of an add-checkpoint request:
//
//   "old " size                     the size of the tree that is extended
//   base64 of a hash, at most 63, one a line: the consistency proof
//   an empty line
//   the signed checkpoint of the larger tree, verbatim
//
// It is what one sends to a witness, and what one keeps to show that a ledger only grew.

/// That a checkpoint extends a tree of a smaller size.
public struct AddCheckpointRequest: Sendable, Equatable {
  /// The proofs of a tree of 2^63 leaves have no more hashes.
  private static let hashLimit = 63

  /// The size of the smaller tree.
  public let oldSize: Int
  /// The hashes between the two.
  public let proof: ConsistencyProof
  /// The larger tree's checkpoint, verbatim.
  public let checkpoint: String

  /// Puts a request together.
  public init(oldSize: Int, proof: ConsistencyProof, checkpoint: String) {
    self.oldSize = oldSize
    self.proof = proof
    self.checkpoint = checkpoint
  }

  /// The request as it is written.
  public var encoded: String {
    "old \(oldSize)\n" + proof.hashes.map { $0.base64 + "\n" }.joined() + "\n" + checkpoint
  }

  /// Reads a request; the checkpoint in it is read by whoever verifies it.
  ///
  /// - Throws: ``NoteError`` with the line that is none of a request's.
  public init(parsing encoded: String) throws(NoteError) {
    let lines = encoded.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.first, first.hasPrefix("old "), let size = Int(first.dropFirst(4)),
      String(size) == first.dropFirst(4), size >= 0
    else { throw .malformed(line: 1) }
    guard let blank = lines.firstIndex(of: ""), blank <= Self.hashLimit + 1,
      blank + 1 < lines.count
    else { throw .malformed(line: lines.count) }
    var hashes: [Hash] = []
    for index in 1..<blank {
      guard let bytes = Base64.decode(String(lines[index])), let hash = Hash(bytes: bytes) else {
        throw .malformed(line: index + 1)
      }
      hashes.append(hash)
    }
    self.init(
      oldSize: size,
      proof: ConsistencyProof(hashes: hashes),
      checkpoint: lines[(blank + 1)...].joined(separator: "\n")
    )
  }

  /// Checks that the checkpoint extends an earlier one.
  ///
  /// - Parameters:
  ///   - old: The earlier checkpoint, which whoever asks has verified before.
  ///   - key: The verifier key of the ledger.
  /// - Returns: The later checkpoint, once everything fits; nil when it does not extend `old`.
  /// - Throws: ``NoteError`` when the later checkpoint is none, or the key did not sign it.
  public func verify(extending old: Checkpoint, with key: VerifierKey) throws(NoteError)
    -> Checkpoint?
  {
    let new = try Checkpoint(verifying: SignedNote(parsing: checkpoint), with: key)
    let isProved = proof.proves(from: old.size, old.root, to: new.size, new.root)
    // Every tree begins with the one without leaves, of which there is nothing to prove.
    let isTrivial = old.size == 0 && old.root == MerkleTree.emptyRoot && proof.hashes.isEmpty
    return oldSize == old.size && (isProved || isTrivial) ? new : nil
  }
}
