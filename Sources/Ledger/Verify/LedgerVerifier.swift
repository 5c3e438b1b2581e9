// Reads every byte that is truth and computes it all again: event → leaf → subtree → root, and what
// must hold between one event and the next. A problem names its sequence; reading goes on, so that
// one run says everything.

import CanonicalJSON
public import Declarations
import Foundation
import GRDB
public import MerkleLog

/// What a verification found.
public struct Verification: Sendable {
  /// Something that is not as it was recorded.
  public struct Problem: Sendable, Equatable {
    /// What kind of thing is wrong, as scripts know it.
    public enum Kind: String, Sendable {
      /// SQLite finds its own file damaged.
      case file
      /// An event is missing.
      case gap
      /// The bytes are no event of the catalogue.
      case unreadable
      /// The bytes are not written canonically.
      case notCanonical = "not-canonical"
      /// The event carries another sequence than its place.
      case sequence
      /// The event has the source and id of an earlier one.
      case duplicate
      /// The event was not recorded later than the one before.
      case recordedAt = "recordedat"
      /// The stored hash of the event is not that of its bytes.
      case leaf
      /// A stored subtree is missing or not that of its leaves.
      case node
      /// The event differs from the export, or one of the two lacks it.
      case export
    }

    /// The event where it shows; nil when it concerns the file as a whole.
    public let sequence: Int?
    /// The kind.
    public let kind: Kind
    /// What is wrong.
    public let message: Wording
  }

  /// How many events there are.
  public internal(set) var size = 0
  /// The root computed from the bytes of the events.
  public internal(set) var root = MerkleTree.emptyRoot
  /// How many events an export confirmed; nil without one.
  public internal(set) var confirmed: Int?
  /// Everything that is not as it was recorded.
  public internal(set) var problems: [Problem] = []

  /// Whether nothing was found.
  public var isClean: Bool { problems.isEmpty }

  mutating func add(_ kind: Problem.Kind, at sequence: Int?, _ french: String, _ english: String) {
    let message = Wording(fr: french, en: english)
    problems.append(Problem(sequence: sequence, kind: kind, message: message))
  }
}

extension Verification {
  /// Verifies the ledger in a file; one that SQLite cannot read to its end is a finding, not an
  /// error.
  ///
  /// - Throws: ``LedgerError`` when there is no ledger in the file.
  public static func ofLedger(
    at path: String,
    against export: [UInt8]? = nil,
    progress: (Int) -> Void = { _ in }
  ) throws -> Verification {
    do {
      return try LedgerReader(at: path).verify(against: export, progress: progress)
    } catch let error as LedgerError where error.kind == .damaged {
      var verification = Verification()
      verification.add(.file, at: nil, error.message.french, error.message.english)
      return verification
    }
  }
}

extension LedgerReader {
  /// Verifies the ledger against itself and, where one is given, against an export of it.
  ///
  /// - Parameters:
  ///   - export: The bytes of an export: one recorded event a line. An earlier, shorter export of
  ///     the same ledger agrees with it.
  ///   - progress: Told now and then how many events were read.
  /// - Returns: What was found.
  /// - Throws: ``LedgerError`` when the file cannot be read at all.
  public func verify(
    against export: [UInt8]? = nil,
    progress: (Int) -> Void = { _ in }
  ) throws -> Verification {
    var verification = Verification()
    try read { db in
      for line in try String.fetchAll(db, sql: "PRAGMA quick_check") where line != "ok" {
        verification.add(.file, at: nil, "SQLite : \(line)", "SQLite: \(line)")
      }
      var walk = EventWalk()
      let rows = try Row.fetchCursor(
        db,
        sql: "SELECT sequence, body, leaf FROM event ORDER BY sequence"
      )
      while let row = try rows.next() {
        let body: Data = row[1]
        let leaf: Data = row[2]
        walk.visit(row[0], Array(body), leaf: Array(leaf), &verification)
        if walk.frontier.size % 10_000 == 0 { progress(walk.frontier.size) }
      }
      verification.size = walk.frontier.size
      verification.root = walk.frontier.root
      try walk.checkNodes(db, &verification)
    }
    if let export { try compare(with: export, &verification) }
    return verification
  }

  private func compare(with export: [UInt8], _ verification: inout Verification) throws {
    var lines = export.split(separator: 0x0A, omittingEmptySubsequences: true)[...]
    var confirmed = 0
    defer { verification.confirmed = confirmed }
    try read { db in
      let rows = try Row.fetchCursor(db, sql: "SELECT sequence, body FROM event ORDER BY sequence")
      while let row = try rows.next(), let line = lines.popFirst() {
        let body: Data = row[1]
        guard !body.elementsEqual(line) else {
          confirmed += 1
          continue
        }
        let sequence: Int = row[0]
        verification.add(
          .export,
          at: sequence,
          "L'événement \(sequence) n'a pas les mêmes octets que dans l'export.",
          "Event \(sequence) has other bytes than in the export."
        )
      }
    }
    guard !lines.isEmpty else { return }
    verification.add(
      .export,
      at: verification.size,
      "L'export a \(lines.count) événements de plus que le registre.",
      "The export has \(lines.count) more events than the ledger."
    )
  }
}

/// What a walk over the events keeps from one to the next.
private struct EventWalk {
  private(set) var frontier = MerkleFrontier()
  private var nodes: [MerkleFrontier.Subtree] = []
  private var last: Instant?
  private var expected = 0
  private var references: [EventReference: Int] = [:]

  mutating func visit(
    _ sequence: Int,
    _ body: [UInt8],
    leaf stored: [UInt8],
    _ verification: inout Verification
  ) {
    if sequence != expected {
      verification.add(
        .gap,
        at: expected,
        "Les événements \(expected) à \(sequence - 1) manquent.",
        "Events \(expected) to \(sequence - 1) are missing."
      )
    }
    expected = sequence + 1
    let leaf = MerkleTree.leaf(body)
    if leaf.bytes != stored {
      verification.add(
        .leaf,
        at: sequence,
        "Les octets de l'événement \(sequence) ne sont pas ceux qui ont été hachés.",
        "The bytes of event \(sequence) are not those that were hashed."
      )
    }
    nodes += frontier.append(leaf: leaf)
    checkMeaning(sequence, body, &verification)
  }

  private mutating func checkMeaning(
    _ sequence: Int,
    _ body: [UInt8],
    _ verification: inout Verification
  ) {
    let event: Event
    do throws(Refusal) {
      event = try Event(recorded: body)
    } catch {
      verification.add(
        .unreadable,
        at: sequence,
        "L'événement \(sequence) ne peut pas être lu : \(error.message.french)",
        "Event \(sequence) cannot be read: \(error.message.english)"
      )
      return
    }
    if event.canonicalBytes != body {
      verification.add(
        .notCanonical,
        at: sequence,
        "L'événement \(sequence) n'est pas écrit sous sa forme canonique.",
        "Event \(sequence) is not written in its canonical form."
      )
    }
    if event.sequence != sequence {
      verification.add(
        .sequence,
        at: sequence,
        "L'événement \(sequence) porte le numéro \(event.sequence).",
        "Event \(sequence) carries the sequence \(event.sequence)."
      )
    }
    if let first = references.updateValue(sequence, forKey: event.submission.reference) {
      verification.add(
        .duplicate,
        at: sequence,
        "L'événement \(sequence) porte la source et l'id de l'événement \(first).",
        "Event \(sequence) has the source and id of event \(first)."
      )
    }
    if let last, event.recordedAt <= last {
      verification.add(
        .recordedAt,
        at: sequence,
        "L'événement \(sequence) n'est pas enregistré après le précédent.",
        "Event \(sequence) is not recorded later than the one before."
      )
    }
    last = event.recordedAt
  }

  func checkNodes(_ db: Database, _ verification: inout Verification) throws {
    let statement = try db.cachedStatement(
      sql: "SELECT hash FROM node WHERE level = ? AND position = ?"
    )
    for node in nodes {
      let stored = try Data.fetchOne(statement, arguments: [node.level, node.position])
      guard stored.map(Array.init) != node.hash.bytes else { continue }
      verification.add(
        .node,
        at: node.position << node.level,
        "Le sous-arbre de niveau \(node.level), position \(node.position), n'est pas le bon.",
        "The subtree at level \(node.level), position \(node.position) is not the right one."
      )
    }
    let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM node") ?? 0
    if count > nodes.count {
      verification.add(
        .node,
        at: nil,
        "\(count - nodes.count) sous-arbres ne couvrent aucun événement.",
        "\(count - nodes.count) subtrees cover no event."
      )
    }
  }
}
