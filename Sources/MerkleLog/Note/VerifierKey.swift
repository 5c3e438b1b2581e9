// C2SP signed-note, tlog-cosignature: a verifier key is
//
//   name "+" hex8(key id) "+" base64(algorithm ‖ public key)
//   key id = SHA-256(name ‖ 0x0A ‖ algorithm ‖ public key)[0..<4]
//
//   0x01  Ed25519 over the note's text
//   0x04  Ed25519 cosignature: 8-byte big-endian seconds ‖ signature over
//         "cosignature/v1\ntime <seconds>\n" ‖ text
//
//   0x06  cosignature with ML-DSA-44, for which swift-crypto has no verifier
//
// A key of another algorithm, as of ML-DSA, is read and kept; nothing that it signed is believed.

import Crypto

/// A public key that verifies notes.
public struct VerifierKey: Sendable, Equatable {
  /// The algorithm byte of Ed25519.
  public static let ed25519: UInt8 = 0x01
  /// The algorithm byte of a cosignature with Ed25519.
  public static let cosignature: UInt8 = 0x04

  /// The name of the key: of a ledger's key its origin, of a witness's the name of the witness.
  public let name: String
  /// The algorithm byte; ``isSupported`` says whether it is one that is verified here.
  public let algorithm: UInt8
  /// The bytes of the public key: 32 for Ed25519.
  public let publicKey: [UInt8]

  /// Names a public key.
  public init(name: String, algorithm: UInt8 = Self.ed25519, publicKey: [UInt8]) {
    self.name = name
    self.algorithm = algorithm
    self.publicKey = publicKey
  }

  /// The first 4 bytes of the hash of name, algorithm and key.
  public var id: [UInt8] {
    Array(Hash(of: Array(name.utf8) + [0x0A, algorithm] + publicKey).bytes.prefix(4))
  }

  /// The one-line form: `name+id+key`.
  public var text: String {
    let id = String(decoding: Hex.encode(id), as: UTF8.self)
    return "\(name)+\(id)+\(Base64.encode([algorithm] + publicKey))"
  }

  /// Whether a text can name a key: not empty, no white space, no plus sign.
  public static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.unicodeScalars.allSatisfy {
        !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20 && $0.value != 0x7F
      }
  }

  /// Whether signatures of this key can be verified here.
  public var isSupported: Bool {
    [Self.ed25519, Self.cosignature].contains(algorithm)
  }

  /// Whether a signature of this key fits a text.
  public func verifies(_ signature: [UInt8], of text: String) -> Bool {
    switch algorithm {
    case Self.ed25519: isSigned(Array(text.utf8), by: signature)
    case Self.cosignature:
      signature.count == 72
        && isSigned(
          Array("cosignature/v1\ntime \(Self.seconds(signature))\n".utf8) + Array(text.utf8),
          by: Array(signature.dropFirst(8))
        )
    default: false
    }
  }

  private func isSigned(_ bytes: [UInt8], by signature: [UInt8]) -> Bool {
    guard signature.count == 64, isCanonical,
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
    else { return false }
    return key.isValidSignature(signature, for: bytes)
  }

  /// Whether the 32 bytes are the one spelling of a point (RFC 8032, section 5.1.3).
  ///
  /// Verifiers differ on the others: some take them, some do not, and what one takes another must.
  private var isCanonical: Bool {
    guard let last = publicKey.last, publicKey.count == 32 else { return false }
    // Little-endian, the sign of x in the top bit; y is below p = 2^255 − 19.
    let y = publicKey.dropLast() + [last & 0x7F]
    let isBelow = y[0] < 0xED || y[31] != 0x7F || y[1..<31].contains { $0 != 0xFF }
    // Where x is 0, for y = 1 and y = −1, its sign has one spelling.
    let isOne = y[0] == 1 && y[1...].allSatisfy { $0 == 0 }
    let isMinusOne = y[0] == 0xEC && y[1..<31].allSatisfy { $0 == 0xFF } && y[31] == 0x7F
    return isBelow && !((isOne || isMinusOne) && last & 0x80 != 0)
  }

  private static func seconds(_ signature: [UInt8]) -> UInt64 {
    signature.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension VerifierKey {
  /// Reads the one-line form.
  ///
  /// - Throws: ``NoteError`` when it is none, or its id is not that of the key.
  public init(parsing text: String) throws(NoteError) {
    let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, Self.isName(String(parts[0])),
      let blob = Base64.decode(String(parts[2])), let algorithm = blob.first
    else { throw .malformedKey }
    self.init(
      name: String(parts[0]),
      algorithm: algorithm,
      publicKey: Array(blob.dropFirst())
    )
    guard self.text == text, !isSupported || publicKey.count == 32 else { throw .malformedKey }
  }
}
