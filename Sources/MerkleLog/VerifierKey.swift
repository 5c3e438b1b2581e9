// C2SP signed-note: a verifier key is
//
//   name "+" hex8(key id) "+" base64(0x01 ‖ 32-byte Ed25519 public key)
//   key id = SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)[0..<4]

/// The public key of a ledger, as signed notes name it.
public struct VerifierKey: Sendable, Equatable {
  /// The algorithm byte of Ed25519.
  public static let ed25519: UInt8 = 0x01

  /// The name of the key: the ledger's origin.
  public let name: String
  /// The 32 bytes of the Ed25519 public key.
  public let publicKey: [UInt8]

  /// Names a public key.
  public init(name: String, publicKey: [UInt8]) {
    self.name = name
    self.publicKey = publicKey
  }

  /// The first 4 bytes of the hash of name and key.
  public var id: [UInt8] {
    Array(Hash(of: Array(name.utf8) + [0x0A, Self.ed25519] + publicKey).bytes.prefix(4))
  }

  /// The one-line form: `name+id+key`.
  public var text: String {
    let id = String(decoding: Hex.encode(id), as: UTF8.self)
    return "\(name)+\(id)+\(Base64.encode([Self.ed25519] + publicKey))"
  }

  /// Whether a text can name a key: not empty, no white space, no plus sign.
  public static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.unicodeScalars.allSatisfy {
        !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20 && $0.value != 0x7F
      }
  }
}
