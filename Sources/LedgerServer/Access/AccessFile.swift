import CanonicalJSON
package import Declarations
import Foundation
import Ledger

/// The tokens of a ledger, as hashes, in `<ledger>.access`: one grant a line, none ever removed.
///
/// It is no part of the record: who may ask changes no answer.
package struct AccessFile: Sendable {
  private let path: String

  /// The file beside a ledger.
  package init(ofLedger path: String) {
    self.path = LedgerReader.location(of: path) + ".access"
  }

  /// Every grant, in the order in which they were made; none where there is no file.
  ///
  /// - Throws: ``Declarations/Refusal`` that names the line that cannot be read: a grant that might have been
  ///   revoked is never passed over.
  package func grants() throws -> [Grant] {
    guard let text = try AtomicFile.read(path) else { return [] }
    let lines = text.split(separator: 0x0A)
    return try lines.enumerated().map { index, line in
      guard case .object(let object)? = try? JSONReader.value(of: Array(line)),
        let grant = Grant(object)
      else { throw unreadable(line: index + 1) }
      return grant
    }
  }

  private func unreadable(line: Int) -> Refusal {
    Refusal(
      .malformed,
      Wording(
        fr:
          "\(path), ligne \(line) : ce n'est pas un accès. Rien n'est ouvert tant qu'elle n'est pas réparée.",
        en: "\(path), line \(line): this is no grant. Nothing is open until it is mended."
      )
    )
  }

  /// Adds a grant.
  package func add(_ grant: Grant) throws {
    _ = try change { $0.append(grant) }
  }

  /// Revokes a grant.
  ///
  /// - Returns: The grant as it is now; nil where there is none with this id.
  package func revoke(_ id: String, at moment: Instant) throws -> Grant? {
    try change { grants in
      guard let place = grants.firstIndex(where: { $0.id == id }) else { return nil }
      grants[place].revoke(at: moment)
      return grants[place]
    }
  }

  /// One at a time: whoever read before another wrote would take back what that one revoked.
  ///
  /// - Returns: What the work returns; nil where it changed nothing, and nothing is written.
  private func change<Result>(_ work: (inout [Grant]) -> Result?) throws -> Result? {
    let lock = try WriterLock(ledger: path)
    var grants = try grants()
    guard let result = work(&grants) else { return nil }
    let lines = grants.map { JSONValue.object($0.json).canonicalText + "\n" }
    try AtomicFile.write(Data(lines.joined().utf8), to: path)
    return withExtendedLifetime(lock) { result }
  }

  /// What a token allows at a moment; nil where it is unknown, expired or revoked.
  package func grant(of token: String, at moment: Instant) throws -> Grant? {
    let digest = Grant.digest(of: token)
    return try grants().first { $0.digest == digest && $0.isValid(at: moment) }
  }
}
