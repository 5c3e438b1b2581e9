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
/// Until it is carried out nobody else appends, so that what it says of losses stays so. What was verified is a
/// draft beside the ledger, and that very file is put in place.
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

    static func name(of ledger: String) -> String { "\(ledger).restoring" }

    init(of ledger: String) {
      path = Self.name(of: ledger)
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
  /// What a restoration that was cut off set aside; nil where the ledger lies in its place.
  private let wasSetAside: String?
  /// What is to be put in place; nil where it lies there.
  private let draft: Draft?
  /// Whether the copy contains that head: nothing that was signed is lost then.
  public let containsHead: Bool
  /// How many events of the file that is replaced the copy does not have; nil where nothing is
  /// replaced, or that file cannot be read.
  public let lostEvents: Int?
  /// How many entries of the journal of what is replaced the copy does not have; nil as above.
  public let lostEntries: Int?

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
    try Replica.requireNone(of: path, LedgerFile.Format(ofFileAt: path))
    lock = try WriterLock(ledger: path)
    wasSetAside = SetAside.end(path, before: Draft.name(of: path))
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
    // What is replaced, or was set aside by a restoration that was cut off, knows itself what was signed.
    let replaced = wasSetAside ?? path
    let current = draft == nil ? nil : try? LedgerReader(unguarded: replaced)
    let own = try? current?.lastCheckpoint
    let known = max(
      signed,
      head?.size ?? 0,
      (try? own?.isSigned(with: reader.verifierKey)) == true ? own?.size ?? 0 : 0
    )
    lostSize = !containsHead || known > size ? known : nil
    self.key = key
    lostEvents = try current.flatMap { try Self.lost(from: $0, in: reader) }
    lostEntries = try current.flatMap { try Self.lostEntries(from: $0, in: reader) }
  }

  /// How many entries of the journal behind the last that both have: no root vouches for them, each does for itself.
  private static func lostEntries(from current: LedgerReader, in copy: LedgerReader) throws -> Int?
  {
    guard let there = try? current.read(Journal.digests) else { return nil }
    let both = zip(there, try copy.read(Journal.digests)).prefix { $0 == $1 }.count
    return there.count - both
  }

  /// Makes what is to stand beside the ledger, and says how many of its events are known to have been signed.
  private static func draft(
    of path: String,
    from source: Source,
    _ progress: (Int) -> Void
  ) throws -> (draft: Draft?, signed: Int, unnamed: [String]) {
    switch source {
    case .copy(let file), .backup(let file, _):
      let name = LedgerFile.location(of: file)
      guard !name.hasPrefix(Draft.name(of: path)) else { throw takesName(name) }
    case .inPlace: break
    }
    switch source {
    case .inPlace: return (nil, 0, [])
    case .copy(let copy) where LedgerFile.location(of: copy) == path: return (nil, 0, [])
    case .copy(let copy):
      let reader = try LedgerReader(unguarded: copy)
      let draft = Draft(of: path)
      try LedgerFile.translated(draft.path) {
        let queue = try DatabaseQueue(path: draft.path)
        try reader.database.backup(to: queue)
        // Also what followed a shared log stands for itself from now on.
        try queue.inDatabase(LedgerFile.Format.ledger.write)
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
  private static func lost(from current: LedgerReader, in copy: LedgerReader) throws -> Int? {
    guard let size = try? current.size else { return nil }
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

  private static func takesName(_ name: String) -> LedgerError {
    LedgerError(
      .unusable,
      Wording(
        fr:
          "« \(name) » : ce nom est celui du brouillon d'une restauration ; donnez-en un autre à la copie.",
        en: "“\(name)”: that name is the draft's of a restoration; give the copy another."
      )
    )
  }

  /// Records `ledger.restored` in the copy, signs it, and puts it in place with its head.
  ///
  /// The file that is put there says itself that it was restored: whoever is killed leaves none that does not.
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
    defer { lock = nil }
    if draft == nil, hasForeignHead { _ = try SetAside.move(HeadFile.path(of: path)) }
    let sequence = try record(in: draft?.path ?? path, user, reason, clock)
    guard let draft else { return (sequence, nil) }
    return (sequence, try putInPlace(draft))
  }

  private func record(
    in file: String,
    _ user: String,
    _ reason: FreeText?,
    _ clock: @escaping () -> Instant
  ) throws -> Int {
    let writer = try LedgerWriter(
      unguarded: LedgerReader(unguarded: file),
      signing: key,
      clock: clock,
      random: SystemRandomNumberGenerator(),
      holding: draft == nil ? lock : nil
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
    return try writer.append(own: submission, user: user)
  }

  /// Puts the copy in the place of the ledger, by renaming what is whole and on the disk.
  ///
  /// Whoever is killed leaves the ledger from before, or the copy, or between two renamings neither: then the same
  /// restoration, carried out again, ends it.
  private func putInPlace(_ draft: Draft) throws -> String? {
    let head = try HeadFile.text(of: draft.path)
    var status = stat()
    guard stat(draft.path + "-wal", &status) != 0 || status.st_size == 0 else {
      throw failed(EIO, "rien n'est remplacé", "nothing is replaced")
    }
    if hasForeignHead { _ = try SetAside.move(HeadFile.path(of: path)) }
    let before = try SetAside.move(path) ?? wasSetAside
    guard rename(draft.path, path) == 0 else {
      let code = errno
      if let before, before != wasSetAside { SetAside.moveBack(before, to: path) }
      throw failed(code, "rien n'est remplacé", "nothing is replaced")
    }
    do {
      try AtomicFile.syncFolder(of: path)
      if let head { try HeadFile.write(head, of: path, isSynced: true) }
    } catch let error as CocoaError {
      throw failed(
        error.posixCode ?? EIO,
        "la copie est en place ; redonnez la même commande",
        "the copy is in place; give the same command again"
      )
    }
    return before
  }

  private func failed(_ code: Int32, _ french: String, _ english: String) -> LedgerError {
    let reason = SystemReason.wording(code)
    return LedgerError(
      .inputOutput,
      Wording(
        fr: "« \(path) » n'est pas restauré jusqu'au bout : \(reason.french) ; \(french).",
        en: "“\(path)” is not restored to the end: \(reason.english); \(english)."
      )
    )
  }
}

extension LedgerReader {
  fileprivate func root(of checkpoint: Checkpoint) throws -> Hash {
    try root(of: KnownAt(size: checkpoint.size))
  }
}
