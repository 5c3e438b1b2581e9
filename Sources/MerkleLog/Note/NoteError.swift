/// Why a note, a checkpoint or a proof is not taken.
public enum NoteError: Error, Sendable, Equatable {
  /// A text of another form than the format's; the line, from 1, where it shows.
  case malformed(line: Int)
  /// A key that is none.
  case malformedKey
  /// A signature of a key that is known, and it does not fit.
  case badSignature(name: String)
  /// No signature of a key that is known.
  case noKnownSignature
}
