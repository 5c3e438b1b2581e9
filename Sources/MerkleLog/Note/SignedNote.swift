// C2SP signed-note:
//
//   text, every line ended by a newline
//   an empty line
//   "— " name " " base64(4-byte key id ‖ signature) newline, once or more
//
// The text ends at the last empty line. A signature of a key that is not known is kept and passed
// over; one of a known key that does not fit refuses the whole note.

/// A text with signatures under it.
public struct SignedNote: Sendable, Equatable {
  /// A line of signature, of whatever algorithm.
  public struct Signature: Sendable, Equatable {
    /// The name of the key.
    public let name: String
    /// The first 4 bytes of the hash of name, algorithm and key.
    public let keyID: [UInt8]
    /// What the algorithm put there.
    public let bytes: [UInt8]
  }

  /// The signatures that a note may have; more is no note of ours.
  public static let signatureLimit = 100

  /// The text, with its last newline.
  public let text: String
  /// The signatures, in the order in which they stand.
  public let signatures: [Signature]

  /// Puts signatures under a text, which must end with a newline.
  public init(text: String, signatures: [Signature]) {
    self.text = text
    self.signatures = signatures
  }

  /// The note as it is written.
  public var encoded: String {
    text + "\n"
      + signatures.map { "— \($0.name) \(Base64.encode($0.keyID + $0.bytes))\n" }.joined()
  }

  /// Checks the note against keys that are known.
  ///
  /// - Parameter keys: The keys.
  /// - Returns: Those that signed it.
  /// - Throws: ``NoteError`` when a known key's signature does not fit or cannot be verified here, or
  ///   no known key signed.
  @discardableResult
  public func verify(with keys: [VerifierKey]) throws(NoteError) -> [VerifierKey] {
    var verified: [VerifierKey] = []
    for signature in signatures {
      let known = keys.first { $0.name == signature.name && $0.id == signature.keyID }
      guard let known else { continue }
      guard known.isSupported else { throw .unsupportedAlgorithm(known.algorithm) }
      guard known.verifies(signature.bytes, of: text) else {
        throw .badSignature(name: signature.name)
      }
      verified.append(known)
    }
    guard !verified.isEmpty else { throw .noKnownSignature }
    return verified
  }
}

extension SignedNote {
  /// Reads a note.
  ///
  /// - Throws: ``NoteError`` with the line that is none of a note's.
  public init(parsing encoded: String) throws(NoteError) {
    let lines = encoded.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    guard lines.last?.isEmpty == true, lines.count >= 3 else {
      throw .malformed(line: lines.count)
    }
    for (index, line) in lines.enumerated() where line.contains(where: { $0 < 0x20 }) {
      throw .malformed(line: index + 1)
    }
    let body = lines.dropLast()
    guard let blank = body.lastIndex(where: \.isEmpty), blank > 0, blank + 1 < body.endIndex,
      body.count - blank - 1 <= Self.signatureLimit
    else { throw .malformed(line: lines.count) }
    var signatures: [Signature] = []
    for index in (blank + 1)..<body.endIndex {
      guard let signature = Signature(line: String(Substring(body[index]))) else {
        throw .malformed(line: index + 1)
      }
      signatures.append(signature)
    }
    text = body[..<blank].map { String(Substring($0)) + "\n" }.joined()
    self.signatures = signatures
  }
}

extension SignedNote {
  /// Reads notes that stand one after the other in a text.
  ///
  /// A note begins where a line that is no signature follows one that is.
  ///
  /// - Throws: ``NoteError`` with the line of the text that is none of a note's.
  public static func sequence(parsing text: String) throws(NoteError) -> [SignedNote] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    var notes: [SignedNote] = []
    var start = lines.startIndex
    for index in lines.indices {
      let isLast = index + 1 == lines.endIndex
      guard lines[index].hasPrefix("— "), isLast || !lines[index + 1].hasPrefix("— ") else {
        continue
      }
      let part = lines[start...index].map { $0 + "\n" }.joined()
      do throws(NoteError) {
        notes.append(try SignedNote(parsing: part))
      } catch .malformed(let line) {
        throw .malformed(line: start + line)
      }
      start = index + 1
    }
    guard start == lines.endIndex, !notes.isEmpty, text.hasSuffix("\n") else {
      throw .malformed(line: start + 1)
    }
    return notes
  }
}

extension SignedNote.Signature {
  fileprivate init?(line: String) {
    let parts = line.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "—", VerifierKey.isName(String(parts[1])),
      let blob = Base64.decode(String(parts[2])), blob.count > 4
    else { return nil }
    name = String(parts[1])
    keyID = Array(blob.prefix(4))
    bytes = Array(blob.dropFirst(4))
  }
}
