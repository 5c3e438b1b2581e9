import Declarations
import Foundation
import GRDB
import MerkleLog

/// The signed checkpoints, each against the tree when it has the size that they name.
struct CheckpointAudit {
  private struct Expected {
    let checkpoint: Checkpoint
    /// The row of the table; nil for the checkpoint that whoever verifies trusts.
    let row: String?
  }

  private let key: VerifierKey?
  private let start: Int
  /// By size, the largest first, so that the next one is the last.
  private var expected: [Expected] = []
  private var signed = 0
  private var storedCount = 0

  init(key: VerifierKey?, start: Int) {
    self.key = key
    self.start = start
  }

  /// Takes the checkpoint that whoever verifies trusts.
  ///
  /// - Throws: ``LedgerError`` when it is not signed by the key, or does not cover the events that
  ///   are to be taken from it.
  mutating func trust(_ options: Verification.Options) throws {
    guard let note = options.checkpoint else {
      guard options.start == 0 else { throw Self.needsCheckpoint }
      return
    }
    guard let key else { return }
    let checkpoint: Checkpoint
    do throws(NoteError) {
      checkpoint = try Checkpoint(verifying: note, with: key)
    } catch {
      throw LedgerError(
        .unusable,
        Wording(
          fr: "Le point de contrôle n'est pas celui de ce registre : \(error.wording.french).",
          en: "The checkpoint is not one of this ledger: \(error.wording.english)."
        )
      )
    }
    guard checkpoint.size >= options.start else {
      throw LedgerError(
        .unusable,
        Wording(
          fr:
            "Le point de contrôle couvre \(checkpoint.size) événements : la vérification peut "
            + "commencer là au plus tard.",
          en:
            "The checkpoint covers \(checkpoint.size) events: the verification can begin there at "
            + "the latest."
        )
      )
    }
    expected.append(Expected(checkpoint: checkpoint, row: nil))
  }

  private static let needsCheckpoint = LedgerError(
    .unusable,
    Wording(
      fr: "Commencer après le premier événement demande un point de contrôle de confiance.",
      en: "Beginning after the first event needs a trusted checkpoint."
    )
  )

  /// Reads the stored checkpoints and their signatures.
  mutating func readStored(_ db: Database, _ verification: inout Verification) throws {
    let rows = try Row.fetchCursor(db, sql: "SELECT size, root, note FROM checkpoint")
    while let row = try rows.next() {
      storedCount += 1
      let size = Int.fromDatabaseValue(row[0]) ?? -1
      let root = Data.fromDatabaseValue(row[1]).map(Array.init)
      let note = Data.fromDatabaseValue(row[2])
      guard let key else { continue }
      do throws(NoteError) {
        let text = note.flatMap { String(validating: $0, as: UTF8.self) } ?? ""
        let read = try SignedNote(parsing: text)
        let checkpoint = try Checkpoint(verifying: read, with: key)
        guard checkpoint.size == size, checkpoint.root.bytes == root, read.encoded == text else {
          throw .malformed(line: 2)
        }
        expected.append(Expected(checkpoint: checkpoint, row: String(size)))
      } catch {
        verification.add(
          .checkpoint,
          in: .init(table: "checkpoint", key: String(size)),
          "Le point de contrôle de \(size) événements ne tient pas : \(error.wording.french).",
          "The checkpoint of \(size) events does not hold: \(error.wording.english)."
        )
      }
    }
    expected.sort { $0.checkpoint.size > $1.checkpoint.size }
    while let next = expected.last, next.checkpoint.size < start { expected.removeLast() }
  }

  /// Compares the tree as it is with the checkpoints of its size.
  mutating func compare(_ events: EventAudit, _ verification: inout Verification) {
    while let next = expected.last, next.checkpoint.size <= events.size {
      expected.removeLast()
      let size = next.checkpoint.size
      // What is missing is said already, and no tree can be compared after it.
      guard !events.gaps.contains(where: { $0.lowerBound < size }) else { continue }
      guard size < events.size || !events.fits(next.checkpoint.root) else {
        signed = size
        continue
      }
      verification.add(
        .checkpoint,
        at: size > signed ? signed : nil,
        in: next.row.map { .init(table: "checkpoint", key: $0) },
        "Les \(size) premiers événements ne sont pas ceux qui ont été signés ; les \(signed) premiers "
          + "le sont.",
        "The first \(size) events are not those that were signed; the first \(signed) are."
      )
    }
  }

  /// Looks for checkpoints of events that are not there, and for events without a checkpoint.
  func finish(
    _ events: EventAudit,
    in reader: LedgerReader,
    _ verification: inout Verification
  ) throws {
    for missing in expected.reversed() {
      let size = missing.checkpoint.size
      verification.add(
        .checkpoint,
        at: events.size,
        in: missing.row.map { .init(table: "checkpoint", key: $0) },
        "\(size) événements ont été signés, le registre en a \(events.size).",
        "\(size) events were signed, the ledger has \(events.size)."
      )
    }
    verification.signed = signed
    // A checkpoint that does not hold is said already; what it covered is not news.
    let isSaid = verification.problems.contains { $0.kind == .checkpoint || $0.kind == .ledger }
    guard signed < events.size || storedCount == 0, !isSaid, events.gaps.isEmpty,
      try !isBeingSigned(events.size, in: reader)
    else { return }
    verification.add(
      .unsigned,
      at: signed,
      "Aucun point de contrôle signé ne couvre les événements à partir du \(signed) : une écriture a "
        + "été interrompue, ou quelqu'un d'autre a écrit. « mitm checkpoint », avec la clé, signe.",
      "No signed checkpoint covers the events from \(signed) on: a writer was interrupted, or "
        + "somebody else wrote. “mitm checkpoint”, with the key, signs."
    )
  }

  /// A writer signs a moment after it has committed.
  private func isBeingSigned(_ size: Int, in reader: LedgerReader) throws -> Bool {
    if WriterLock.isHeld(ledger: reader.path) { return true }
    return try LedgerReader(unguarded: reader.path).lastCheckpoint.map { $0.size >= size } ?? false
  }
}
