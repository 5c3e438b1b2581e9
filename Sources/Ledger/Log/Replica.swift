import Declarations
import Foundation
import GRDB
import MerkleLog

/// The file in which a node keeps what it has read of a shared log, with its own subtrees and index.
public enum Replica {
  /// Beside a file that follows a shared log, what it follows: who writes to such a file alone would fork the ledger.
  static func mark(of path: String) -> String { path + ".follows" }

  /// What a file follows; nil where it stands for itself.
  static func followed(by path: String) throws -> String? {
    try AtomicFile.read(mark(of: LedgerFile.location(of: path)), limit: 1 << 12)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// Makes the file where there is none.
  ///
  /// - Parameters:
  ///   - path: Where.
  ///   - log: What it follows.
  ///   - name: What that is called, without any secret.
  /// - Throws: ``LedgerError`` when the log cannot be read, or nothing can be made there.
  public static func prepare(at path: String, of log: any LogSource, named name: String) throws {
    do {
      try make(at: path, of: log, named: name)
    } catch let error as LedgerError where error.kind == .cannotCreate {
      // Another process may have made it meanwhile.
      guard FileManager.default.fileExists(atPath: path), try followed(by: path) != nil else {
        throw error
      }
    }
  }

  private static func make(at path: String, of log: any LogSource, named name: String) throws {
    if FileManager.default.fileExists(atPath: path) {
      guard try followed(by: path) == nil else { return }
      throw LedgerError(
        .cannotCreate,
        Wording(
          fr:
            "« \(path) » est un registre qui ne suit aucun journal ; la copie locale en demande un autre.",
          en: "“\(path)” is a ledger that follows no log; the local copy needs another place."
        )
      )
    }
    let identity = try log.identity()
    try AtomicFile.write(
      Data(name.utf8),
      to: mark(of: LedgerFile.location(of: path)),
      isSynced: true
    )
    try LedgerFile.create(at: path, verifierKey: VerifierKey.stored(identity.verifierKey)) { _ in }
  }

  /// Refuses to write to a file that follows a log, past that log.
  static func requireNone(of path: String) throws {
    guard let name = try followed(by: path) else { return }
    throw LedgerError(
      .unusable,
      Wording(
        fr: "« \(path) » est la copie locale de « \(name) » : on enregistre là-bas (--ledger).",
        en: "“\(path)” is the local copy of “\(name)”: what is recorded goes there (--ledger)."
      )
    )
  }
}
