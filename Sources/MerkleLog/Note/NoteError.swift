/// Why a note, a checkpoint or a proof is not taken.
public enum NoteError: Error, Sendable, Equatable {
  /// A text of another form than the format's; the line, from 1, where it shows.
  case malformed(line: Int)
  /// A key that is none.
  case malformedKey
  /// A key of an algorithm that is read and kept, and that nothing here can verify.
  case unsupportedAlgorithm(UInt8)
  /// A signature of a key that is known, and it does not fit.
  case badSignature(name: String)
  /// No signature of a key that is known.
  case noKnownSignature
  /// A checkpoint of another ledger than the key's.
  case otherOrigin(String)
}
