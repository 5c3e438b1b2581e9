package import CanonicalJSON
import Crypto
package import Declarations
import MerkleLog

/// What a token stands for; the token itself is nowhere but with who holds it.
package struct Grant: Sendable, Equatable {
  /// Names the grant, and says nothing of the token.
  package let id: String
  /// Who holds the token, as people say it.
  package let name: String
  /// What it allows, and of which lab where it is one's.
  package let role: Role
  /// The SHA-256 of the token, in hexadecimal.
  package let digest: String
  /// When the token was issued.
  package let createdAt: Instant
  /// From when on it is nothing; nil where it does not end by itself.
  package let expiresAt: Instant?
  /// When it was revoked; nil where it was not.
  package private(set) var revokedAt: Instant?

  /// A token and what it stands for.
  ///
  /// - Parameters:
  ///   - name: Who holds it.
  ///   - role: What it allows.
  ///   - createdAt: Now.
  ///   - expiresAt: When it ends; nil for never.
  /// - Returns: The token, to be shown once, and its grant.
  package static func issue(
    to name: String,
    _ role: Role,
    at createdAt: Instant,
    until expiresAt: Instant?
  ) -> (token: String, grant: Grant) {
    // 32 bytes, so that no digest leads back to the token.
    let token = "mitm_" + Base64.encodeForURL(randomBytes(32))
    let grant = Grant(
      id: hexadecimal(randomBytes(4)),
      name: name,
      role: role,
      digest: digest(of: token),
      createdAt: createdAt,
      expiresAt: expiresAt,
      revokedAt: nil
    )
    return (token, grant)
  }

  /// The digest by which a token is found.
  static func digest(of token: String) -> String {
    hexadecimal(Array(SHA256.hash(data: Array(token.utf8))))
  }

  /// Bytes that nobody can guess.
  static func randomBytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: .min ... .max) }
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  /// Whether it allows anything at a moment.
  package func isValid(at moment: Instant) -> Bool {
    revokedAt == nil && expiresAt.map { moment < $0 } ?? true
  }

  /// Ends it; once it is revoked it stays so.
  mutating func revoke(at moment: Instant) {
    revokedAt = revokedAt ?? moment
  }
}

extension Grant {
  /// The line of the file.
  package var json: JSONObject {
    var object: JSONObject = [
      "createdAt": .string(createdAt.recordedText), "id": .string(id), "name": .string(name),
      "role": .string(role.name), "sha256": .string(digest),
    ]
    object["lab"] = role.lab?.json
    object["expiresAt"] = expiresAt.map { .string($0.recordedText) }
    object["revokedAt"] = revokedAt.map { .string($0.recordedText) }
    return object
  }

  private static let keys: Set<String> = [
    "createdAt", "expiresAt", "id", "lab", "name", "revokedAt", "role", "sha256",
  ]

  /// Reads a line of the file; nil where it is none.
  init?(_ json: JSONObject) {
    func instant(_ key: String) -> Instant?? {
      guard let value = json[key] else { return .some(nil) }
      // What is there and cannot be read is no grant: it may be a revocation.
      return value.string.flatMap { try? Instant(parsing: $0) }.map { .some($0) }
    }
    guard json["lab"] == nil || json["lab"]?.string != nil,
      Set(json.members.map(\.key)).isSubset(of: Self.keys)
    else { return nil }
    guard let id = json["id"]?.string, let name = json["name"]?.string,
      let digest = json["sha256"]?.string,
      let role = Role(
        json["role"]?.string ?? "",
        lab: json["lab"]?.string.flatMap { try? Lab(parsing: $0) }
      ),
      let createdAt = instant("createdAt") ?? nil, let expiresAt = instant("expiresAt"),
      let revokedAt = instant("revokedAt")
    else { return nil }
    self.init(
      id: id,
      name: name,
      role: role,
      digest: digest,
      createdAt: createdAt,
      expiresAt: expiresAt,
      revokedAt: revokedAt
    )
  }
}
