import Declarations
import Foundation
import GRDB
import MerkleLog

/// The journal of what was sent: each row against its own digest, and against the event that it names.
///
/// Rows that record an event come in the order of the events, so one walk over both is enough.
struct JournalAudit {
  private struct Entry {
    let id: Int
    let outcome: String
    let sequence: Int?
    let actor: String?
    let sha256: [UInt8]
    let length: Int
    let body: [UInt8]?
    let holds: Bool
  }

  private let rows: RowCursor
  private let size: Int
  private var next: Entry?
  private var expectedID: Int?
  /// The hashes of files that were imported, by row.
  private var imported: [(id: Int, sha256: String)] = []

  init(_ db: Database, start: Int) throws {
    let first =
      start == 0
      ? Int.min
      : try Int.fetchOne(
        db,
        sql: "SELECT min(id) FROM intake WHERE outcome = 'recorded' AND sequence >= ?",
        arguments: [start]
      ) ?? Int.max
    rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT id, outcome, sequence, actor, sha256, length, body, digest IS \(Journal.digest)
        FROM intake WHERE id >= ? ORDER BY id
        """,
      arguments: [first]
    )
    expectedID = start == 0 ? 0 : nil
    size = try EventTable.size(db)
  }

  /// Reads the rows up to the one that records an event, and compares it.
  mutating func visit(_ event: Event, _ verification: inout Verification) throws {
    while let entry = try peek(&verification),
      entry.outcome != "recorded" || entry.sequence.map({ $0 < event.sequence }) ?? true
    {
      check(entry, &verification)
      next = nil
    }
    guard let entry = next, entry.sequence == event.sequence else { return }
    next = nil
    guard entry.holds, entry.actor != event.actor else { return }
    say(
      entry,
      "L'événement \(event.sequence) a été enregistré par « \(event.actor) », pas par lui.",
      "Event \(event.sequence) was recorded by “\(event.actor)”, not by this one.",
      &verification
    )
  }

  /// Reads what is left.
  mutating func finish(_ events: EventAudit, _ verification: inout Verification) throws {
    while let entry = try peek(&verification) {
      check(entry, &verification)
      next = nil
    }
    // Where the walk began later, an earlier event may name the file.
    guard expectedID != nil, events.gaps.isEmpty else { return }
    for (id, sha256) in imported where !events.observed.contains(sha256) {
      verification.add(
        .journal,
        in: .init(table: "intake", key: String(id)),
        "Journal, ligne \(id) : aucun événement n'a observé le fichier importé \(sha256).",
        "Journal, row \(id): no event observed the imported file \(sha256)."
      )
    }
  }

  private mutating func peek(_ verification: inout Verification) throws -> Entry? {
    if let next { return next }
    guard let row = try rows.next() else { return nil }
    let entry = Entry(
      id: Int.fromDatabaseValue(row[0]) ?? -1,
      outcome: String.fromDatabaseValue(row[1]) ?? "",
      sequence: Int.fromDatabaseValue(row[2]),
      actor: String.fromDatabaseValue(row[3]),
      sha256: Data.fromDatabaseValue(row[4]).map(Array.init) ?? [],
      length: Int.fromDatabaseValue(row[5]) ?? -1,
      body: Data.fromDatabaseValue(row[6]).map(Array.init),
      holds: Bool.fromDatabaseValue(row[7]) ?? false
    )
    if let expectedID, entry.id != expectedID {
      say(
        entry,
        "la ligne \(expectedID) est attendue à cette place.",
        "row \(expectedID) is expected at this place.",
        &verification
      )
    }
    expectedID = expectedID.map { _ in entry.id < Int.max ? entry.id + 1 : 0 }
    if !entry.holds {
      say(
        entry,
        "son empreinte n'est pas celle de ses colonnes.",
        "its digest is not that of its columns.",
        &verification
      )
    }
    next = entry
    return entry
  }

  private mutating func check(_ entry: Entry, _ verification: inout Verification) {
    // What a row says counts for nothing once its digest does not hold; that is said already.
    guard entry.holds else { return }
    switch entry.outcome {
    case "imported":
      imported.append((entry.id, String(decoding: Hex.encode(entry.sha256), as: UTF8.self)))
    case "refused" where !isKept(entry):
      say(
        entry,
        "les octets gardés ne sont pas ceux qui ont été envoyés.",
        "the bytes that are kept are not those that were sent.",
        &verification
      )
    case "recorded" where !isSaid(entry, verification),
      "duplicate" where !(entry.sequence.map { (0..<size).contains($0) } ?? false):
      let sequence = entry.sequence.map { "\($0)" } ?? "?"
      say(
        entry,
        "elle nomme l'événement \(sequence), qui n'est pas là.",
        "it names event \(sequence), which is not there.",
        &verification
      )
    default: break
    }
  }

  /// Whether it is known already why the event of a row did not come in its turn.
  private func isSaid(_ entry: Entry, _ verification: Verification) -> Bool {
    verification.problems.contains { $0.sequence == entry.sequence || $0.kind == .gap }
  }

  /// Whether the bytes of a refused submission are those that were sent, or their beginning.
  private func isKept(_ entry: Entry) -> Bool {
    guard let body = entry.body else { return false }
    return entry.length > Delivery.keptLimit
      ? body.count == Delivery.keptBeginning
      : body.count == entry.length && Hash(of: body).bytes == entry.sha256
  }

  private func say(
    _ entry: Entry,
    _ french: String,
    _ english: String,
    _ verification: inout Verification
  ) {
    verification.add(
      .journal,
      in: .init(table: "intake", key: String(entry.id)),
      "Journal, ligne \(entry.id) : \(french)",
      "Journal, row \(entry.id): \(english)"
    )
  }
}
