import Declarations
import Foundation
import GRDB
import MerkleLog

/// The journal of what was sent: each row against its own digest, and against the event that it names.
struct JournalAudit {
  private let start: Int
  /// Who recorded each event that could be read: a place in `actors`, by sequence from `start` on.
  private var recorders: [Int32?] = []
  private var actors: [String: Int32] = [:]

  init(start: Int) {
    self.start = start
  }

  /// Notes who recorded an event.
  mutating func visit(_ event: Event) {
    let place = event.sequence - start
    while recorders.count < place { recorders.append(nil) }
    let next = Int32(actors.count)
    let actor = actors[event.actor, default: next]
    if actor == next { actors[event.actor] = next }
    if recorders.count == place { recorders.append(actor) }
  }

  /// Reads every row, or those from the first that records an event of the part that was read.
  func check(_ events: EventAudit, _ db: Database, _ verification: inout Verification) throws {
    let first =
      start == 0
      ? Int.min
      : try Int.fetchOne(
        db,
        sql: "SELECT min(id) FROM intake WHERE outcome = 'recorded' AND sequence >= ?",
        arguments: [start]
      ) ?? Int.max
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT id, outcome, sequence, actor, sha256, length, body, digest IS \(Journal.digest)
        FROM intake WHERE id >= ? ORDER BY id
        """,
      arguments: [first]
    )
    var expected = start == 0 ? 0 : nil
    var named: Set<Int> = []
    while let row = try rows.next() {
      let entry = Entry(row)
      if let expected, entry.id != expected {
        entry.say(
          "la ligne \(expected) est attendue à cette place.",
          "row \(expected) is expected at this place.",
          &verification
        )
      }
      expected = entry.id < Int.max ? entry.id + 1 : 0
      guard entry.holds else {
        // What the row says counts for nothing then.
        entry.say(
          "son empreinte n'est pas celle de ses colonnes.",
          "its digest is not that of its columns.",
          &verification
        )
        continue
      }
      switch entry.outcome {
      case "recorded": checkRecorded(entry, events, &named, &verification)
      case "duplicate": checkDuplicate(entry, events, &verification)
      case "refused": checkRefused(entry, &verification)
      default: break
      }
    }
  }

  private func checkRecorded(
    _ entry: Entry,
    _ events: EventAudit,
    _ named: inout Set<Int>,
    _ verification: inout Verification
  ) {
    guard let sequence = entry.sequence, (start..<events.size).contains(sequence) else {
      return entry.sayMissing(&verification)
    }
    guard named.insert(sequence).inserted else {
      return entry.say(
        "une autre ligne a enregistré l'événement \(sequence).",
        "another row recorded event \(sequence).",
        &verification
      )
    }
    // An event that could not be read is said already.
    guard recorders.indices.contains(sequence - start), let recorder = recorders[sequence - start],
      entry.actor.flatMap({ actors[$0] }) != recorder
    else { return }
    entry.say(
      "l'événement \(sequence) a été enregistré sous un autre nom que « \(entry.actor ?? "") ».",
      "event \(sequence) was recorded under another name than “\(entry.actor ?? "")”.",
      &verification
    )
  }

  private func checkDuplicate(
    _ entry: Entry,
    _ events: EventAudit,
    _ verification: inout Verification
  ) {
    guard let sequence = entry.sequence, (0..<events.size).contains(sequence) else {
      return entry.sayMissing(&verification)
    }
  }

  /// What is kept of a refused submission is what was sent, or its beginning.
  private func checkRefused(_ entry: Entry, _ verification: inout Verification) {
    let body = entry.body ?? []
    let isKept =
      entry.length > Delivery.keptLimit
      ? body.count == Delivery.keptBeginning
      : body.count == entry.length && Hash(of: body).bytes == entry.sha256
    guard !isKept else { return }
    entry.say(
      "les octets gardés ne sont pas ceux qui ont été envoyés.",
      "the bytes that are kept are not those that were sent.",
      &verification
    )
  }
}

/// A row of the journal, whatever stands in it.
private struct Entry {
  let id: Int
  let outcome: String
  let sequence: Int?
  let actor: String?
  let sha256: [UInt8]
  let length: Int
  let body: [UInt8]?
  let holds: Bool

  init(_ row: Row) {
    id = Int.fromDatabaseValue(row[0]) ?? -1
    outcome = String.fromDatabaseValue(row[1]) ?? ""
    sequence = Int.fromDatabaseValue(row[2])
    actor = String.fromDatabaseValue(row[3])
    sha256 = Data.fromDatabaseValue(row[4]).map(Array.init) ?? []
    length = Int.fromDatabaseValue(row[5]) ?? -1
    body = Data.fromDatabaseValue(row[6]).map(Array.init)
    holds = Bool.fromDatabaseValue(row[7]) ?? false
  }

  func sayMissing(_ verification: inout Verification) {
    let sequence = sequence.map { "\($0)" } ?? "?"
    say(
      "elle nomme l'événement \(sequence), qui n'est pas là.",
      "it names event \(sequence), which is not there.",
      &verification
    )
  }

  func say(_ french: String, _ english: String, _ verification: inout Verification) {
    verification.add(
      .journal,
      in: .init(table: "intake", key: String(id)),
      "Journal, ligne \(id) : \(french)",
      "Journal, row \(id): \(english)"
    )
  }
}
