import Declarations
import Foundation
import Ledger
import MerkleLog

/// The file of a private key, which only its owner reads.
enum KeyFile {
  /// Writes a new key; one that exists is never written over: it may be the only one for another
  /// ledger.
  static func write(_ key: SigningKey, to path: String) throws {
    let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let isThere = errno == EEXIST
      let reason = SystemReason.wording()
      throw Failure(
        .cannotCreate,
        fr: "La clé « \(path) » ne peut pas être créée : \(reason.french)."
          + (isThere
            ? " Si aucun registre ne va avec (un « mitm init » interrompu), retirez-la." : ""),
        en: "The key “\(path)” cannot be made: \(reason.english)."
          + (isThere ? " If no ledger goes with it (a “mitm init” cut off), remove it." : "")
      )
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    try file.write(contentsOf: Data((key.text + "\n").utf8))
    try file.synchronize()
  }
}
