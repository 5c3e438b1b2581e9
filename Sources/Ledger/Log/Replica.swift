import Declarations
import Foundation
import GRDB
import MerkleLog

/// The file in which a node keeps what it has read of a shared log, with its own subtrees and index.
public enum Replica {
  /// Beside a file that follows a shared log, what it follows.
  static func mark(of path: String) -> String { path + ".follows" }

  /// What a file follows; nil where it stands for itself.
  ///
  /// The file says itself that it follows, wherever it was copied to; beside it stands what.
  static func followed(by path: String) throws -> String? {
    let path = LedgerFile.location(of: path)
    return try followed(by: path, LedgerFile.Format(ofFileAt: path))
  }

  private static func followed(by path: String, _ format: LedgerFile.Format?) throws -> String? {
    guard format != .ledger else { return nil }
    let name = try AtomicFile.read(mark(of: path), limit: 1 << 12)
    return name.map { String(decoding: $0, as: UTF8.self) }
      ?? (format == .replica ? "postgres://…" : nil)
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
    try forgetHead(of: path, if: log)
    try AtomicFile.write(
      Data(name.utf8),
      to: mark(of: LedgerFile.location(of: path)),
      isSynced: true
    )
    try LedgerFile.create(
      at: path,
      as: .replica,
      verifierKey: VerifierKey.stored(identity.verifierKey)
    ) { _ in }
  }

  /// Where a file was removed and its signed head left, the log has to contain what was read of it before.
  private static func forgetHead(of path: String, if log: any LogSource) throws {
    let path = LedgerFile.location(of: path)
    guard let text = try HeadFile.text(of: path) else { return }
    if let signed = try? Checkpoint(parsing: SignedNote(parsing: text).text) {
      guard try log.checkpoint(at: signed.size)?.root == signed.root else {
        throw LogCopy.forked(signed.size)
      }
    }
    try FileManager.default.removeItem(atPath: HeadFile.path(of: path))
  }

  /// Refuses to write to a file that follows a log, past that log.
  ///
  /// - Parameters:
  ///   - path: The file itself, not a link to it.
  ///   - format: What it says it is.
  /// - Throws: ``LedgerError`` where it follows a log.
  static func requireNone(of path: String, _ format: LedgerFile.Format?) throws {
    guard let name = try followed(by: path, format) else { return }
    throw LedgerError(
      .unusable,
      Wording(
        fr:
          "« \(path) » est la copie locale de « \(name) » : on enregistre là-bas (--ledger) ; « mitm copy » en fait un "
          + "registre à part.",
        en:
          "“\(path)” is the local copy of “\(name)”: what is recorded goes there (--ledger); “mitm copy” makes a ledger of "
          + "its own of it."
      )
    )
  }
}
