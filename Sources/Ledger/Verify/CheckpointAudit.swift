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
  /// Whether the writer itself asks: what is not signed, nobody else is about to sign.
  private let isOwn: Bool
  /// By size, the largest first, so that the next one is the last.
  private var expected: [Expected] = []
  private var signed = 0
  private var storedCount = 0

  init(key: VerifierKey?, start: Int, isOwn: Bool) {
    self.key = key
    self.start = start
    self.isOwn = isOwn
  }

  /// Takes the checkpoint that whoever verifies trusts.
  ///
  /// One that the key of the ledger did not sign is a problem.
  ///
  /// - Throws: ``LedgerError`` when it does not cover the events that are to be taken from it.
  mutating func trust(
    _ options: Verification.Options,
    _ verification: inout Verification
  ) throws {
    guard let note = options.checkpoint else {
      guard options.start == 0 else { throw Self.needsCheckpoint }
      return
    }
    guard let key else { return }
    let checkpoint: Checkpoint
    do throws(NoteError) {
      checkpoint = try Checkpoint(verifying: note, with: key)
    } catch {
      verification.add(
        .checkpoint,
        "Le point de contrôle donné n'est pas de ce registre, dont la clé est \(key.text) : "
          + "\(error.wording.french).",
        "The checkpoint that was given is not of this ledger, whose key is \(key.text): "
          + "\(error.wording.english)."
      )
      return
    }
    guard checkpoint.size >= options.start else {
      let events = Wording(checkpoint.size, fr: "événement", en: "event")
      throw LedgerError(
        .unusable,
        Wording(
          fr:
            "Le point de contrôle couvre \(events.french) : la vérification peut "
            + "commencer là au plus tard.",
          en:
            "The checkpoint covers \(events.english): the verification can begin there at "
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
    let rows = try Row.fetchCursor(db, sql: CheckpointTable.audited)
    while let row = try rows.next() {
      storedCount += 1
      let size = Int.fromDatabaseValue(row[0]) ?? -1
      let root = Data.fromDatabaseValue(row[1]).map(Array.init)
      let note = Data.fromDatabaseValue(row[2])
      if Bool.fromDatabaseValue(row[3]) != true {
        verification.add(
          .checkpoint,
          in: .init(table: "checkpoint", key: String(size)),
          "Le point de contrôle de \(size) événements ne suit pas celui qui le précède : l'un des deux "
            + "a été changé, ou un autre ôté.",
          "The checkpoint of \(size) events does not follow on the one before: one of the two was "
            + "changed, or another taken away."
        )
      }
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
        size == 1
          ? "1 événement a été signé, le registre en a \(events.size)."
          : "\(size) événements ont été signés, le registre en a \(events.size).",
        size == 1
          ? "1 event was signed, the ledger has \(events.size)."
          : "\(size) events were signed, the ledger has \(events.size)."
      )
    }
    verification.signed = signed
    // A checkpoint that does not hold is said already; what it covered is not news.
    let isSaid = verification.problems.contains { $0.kind == .checkpoint || $0.kind == .ledger }
    guard signed < events.size || storedCount == 0, !isSaid, events.gaps.isEmpty,
      try isOwn || !isBeingSigned(events.size, in: reader)
    else { return }
    verification.add(
      .unsigned,
      at: signed,
      "Aucun point de contrôle signé ne couvre les événements à partir du \(signed) : une écriture a "
        + "été interrompue, ou quelqu'un d'autre a écrit. À examiner (mitm log) avant que la prochaine "
        + "écriture, ou « mitm checkpoint », ne les signe.",
      "No signed checkpoint covers the events from \(signed) on: a writer was interrupted, or "
        + "somebody else wrote. To be looked at (mitm log) before the next writer, or “mitm checkpoint”, "
        + "signs them."
    )
  }

  /// A writer signs a moment after it has committed; as long as one is at work, that is waited for.
  ///
  /// A lock that is held proves nothing by itself: after ten seconds the events count as unsigned.
  private func isBeingSigned(_ size: Int, in reader: LedgerReader) throws -> Bool {
    for _ in 0..<200 {
      let last = try LedgerReader(unguarded: reader.path).lastCheckpoint
      if let last, last.size >= size { return true }
      guard WriterLock.isHeld(ledger: reader.path) else { return false }
      usleep(50_000)
    }
    return false
  }
}
