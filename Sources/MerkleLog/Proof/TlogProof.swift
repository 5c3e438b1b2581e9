// C2SP tlog-proof:
//
//   "c2sp.org/tlog-proof@v1"
//   "extra " base64                       may be absent; nothing authenticates it
//   "index " decimal
//   base64 of a hash, from the leaf's sibling up, one a line
//   an empty line
//   the signed checkpoint, verbatim

/// That an event stands in a ledger of which a signed checkpoint tells.
public struct TlogProof: Sendable, Equatable {
  private static let header = "c2sp.org/tlog-proof@v1"

  /// The place and the path of the event.
  public let inclusion: InclusionProof
  /// What the maker added, which nothing authenticates.
  public let extra: [UInt8]?
  /// The signed checkpoint, verbatim.
  public let checkpoint: String

  /// Puts a proof together.
  public init(_ inclusion: InclusionProof, extra: [UInt8]? = nil, checkpoint: String) {
    self.inclusion = inclusion
    self.extra = extra
    self.checkpoint = checkpoint
  }

  /// The proof as it is written.
  public var encoded: String {
    var lines = [Self.header]
    if let extra { lines.append("extra \(Base64.encode(extra))") }
    lines.append("index \(inclusion.index)")
    lines += inclusion.hashes.map(\.base64)
    return lines.map { $0 + "\n" }.joined() + "\n" + checkpoint
  }

  /// Reads a proof; the checkpoint in it is read by whoever verifies it.
  ///
  /// - Throws: ``NoteError`` with the line that is none of a proof's.
  public init(parsing encoded: String) throws(NoteError) {
    let lines = encoded.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first == Self.header[...] else { throw .malformed(line: 1) }
    var next = 1
    var extra: [UInt8]?
    if next < lines.count, lines[next].hasPrefix("extra ") {
      guard let bytes = Base64.decode(String(lines[next].dropFirst(6))) else {
        throw .malformed(line: next + 1)
      }
      extra = bytes
      next += 1
    }
    guard next < lines.count, lines[next].hasPrefix("index "),
      let index = Int(lines[next].dropFirst(6)), String(index) == lines[next].dropFirst(6),
      index >= 0
    else { throw .malformed(line: next + 1) }
    next += 1
    var hashes: [Hash] = []
    while next < lines.count, !lines[next].isEmpty {
      guard hashes.count < Int.bitWidth, let bytes = Base64.decode(String(lines[next])),
        let hash = Hash(bytes: bytes)
      else { throw .malformed(line: next + 1) }
      hashes.append(hash)
      next += 1
    }
    guard next + 1 < lines.count else { throw .malformed(line: next + 1) }
    self.init(
      InclusionProof(index: index, hashes: hashes),
      extra: extra,
      checkpoint: lines[(next + 1)...].joined(separator: "\n")
    )
  }

  /// Checks that bytes stand at the place that the proof names, in a ledger that a known key signed.
  ///
  /// - Parameters:
  ///   - bytes: The canonical bytes of the event.
  ///   - key: The verifier key of the ledger.
  /// - Returns: The checkpoint, once everything fits; nil when the bytes do not stand there.
  /// - Throws: ``NoteError`` when the checkpoint is none, or the key did not sign it.
  public func verify(_ bytes: [UInt8], with key: VerifierKey) throws(NoteError) -> Checkpoint? {
    let checkpoint = try Checkpoint(verifying: SignedNote(parsing: checkpoint), with: key)
    let isProved = inclusion.proves(
      leaf: MerkleTree.leaf(bytes),
      size: checkpoint.size,
      root: checkpoint.root
    )
    return isProved ? checkpoint : nil
  }
}
