// The fork guard. `<ledger>.head` is the last signed checkpoint, kept beside the database and not in
// it: an older copy that is put in the place of a ledger, or one that was rewritten, does not contain
// the tree that the head names. Every opening compares the two. The head is read before the ledger
// is opened, and written after the events are on disk, so that a ledger is never behind its own head.

import Declarations
import Foundation
import MerkleLog
import Projections

/// The last signed head of a ledger, outside its file.
enum HeadFile {
  static func path(of ledger: String) -> String { ledger + ".head" }

  /// The text of the head; nil where there is no file.
  static func text(of ledger: String) throws -> String? {
    let path = path(of: ledger)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let data = FileManager.default.contents(atPath: path) else {
      let reason = SystemReason.wording()
      throw LedgerError(
        .inputOutput,
        Wording(
          fr: "La tête « \(path) » ne peut pas être lue : \(reason.french).",
          en: "The head “\(path)” cannot be read: \(reason.english)."
        )
      )
    }
    return String(decoding: data, as: UTF8.self)
  }

  /// Replaces the head as one step; a crash leaves the one before or this one.
  static func write(_ note: String, of ledger: String) throws {
    let path = path(of: ledger)
    do {
      try Data(note.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      let reason = SystemReason.wording((error as? CocoaError)?.posixCode ?? EIO)
      throw LedgerError(
        .inputOutput,
        Wording(
          fr:
            "La tête « \(path) » ne peut pas être écrite : \(reason.french). Les événements sont "
            + "enregistrés ; la prochaine écriture les signe.",
          en:
            "The head “\(path)” cannot be written: \(reason.english). The events are recorded; the "
            + "next command that writes signs them."
        )
      )
    }
  }

  /// The checkpoint of a head, once the ledger is seen to contain it.
  ///
  /// - Throws: ``LedgerError`` that says what does not fit and what to do.
  static func check(_ text: String, in reader: LedgerReader) throws -> Checkpoint {
    let head: Checkpoint
    do throws(NoteError) {
      let key = try VerifierKey(parsing: (try? reader.verifierKey) ?? "")
      head = try Checkpoint(verifying: SignedNote(parsing: text), with: key)
    } catch {
      let path = path(of: reader.path)
      throw forked(
        reader.path,
        Wording(
          fr: "la tête « \(path) » n'est pas la sienne : \(error.wording.french)",
          en: "the head “\(path)” is not its own: \(error.wording.english)"
        )
      )
    }
    let size = try reader.size
    guard head.size <= size else {
      throw forked(
        reader.path,
        Wording(
          fr:
            "il a \(size) événements, et \(head.size) sont déjà signés : c'est une copie plus "
            + "ancienne",
          en:
            "it has \(size) events, and \(head.size) are signed already: it is an earlier copy"
        )
      )
    }
    guard let root = try? reader.root(of: .init(size: head.size)), root == head.root else {
      throw forked(
        reader.path,
        Wording(
          fr:
            "ses \(head.size) premiers événements ne sont pas ceux qui ont été signés : c'est une "
            + "copie modifiée",
          en:
            "its first \(head.size) events are not those that were signed: it is an edited copy"
        )
      )
    }
    return head
  }

  static func missing(_ ledger: String) -> LedgerError {
    forked(
      ledger,
      Wording(
        fr: "sa tête signée « \(path(of: ledger)) » manque",
        en: "its signed head “\(path(of: ledger))” is missing"
      )
    )
  }

  private static func forked(_ ledger: String, _ what: Wording) -> LedgerError {
    LedgerError(
      .forked,
      Wording(
        fr:
          "« \(ledger) » n'est pas ouvert : \(what.french). « mitm verify » dit ce qui ne va pas. "
          + "Remettez la bonne copie et sa tête ; si cette copie doit faire foi, « mitm restore » "
          + "dit ce qui est perdu et l'inscrit au registre.",
        en:
          "“\(ledger)” is not opened: \(what.english). “mitm verify” says what is wrong. Put the "
          + "right copy and its head back; if this copy is to stand, “mitm restore” says what is "
          + "lost and records it."
      )
    )
  }
}

extension CocoaError {
  /// The code of the system below, where there is one.
  fileprivate var posixCode: Int32? {
    (underlying as? POSIXError)?.code.rawValue
  }
}
