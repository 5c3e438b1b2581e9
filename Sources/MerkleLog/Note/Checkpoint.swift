// C2SP tlog-checkpoint, without extension lines:
//
//   origin newline  size in decimal newline  base64 of the root newline

/// What a signed note says of a ledger: its name, its size and its root.
public struct Checkpoint: Sendable, Equatable {
  /// The name of the ledger.
  public let origin: String
  /// How many events it had.
  public let size: Int
  /// The root over them.
  public let root: Hash

  /// States a checkpoint.
  public init(origin: String, size: Int, root: Hash) {
    self.origin = origin
    self.size = size
    self.root = root
  }

  /// The three lines.
  public var text: String {
    "\(origin)\n\(size)\n\(root.base64)\n"
  }

  /// Reads the three lines.
  ///
  /// - Throws: ``NoteError`` with the line that is none of a checkpoint's.
  public init(parsing text: String) throws(NoteError) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let origin = lines.first, !origin.isEmpty else { throw .malformed(line: 1) }
    guard lines.count > 1, let size = Int(lines[1]), String(size) == lines[1], size >= 0 else {
      throw .malformed(line: 2)
    }
    guard lines.count > 2, let bytes = Base64.decode(String(lines[2])),
      let root = Hash(bytes: bytes)
    else { throw .malformed(line: 3) }
    guard lines.count == 4, lines[3].isEmpty else { throw .malformed(line: 4) }
    self.init(origin: String(origin), size: size, root: root)
  }
}

extension Checkpoint {
  /// Reads what a note says, once the key of the ledger is seen to have signed it.
  ///
  /// The name of the key is the origin of the ledger, so that a checkpoint of another ledger which
  /// the same person keeps is not taken for one of this.
  ///
  /// - Throws: ``NoteError`` when the key did not sign the note, or it is no checkpoint of the
  ///   ledger that the key names.
  public init(verifying note: SignedNote, with key: VerifierKey) throws(NoteError) {
    guard key.isSupported else { throw .unsupportedAlgorithm(key.algorithm) }
    try note.verify(with: [key])
    try self.init(parsing: note.text)
    guard origin == key.name else { throw .otherOrigin(origin) }
  }
}
