// A deliberate restore: a copy that does not contain the signed head takes the place of the ledger,
// or is accepted where it lies. What is lost is said before, the event `ledger.restored` says it for
// ever after, and the file that was there before is kept beside.

public import Declarations
import Foundation
import GRDB
public import MerkleLog
import Projections

/// What putting a copy in the place of a ledger means.
///
/// Until it is carried out nobody else appends: what it says of losses stays so until it is carried out. What was verified
/// is a draft beside the ledger, and that very file is put in place.
public final class Restoration {
  /// What is to stand.
  public enum Source: Sendable {
    /// The file that lies there already.
    case inPlace
    /// Another file.
    case copy(String)
    /// The folder of a backup, of which the first `size` events; nil for all.
    case backup(String, size: Int? = nil)
  }

  /// A file beside the ledger, which goes again unless it was put in its place.
  private final class Draft {
    let path: String

    init(of ledger: String) {
      path = "\(ledger).restoring"
      // What a restoration that was killed left.
      LedgerFile.remove(path)
    }

    deinit { LedgerFile.remove(path) }
  }

  /// The ledger.
  public let path: String
  /// How many events the copy has.
  public let size: Int
  /// The root over them.
  public let root: Hash
  /// How many events the last signed head covers; nil where there is no head.
  public let headSize: Int?
  /// Whether the head that lies there is unreadable, or of another ledger.
  public let hasForeignHead: Bool
  /// The parts that lie in the folder of a backup without being named in its manifest: what they hold is not restored.
  public let unnamedParts: [String]
  private let key: SigningKey
  private var lock: WriterLock?
  /// What is to be put in place; nil where it lies there.
  private let draft: Draft?
  /// Whether the copy contains that head: nothing that was signed is lost then.
  public let containsHead: Bool
  /// How many events of the file that is replaced the copy does not have; nil where nothing is
  /// replaced, or that file cannot be read.
  public let lostEvents: Int?

  /// How many events had been signed, where that is known and the copy does not contain them.
  public let lostSize: Int?

  /// Whether there is anything to restore.
  public var isNeeded: Bool { draft != nil || headSize == nil || !containsHead }

  /// Takes the copy, verifies it and finds out what would be lost.
  ///
  /// A head that is unreadable, or of another ledger, says nothing of what is lost; it is set aside.
  ///
  /// - Parameters:
  ///   - ledger: The path of the ledger.
  ///   - source: What is to stand.
  ///   - key: The private key.
  ///   - progress: Told now and then how many events were read.
  /// - Throws: ``LedgerError`` when the copy is not intact, or is one of another ledger, or another process keeps writing.
  public init(
    of ledger: String,
    from source: Source = .inPlace,
    signing key: SigningKey,
    progress: (Int) -> Void = { _ in }
  ) throws {
    path = LedgerFile.location(of: ledger)
    lock = try WriterLock(ledger: path)
    var signed = 0
    (draft, signed, unnamedParts) = try Self.draft(of: path, from: source, progress)
    let source = draft?.path ?? path
    let reader = try LedgerReader(unguarded: source)
    try LedgerWriter.check(key, of: reader)
    let verification = try reader.verify(progress: progress)
    if let problem = verification.problems.first(where: { $0.kind != .unsigned }) {
      throw LedgerError(
        .damaged,
        Wording(
          fr:
            "Ce qui doit faire foi n'est pas intact et n'est pas restauré : \(problem.message.french)",
          en: "What is to stand is not intact and is not restored: \(problem.message.english)"
        )
      )
    }
    size = verification.size
    root = verification.root
    let text = try HeadFile.text(of: path)
    let head = text.flatMap {
      try? Checkpoint(verifying: SignedNote(parsing: $0), with: key.verifier)
    }
    headSize = head?.size
    hasForeignHead = text != nil && head == nil
    containsHead =
      try head.map { try $0.size <= reader.size && reader.root(of: $0) == $0.root } ?? true
    let known = max(signed, head?.size ?? 0)
    lostSize = !containsHead || known > size ? known : nil
    self.key = key
    lostEvents = draft == nil ? nil : try Self.lost(from: path, in: reader)
  }

  /// Makes what is to stand beside the ledger, and says how many of its events are known to have been signed.
  private static func draft(
    of path: String,
    from source: Source,
    _ progress: (Int) -> Void
  ) throws -> (draft: Draft?, signed: Int, unnamed: [String]) {
    switch source {
    case .inPlace: return (nil, 0, [])
    case .copy(let copy) where LedgerFile.location(of: copy) == path: return (nil, 0, [])
    case .copy(let copy):
      let reader = try LedgerReader(unguarded: copy)
      let draft = Draft(of: path)
      try LedgerFile.translated(draft.path) {
        let queue = try DatabaseQueue(path: draft.path)
        try reader.database.backup(to: queue)
        try queue.close()
      }
      return (draft, 0, [])
    case .backup(let folder, let size):
      let draft = Draft(of: path)
      let made = try Backup.restore(from: folder, to: draft.path, size: size, progress: progress)
      return (draft, made.signed, made.unnamed)
    }
  }

  /// The events after the last that both have, found by halving: trees of one size and root are one.
  private static func lost(from path: String, in copy: LedgerReader) throws -> Int? {
    guard let current = try? LedgerReader(unguarded: path), let size = try? current.size else {
      return nil
    }
    var common = 0
    var tooMany = min(size, try copy.size) + 1
    while tooMany - common > 1 {
      let middle = (common + tooMany) / 2
      let known = KnownAt(size: middle)
      guard let root = try? current.root(of: known) else { return nil }
      if try copy.root(of: known) == root { common = middle } else { tooMany = middle }
    }
    return size - common
  }

  /// Puts the copy in place, records `ledger.restored` and signs a new head.
  ///
  /// - Parameters:
  ///   - user: At whose command.
  ///   - reason: Why, in that person's words.
  ///   - clock: What time it is.
  /// - Returns: The sequence of the event, and where the file that was there before lies now.
  /// - Throws: ``LedgerError`` when the key is another one, or nothing can be written.
  public func carryOut(
    user: String,
    reason: FreeText? = nil,
    clock: @escaping () -> Instant = Instant.now
  ) throws -> (sequence: Int, before: String?) {
    if hasForeignHead { try setAside(HeadFile.path(of: path)) }
    defer { lock = nil }
    let before = try draft.map(putInPlace)
    let writer = try LedgerWriter(
      unguarded: LedgerReader(unguarded: path),
      signing: key,
      clock: clock,
      random: SystemRandomNumberGenerator(),
      holding: lock
    )
    let now = clock()
    let submission = try Submission(
      id: try Identifier(parsing: "restored:\(size):\(now.recordedText)"),
      source: .ledger,
      subject: .ledger,
      time: try FilingTime(parsing: now.recordedText),
      effectiveOn: ParisTime.day(of: now),
      reason: reason,
      fact: .ledgerRestored(
        LedgerRestored(
          size: size,
          root: try RootText(parsing: root.base64),
          lostSize: lostSize
        )
      )
    )
    return (try writer.append(own: submission, user: user), before ?? nil)
  }

  /// Puts the copy in the place of the ledger, by renaming what is whole and on the disk.
  ///
  /// Whoever is killed leaves the ledger from before, or the copy, or between two renamings neither: then the same
  /// restoration, carried out again, ends it.
  private func putInPlace(_ draft: Draft) throws -> String? {
    let before = try setAside(path)
    try FileManager.default.moveItem(atPath: draft.path, toPath: path)
    try AtomicFile.syncFolder(of: path)
    return before
  }

  /// Moves a file that was there, with its log, to a name that is free; nil where there was none.
  ///
  /// The log goes last, and with the file that it is of, also where that was moved by a restoration that was cut off:
  /// beside another file SQLite would take it for that one's.
  @discardableResult
  private func setAside(_ file: String) throws -> String? {
    func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
    func aside(_ number: Int) -> String { "\(file).before-restore-\(number)" }
    let moved = ["", "-wal", "-shm"].filter { isThere(file + $0) }
    var number = 1
    while isThere(aside(number + 1)) || moved.contains(where: { isThere(aside(number) + $0) }) {
      number += 1
    }
    for suffix in moved {
      try FileManager.default.moveItem(atPath: file + suffix, toPath: aside(number) + suffix)
    }
    return moved.isEmpty ? nil : aside(number)
  }
}

extension LedgerReader {
  fileprivate func root(of checkpoint: Checkpoint) throws -> Hash {
    try root(of: KnownAt(size: checkpoint.size))
  }
}
