import CanonicalJSON
import Declarations
import Foundation
import GRDB
import MerkleLog

/// The rows of `event` and `node`, computed again one after the other.
///
/// Two trees grow: one over the bytes, which counts, and from the first event on whose stored hash is
/// another, one over the stored hashes. A subtree or a checkpoint that fits either is itself right,
/// so that one bad byte is named once and not in every subtree above it.
struct EventAudit {
  /// The sequence that comes next: how many events there are.
  private(set) var size: Int
  /// The seals that were met, with what each claims.
  private(set) var seals: [(sequence: Int, sealed: ListSealed)] = []
  /// The places where no event stands.
  private(set) var gaps: [Range<Int>] = []
  private let start: Int
  private let rowCount: Int
  private var fromBytes: MerkleFrontier
  private var fromLeaves: MerkleFrontier?
  private var last: Instant?
  private var names = NameAudit()
  private var nodes: StoredNodes
  /// How many of the stored subtrees were looked for and found.
  private var foundNodes = 0
  private let db: Database

  init(_ db: Database, start: Int) throws {
    self.db = db
    self.start = start
    nodes = StoredNodes(db)
    size = start
    fromBytes = try EventTable.frontier(of: start, db)
    last = start == 0 ? nil : try? EventTable.event(at: start - 1, db).recordedAt
    rowCount = try Int.fetchOne(db, sql: "SELECT count(*) FROM event") ?? 0
  }

  /// The root over the bytes that were read.
  var root: Hash { fromBytes.root }

  /// Whether a root is that of the events so far.
  func fits(_ root: Hash) -> Bool {
    root == fromBytes.root || root == fromLeaves?.root
  }

  /// Reads a row.
  ///
  /// - Returns: The event; nil where it cannot be read or stands in another's place.
  mutating func visit(
    _ reading: EventReading,
    _ verification: inout Verification
  ) throws -> Event? {
    let place = reading.row.place
    let event = said(reading, &verification)
    let (leaf, stored) = (reading.leaf, reading.row.leaf)
    let claimed = event?.sequence ?? place
    // Bytes that fit their hash are right, and the row's own number was changed; so it was where the
    // row stands far away, or before its turn.
    let isMisplaced =
      place < size || place - size > rowCount || claimed != place && leaf == stored
    if isMisplaced || claimed != place {
      verification.add(
        .sequence,
        at: isMisplaced ? claimed : place,
        "L'événement au rang \(place) porte le numéro \(claimed).",
        "The event at place \(place) carries the sequence \(claimed)."
      )
    }
    guard !isMisplaced else { return nil }
    if place > size { skip(to: place, &verification) }
    size = place + 1
    if leaf != stored {
      verification.add(
        .leaf,
        at: place,
        "Les octets de l'événement \(place) ne sont pas ceux qui ont été hachés.",
        "The bytes of event \(place) are not those that were hashed."
      )
      if fromLeaves == nil { fromLeaves = fromBytes }
    }
    if let event { checkRestored(event, &verification) }
    try append(leaf, stored ?? leaf, &verification)
    guard let event, claimed == place else { return nil }
    checkMeaning(of: event, reading, &verification)
    return event
  }

  private func said(_ reading: EventReading, _ verification: inout Verification) -> Event? {
    switch reading.event {
    case .success(let event): return event
    case .failure(let refusal):
      let place = reading.row.place
      verification.add(
        .unreadable,
        at: place,
        "L'événement \(place) ne peut pas être lu : \(refusal.message.french)",
        "Event \(place) cannot be read: \(refusal.message.english)"
      )
      return nil
    }
  }

  private mutating func skip(to place: Int, _ verification: inout Verification) {
    verification.add(
      .gap,
      at: size,
      "Les événements \(size) à \(place - 1) manquent.",
      "Events \(size) to \(place - 1) are missing."
    )
    gaps.append(size..<place)
    for _ in size..<place {
      _ = fromBytes.append(leaf: MerkleTree.emptyRoot)
      _ = fromLeaves?.append(leaf: MerkleTree.emptyRoot)
    }
  }

  private mutating func append(
    _ leaf: Hash,
    _ stored: Hash,
    _ verification: inout Verification
  ) throws {
    let computed = fromBytes.append(leaf: leaf)
    let claimed = fromLeaves?.append(leaf: stored) ?? computed
    for (node, other) in zip(computed, claimed) {
      let events = node.position << node.level..<(node.position + 1) << node.level
      guard events.lowerBound >= start, !gaps.contains(where: { $0.overlaps(events) }) else {
        continue
      }
      let found = try nodes.hash(level: node.level, position: node.position)
      if found != nil { foundNodes += 1 }
      if found == node.hash || found == other.hash { continue }
      verification.add(
        .node,
        at: events.lowerBound,
        in: .init(table: "node", key: "\(node.level)/\(node.position)"),
        "Le sous-arbre de niveau \(node.level), position \(node.position), n'est pas le bon.",
        "The subtree at level \(node.level), position \(node.position) is not the right one."
      )
    }
  }

  private mutating func checkMeaning(
    of event: Event,
    _ reading: EventReading,
    _ verification: inout Verification
  ) {
    let sequence = event.sequence
    if !reading.isCanonical {
      verification.add(
        .notCanonical,
        at: sequence,
        "L'événement \(sequence) n'est pas écrit sous sa forme canonique.",
        "Event \(sequence) is not written in its canonical form."
      )
    }
    if let key = reading.indexed?.name { names.visit(key, sequence) }
    if let last, event.recordedAt <= last {
      verification.add(
        .recordedAt,
        at: sequence,
        "L'événement \(sequence) n'est pas enregistré après le précédent.",
        "Event \(sequence) is not recorded later than the one before."
      )
    }
    last = event.recordedAt
    guard event.submission.type == .listSealed else { return }
    if case .listSealed(let sealed) = event.submission.fact { seals.append((sequence, sealed)) }
  }

  /// Compares what a restoration says that it put in place with the events before it.
  private func checkRestored(_ event: Event, _ verification: inout Verification) {
    guard event.submission.type == .ledgerRestored,
      case .ledgerRestored(let restored) = event.submission.fact
    else { return }
    let isSaid = Hash(restored.root).map(fits) ?? false
    guard restored.size != event.sequence || !isSaid else { return }
    verification.add(
      .restored,
      at: event.sequence,
      "L'événement \(event.sequence) dit restaurer \(restored.size) événements qui ne sont pas ceux qui le précèdent.",
      "Event \(event.sequence) says that it restored \(restored.size) events, which are not those before it."
    )
  }

  /// Ends the reading, which no transaction may outlive.
  func end() { nodes.end() }

  /// Takes the names of the events before the first that is read, by the index.
  mutating func takeEarlierNames(_ verification: inout Verification) throws {
    names.visit(before: start, of: try EventTable.size(db), db, &verification)
  }

  /// Looks for names that two of the events have which were read since the last time.
  mutating func checkNames(_ verification: inout Verification) {
    let read = names
    names = NameAudit()
    read.check(db, &verification)
  }

  /// Looks for subtrees that cover no event.
  func finish(_ verification: inout Verification) throws {
    // Mostly there are no more than were found.
    if try Int.fetchOne(db, sql: "SELECT count(*) FROM node") == foundNodes { return }
    let rows = try Row.fetchCursor(db, sql: "SELECT level, position FROM node")
    while let row = try rows.next() {
      let level = Int.fromDatabaseValue(row[0]) ?? -1
      let position = Int.fromDatabaseValue(row[1]) ?? -1
      let isOne =
        (1..<Int.bitWidth - 1).contains(level) && position >= 0 && position < size >> level
      guard !isOne else { continue }
      verification.add(
        .node,
        in: .init(table: "node", key: "\(level)/\(position)"),
        "Le sous-arbre de niveau \(level), position \(position), ne couvre aucun événement.",
        "The subtree at level \(level), position \(position) covers no event."
      )
    }
  }
}
