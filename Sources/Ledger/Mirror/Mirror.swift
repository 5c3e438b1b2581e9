// A mirror is the same ledger made from what anybody may have: an export, the signed checkpoints and
// the verifier key. Everything is built in a file of its own, read again by the verifier, and put in
// its place only when nothing was found. The journal of what was sent stays with the original.

import Declarations
import Foundation
import GRDB
public import MerkleLog

/// An identical ledger, built from an export and its checkpoints.
public struct Mirror: Sendable {
  /// How many events it has.
  public let size: Int
  /// The root over them.
  public let root: Hash
  /// How many checkpoints it carries.
  public let checkpoints: Int

  /// Builds a mirror.
  ///
  /// - Parameters:
  ///   - path: Where; nothing may stand there.
  ///   - export: The bytes of every event, one a line.
  ///   - notes: The signed checkpoints; the last one covers the export.
  ///   - key: The verifier key of the ledger, as whoever builds the mirror knows it.
  ///   - progress: Told now and then how many events were read.
  /// - Throws: ``LedgerError`` with the first thing that does not prove out; nothing is left then.
  public init(
    at path: String,
    from export: DeliveryReader,
    checkpoints notes: [SignedNote],
    key: VerifierKey,
    progress: (Int) -> Void = { _ in }
  ) throws {
    let stored = try Self.inOrder(notes.map { try Self.verified($0, with: key) })
    guard let last = stored.last else { throw Self.refused(nil, NoteError.malformed(line: 1)) }
    guard !FileManager.default.fileExists(atPath: path) else { throw LedgerFile.exists(path) }
    let head = try HeadFile.text(of: LedgerFile.location(of: path))
    let draft = "\(path).partial-\(UUID().uuidString)"
    defer { LedgerFile.remove(draft) }
    try LedgerFile.create(at: draft, verifierKey: key) { db in
      var tree = MerkleFrontier()
      var index = try EventIndex(of: 0, db)
      var lines = export
      while let line = try lines.next() {
        try Self.record(line, to: &tree, &index, db)
        if tree.size % 10_000 == 0 { progress(tree.size) }
      }
      try EventIndex.bind(size: tree.size, root: tree.root, db)
      for checkpoint in stored { try CheckpointTable.insert(checkpoint, db) }
    }
    let verification = try LedgerReader(unguarded: draft).verify(.init(key: key))
    if let problem = verification.problems.first {
      throw LedgerError(.damaged, Self.notProved(problem.message))
    }
    // What was signed here before must be in the mirror.
    if let head { _ = try HeadFile.check(head, in: LedgerReader(unguarded: draft)) }
    let lock = try WriterLock(ledger: LedgerFile.location(of: path))
    defer { withExtendedLifetime(lock) {} }
    try LedgerFile.requireNoLog(of: LedgerFile.location(of: path))
    try FileManager.default.moveItem(atPath: draft, toPath: path)
    try AtomicFile.syncFolder(of: path)
    try HeadFile.write(last.note, of: LedgerFile.location(of: path))
    size = verification.size
    root = verification.root
    checkpoints = stored.count
  }

  private static func verified(_ note: SignedNote, with key: VerifierKey) throws -> StoredCheckpoint
  {
    do throws(NoteError) {
      return try StoredCheckpoint(verifying: note, with: key)
    } catch {
      throw refused(nil, error)
    }
  }

  /// By size, each once; two roots of one size are a fork, and no mirror can be of both.
  private static func inOrder(_ checkpoints: [StoredCheckpoint]) throws -> [StoredCheckpoint] {
    var bySize: [Int: StoredCheckpoint] = [:]
    for checkpoint in checkpoints {
      guard let known = bySize.updateValue(checkpoint, forKey: checkpoint.size) else { continue }
      guard known.root == checkpoint.root else {
        let events = Wording(checkpoint.size, fr: "événement", en: "event")
        throw refused(
          nil,
          Wording(
            fr: "deux racines sont signées pour \(events.french) : le registre a bifurqué",
            en: "two roots are signed for \(events.english): the ledger has forked"
          )
        )
      }
      // Of two notes for one checkpoint the first one stands, for receipts carry its bytes.
      bySize[checkpoint.size] = known
    }
    return bySize.values.sorted { $0.size < $1.size }
  }

  private static func record(
    _ line: Delivery,
    to tree: inout MerkleFrontier,
    _ index: inout EventIndex,
    _ db: Database
  ) throws {
    let event: Event
    do throws(Refusal) {
      if let refusal = line.refusal { throw refusal }
      event = try Event(recorded: line.bytes)
    } catch {
      throw refused(line.line, error.message)
    }
    guard event.sequence == tree.size else {
      throw refused(
        line.line,
        Wording(
          fr: "l'événement \(tree.size) est attendu, voici le \(event.sequence)",
          en: "event \(tree.size) is expected, this is \(event.sequence)"
        )
      )
    }
    guard try index.find(event.submission.reference) == nil else {
      throw refused(
        line.line,
        Wording(
          fr: "\(event.submission.reference) est déjà le nom d'un événement",
          en: "\(event.submission.reference) is the name of an event already"
        )
      )
    }
    try EventTable.append(line.bytes, to: &tree, db)
    try index.record(event)
  }

  private static func refused(_ line: Int?, _ error: NoteError) -> LedgerError {
    refused(line, error.wording)
  }

  private static func refused(_ line: Int?, _ what: Wording) -> LedgerError {
    let place = line.map { Wording(fr: "ligne \($0) : ", en: "line \($0): ") }
    return LedgerError(
      .damaged,
      notProved(
        Wording(
          fr: (place?.french ?? "point de contrôle : ") + what.french,
          en: (place?.english ?? "checkpoint: ") + what.english
        )
      )
    )
  }

  private static func notProved(_ what: Wording) -> Wording {
    Wording(
      fr: "Rien n'est construit, l'export n'est pas prouvé : \(what.french)",
      en: "Nothing is built, the export does not prove out: \(what.english)"
    )
  }
}
