import Declarations
import Foundation
import Ledger
import MerkleLog

/// Files of notes and proofs, which are verified with nothing but a key.
enum Evidence {
  /// The text of a file.
  static func text(of path: String) throws -> String {
    String(decoding: try Input.bytes(of: path, limit: 1 << 28), as: UTF8.self)
  }

  /// Reads and verifies; what is no note or proof at all is bad data, what does not verify a finding.
  static func verifying<Result>(
    _ path: String,
    _ work: () throws(NoteError) -> Result
  ) throws -> Result {
    do throws(NoteError) {
      return try work()
    } catch {
      let status: Failure.Status = if case .malformed = error { .badData } else { .difference }
      throw Failure(
        status,
        fr: "« \(path) » n'est pas vérifié : \(error.wording.french).",
        en: "“\(path)” does not verify: \(error.wording.english)."
      )
    }
  }

  /// Writes a receipt into a folder; the same receipt may be there already.
  static func write(_ bytes: [UInt8], to file: URL) throws {
    let data = Data(bytes)
    if let there = FileManager.default.contents(atPath: file.path) {
      guard there == data else {
        throw Failure(
          .cannotCreate,
          fr: "« \(file.path) » existe déjà et contient autre chose.",
          en: "“\(file.path)” exists already and holds something else."
        )
      }
      return
    }
    try AtomicFile.write(data, to: file.path)
  }
}
