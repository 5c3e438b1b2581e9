// The private key of a ledger in the form of Go's note package, which tools of signed notes read:
//
//   "PRIVATE+KEY+" name "+" hex8(key id) "+" base64(0x01 ‖ 32-byte seed)

import Crypto

/// The key that signs a ledger's checkpoints.
///
/// It lives outside the ledger file.
public struct SigningKey: Sendable {
  /// The name of the key: the ledger's origin.
  public let name: String
  private let key: Curve25519.Signing.PrivateKey

  /// Makes a new key from the system's randomness.
  public init(name: String) {
    self.name = name
    key = Curve25519.Signing.PrivateKey()
  }

  /// Makes the key that 32 bytes stand for; nil for any other number.
  public init?(name: String, seed: [UInt8]) {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else { return nil }
    self.name = name
    self.key = key
  }

  /// The key that verifies what this one signs.
  public var verifier: VerifierKey {
    VerifierKey(name: name, publicKey: Array(key.publicKey.rawRepresentation))
  }

  /// The one-line form, to be kept in a file that only its owner reads.
  public var text: String {
    let id = String(decoding: Hex.encode(verifier.id), as: UTF8.self)
    let seed = Base64.encode([VerifierKey.ed25519] + Array(key.rawRepresentation))
    return "PRIVATE+KEY+\(name)+\(id)+\(seed)"
  }

  /// Signs a text, which must end with a newline.
  ///
  /// On Linux the same text always gets the same signature.
  ///
  /// - Throws: What swift-crypto throws, for a key that it cannot use.
  public func sign(_ text: String) throws -> SignedNote {
    let bytes = try key.signature(for: Array(text.utf8))
    let signature = SignedNote.Signature(name: name, keyID: verifier.id, bytes: Array(bytes))
    return SignedNote(text: text, signatures: [signature])
  }
}

extension SigningKey {
  /// Reads the one-line form.
  ///
  /// - Throws: ``NoteError`` when it is none.
  public init(parsing text: String) throws(NoteError) {
    let prefix = "PRIVATE+KEY+"
    let parts = text.dropFirst(prefix.count)
      .split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard text.hasPrefix(prefix), parts.count == 3, VerifierKey.isName(String(parts[0])),
      let blob = Base64.decode(String(parts[2])), blob.first == VerifierKey.ed25519,
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: blob.dropFirst())
    else { throw .malformedKey }
    name = String(parts[0])
    self.key = key
    guard self.text == text else { throw .malformedKey }
  }
}
