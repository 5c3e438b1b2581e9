public import MerkleLog

/// A signed checkpoint as the ledger keeps it.
public struct StoredCheckpoint: Sendable, Equatable {
  /// How many events it covers.
  public let size: Int
  /// The root over them.
  public let root: Hash
  /// The signed note, verbatim.
  public let note: String

  /// States all three; whether a key signed them is for whoever uses it to see.
  package init(size: Int, root: Hash, note: String) {
    self.size = size
    self.root = root
    self.note = note
  }
}

extension StoredCheckpoint {
  /// Takes a note that a key signed.
  init(verifying note: SignedNote, with key: VerifierKey) throws(NoteError) {
    let checkpoint = try Checkpoint(verifying: note, with: key)
    self.init(size: checkpoint.size, root: checkpoint.root, note: note.encoded)
  }

  /// Whether the note says what the row says, and the key signed it.
  ///
  /// - Parameter key: The verifier key in its one-line form.
  /// - Returns: Whether both hold.
  func isSigned(with key: String) -> Bool {
    guard let key = try? VerifierKey(parsing: key), let note = try? SignedNote(parsing: note) else {
      return false
    }
    return (try? StoredCheckpoint(verifying: note, with: key)) == self
  }
}
