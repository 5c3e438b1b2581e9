import Declarations
import Foundation
import GRDB
import MerkleLog

/// The index, row by row against what it would hold if it were built again from the events.
///
/// An index that is bound to another size, root or version is thrown away before it is used, and is no
/// problem; one that claims to be of these events must hold what they say, and nothing else.
struct IndexAudit {
  private let db: Database
  private let start: Int
  private let isBound: Bool
  private var keys = 0
  private var corrections = 0
  private var wrong: [Int] = []
  /// How many runs of what moves lists there are, which are read only if they are of these events.
  private let runs: Int
  private var lists: ListTiles
  private var mentions: [Int: Int] = [:]
  private var wrongRuns: [Int] = []

  init(_ db: Database, start: Int) throws {
    self.db = db
    self.start = start
    let size = try EventTable.size(db)
    let root = try? EventTable.root(of: size, db)
    isBound = try root.map { try KeyIndex.fits(size: size, root: $0, db) } ?? false
    runs = (try? ListTiles.count(db)) ?? 0
    lists = ListTiles(after: start, db)
  }

  mutating func visit(_ event: Event) throws {
    guard isBound else { return }
    keys += 1
    if event.submission.corrects != nil { corrections += 1 }
    if try !KeyIndex.holds(event, db) { wrong.append(event.sequence) }
    guard event.sequence < runs * ListTiles.run else { return }
    if let cis = event.submission.subject.cis, mentions[Int(cis.number)] == nil {
      mentions[Int(cis.number)] = event.sequence
    }
    let target = try KeyIndex.target(of: event, db)
    lists.take(event, correcting: target)
    if try !lists.checkRun(at: event.sequence + 1) { wrongRuns.append(event.sequence) }
  }

  func finish(_ verification: inout Verification) throws {
    // Where the events themselves are wrong, the index may well be the one that is right.
    guard isBound, verification.isClean else { return }
    for sequence in wrong {
      verification.add(
        .index,
        at: sequence,
        "L'index dit autre chose que l'événement \(sequence) ; « mitm rebuild » le reconstruit.",
        "The index says something else than event \(sequence); “mitm rebuild” builds it again."
      )
    }
    for sequence in wrongRuns {
      verification.add(
        .index,
        at: sequence,
        "L'index des listes dit autre chose que les événements jusqu'au \(sequence) ; « mitm rebuild » le "
          + "reconstruit.",
        "The index of lists says something else than the events up to \(sequence); “mitm rebuild” builds it "
          + "again."
      )
    }
    guard start == 0, wrong.isEmpty, wrongRuns.isEmpty else { return }
    let isComplete = try runs == 0 || ListTiles.mentions(db) == mentions
    guard try !isComplete || KeyIndex.counts(db) != (keys, corrections) else { return }
    verification.add(
      .index,
      "L'index a des lignes qu'aucun événement n'explique ; « mitm rebuild » le reconstruit.",
      "The index has rows that no event explains; “mitm rebuild” builds it again."
    )
  }
}
