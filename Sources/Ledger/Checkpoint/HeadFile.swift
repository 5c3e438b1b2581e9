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
    do {
      return try AtomicFile.read(path, limit: 1 << 20).map { String(decoding: $0, as: UTF8.self) }
    } catch {
      let reason = SystemReason.wording((error as? CocoaError)?.posixCode ?? EIO)
      throw LedgerError(
        .inputOutput,
        Wording(
          fr: "La tête « \(path) » ne peut pas être lue : \(reason.french).",
          en: "The head “\(path)” cannot be read: \(reason.english)."
        )
      )
    }
  }

  /// Replaces the head as one step; a crash leaves the one before or this one.
  ///
  /// - Parameters:
  ///   - note: The signed checkpoint.
  ///   - ledger: The ledger.
  ///   - isSynced: Whether to wait for the disk. The next writer makes it again where it lags, so that no append waits; where
  ///     another file was put in place, the head before would be taken for that of a later ledger.
  /// - Throws: ``LedgerError`` with the reason of the system.
  static func write(_ note: String, of ledger: String, isSynced: Bool = false) throws {
    let path = path(of: ledger)
    do {
      try AtomicFile.write(Data(note.utf8), to: path, isSynced: isSynced)
    } catch {
      let reason = SystemReason.wording((error as? CocoaError)?.posixCode ?? EIO)
      throw LedgerError(
        .inputOutput,
        Wording(
          fr:
            "La tête « \(path) » ne peut pas être écrite : \(reason.french). Ce qui est enregistré "
            + "est signé ; la tête, elle, est en retard.",
          en:
            "The head “\(path)” cannot be written: \(reason.english). What is recorded is signed; the "
            + "head lags behind."
        )
      )
    }
  }

  /// The checkpoint of a head, once the ledger is seen to contain it.
  ///
  /// - Throws: ``LedgerError`` that says what does not fit and what to do.
  static func check(_ text: String, in reader: LedgerReader) throws -> Checkpoint {
    let head: Checkpoint
    let known = try unlessDamaged { try reader.verifierKey } ?? ""
    do throws(NoteError) {
      let key = try VerifierKey(parsing: known)
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
      let events = Wording(size, fr: "événement", en: "event")
      throw forked(
        reader.path,
        Wording(
          fr:
            "il a \(events.french), et \(head.size) ont déjà été signés : c'est une copie plus "
            + "ancienne",
          en:
            "it has \(events.english), and \(head.size) were signed before: it is an earlier copy"
        )
      )
    }
    let root = try unlessDamaged { try reader.root(of: .init(size: head.size)) }
    guard root == head.root else {
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

  /// What is read; nil where it is damaged: what a disk or another process keeps from being read is no fork.
  private static func unlessDamaged<Result>(_ read: () throws -> Result) throws -> Result? {
    do {
      return try read()
    } catch let error as LedgerError where [.inputOutput, .busy].contains(error.kind) {
      throw error
    } catch {
      return nil
    }
  }

  static func missing(_ ledger: String) -> LedgerError {
    let head = path(of: ledger)
    return LedgerError(
      .forked,
      Wording(
        fr:
          "Rien n'est écrit dans « \(ledger) » : sa tête signée « \(head) » manque, et rien ne dit ce "
          + "qui a déjà été signé. Remettez-la ; si elle est perdue, « mitm restore » l'inscrit au "
          + "registre et en signe une nouvelle.",
        en:
          "Nothing is written to “\(ledger)”: its signed head “\(head)” is missing, and nothing says "
          + "what was signed before. Put it back; if it is lost, “mitm restore” records that and signs "
          + "a new one."
      )
    )
  }

  /// Refuses to make a ledger beside the head of another one.
  ///
  /// A head that signs no event is what was left where the making of a ledger was cut off.
  static func requireNone(of ledger: String) throws {
    let head = path(of: ledger)
    guard let text = try text(of: ledger) else { return }
    let signed = try? Checkpoint(parsing: SignedNote(parsing: text).text)
    guard signed?.size != 0 else { return }
    throw LedgerError(
      .cannotCreate,
      Wording(
        fr:
          "« \(head) » est la tête signée d'un registre qui n'est plus là : rien n'est créé à sa place. "
          + "Remettez le registre, ou une copie avec « mitm restore ».",
        en:
          "“\(head)” is the signed head of a ledger that is no longer there: nothing is made in its "
          + "place. Put the ledger back, or a copy by “mitm restore”."
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
