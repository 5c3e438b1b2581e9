import Foundation
public import MerkleLog

extension LedgerWriter {
  /// Makes a new ledger, whose origin is the name of the key, and signs that it is empty.
  ///
  /// The ledger comes last: whoever is killed meanwhile leaves none, and never one that nobody can write to.
  ///
  /// - Parameters:
  ///   - path: Where.
  ///   - key: Its private key.
  ///   - keep: Puts the key where it will be found, before the ledger is there.
  /// - Throws: ``LedgerError`` when something stands at the path, or nothing can be made there; what `keep` throws.
  public static func create(
    at path: String,
    signing key: SigningKey,
    keeping keep: () throws -> Void = {}
  ) throws {
    let location = LedgerFile.location(of: path)
    guard !FileManager.default.fileExists(atPath: path) else { throw LedgerFile.exists(path) }
    try HeadFile.requireNone(of: location)
    let empty = try key.emptyCheckpoint()
    try LedgerFile.create(at: path, verifierKey: key.verifier) { db in
      try CheckpointTable.insert(empty, db)
      try keep()
      try HeadFile.write(empty.note, of: location)
    }
  }
}
