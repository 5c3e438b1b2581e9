// A deliberate restore: a copy that does not contain the signed head takes the place of the ledger,
// or is accepted where it lies. What is lost is said before, the event `ledger.restored` says it for
// ever after, and the file that was there before is kept beside.

public import Declarations
import Foundation
import GRDB
public import MerkleLog
import Projections

/// What putting a copy in the place of a ledger means.
public struct Restoration: Sendable {
  /// The ledger.
  public let path: String
  /// The copy that is to stand; the ledger's own file when it lies there already.
  public let source: String
  /// How many events the copy has.
  public let size: Int
  /// The root over them.
  public let root: Hash
  /// How many events the last signed head covers; nil where there is no head.
  public let headSize: Int?
  /// Whether the head that lies there is unreadable, or of another ledger.
  public let hasForeignHead: Bool
  private let key: SigningKey
  /// Whether the copy contains that head: nothing that was signed is lost then.
  public let containsHead: Bool
  /// How many events of the file that is replaced the copy does not have; nil where nothing is
  /// replaced, or that file cannot be read.
  public let lostEvents: Int?

  /// How many events had been signed, where that is known and the copy does not contain them.
  public let lostSize: Int?

  /// Whether there is anything to restore.
  public var isNeeded: Bool { source != path || headSize == nil || !containsHead }

  /// Verifies the copy and finds out what would be lost.
  ///
  /// A head that is unreadable, or of another ledger, says nothing of what is lost; it is set aside.
  ///
  /// - Parameters:
  ///   - ledger: The path of the ledger.
  ///   - copy: The copy; nil for the file that lies there.
  ///   - signed: How many events are known to have been signed, by whoever made the copy.
  ///   - key: The private key.
  ///   - progress: Told now and then how many events were read.
  /// - Throws: ``LedgerError`` when the copy is not intact, or is one of another ledger.
  public init(
    of ledger: String,
    from copy: String? = nil,
    knownSigned signed: Int = 0,
    signing key: SigningKey,
    progress: (Int) -> Void = { _ in }
  ) throws {
    path = LedgerFile.location(of: ledger)
    source = copy.map(LedgerFile.location) ?? path
    let reader = try LedgerReader(unguarded: source)
    try LedgerWriter.check(key, of: reader)
    let verification = try reader.verify(progress: progress)
    if let problem = verification.problems.first(where: { $0.kind != .unsigned }) {
      throw LedgerError(
        .damaged,
        Wording(
          fr: "« \(source) » n'est pas intact et n'est pas restauré : \(problem.message.french)",
          en: "“\(source)” is not intact and is not restored: \(problem.message.english)"
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
    lostEvents = source == path ? nil : try Self.lost(from: path, in: reader)
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
    let before = source == path ? nil : try replace()
    let writer = try LedgerWriter(
      unguarded: LedgerReader(unguarded: path),
      signing: key,
      clock: clock,
      random: SystemRandomNumberGenerator()
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
    return (try writer.append(own: submission, user: user), before)
  }

  private func replace() throws -> String? {
    let draft = "\(path).restoring-\(UUID().uuidString)"
    let lock = try WriterLock(ledger: path)
    defer { withExtendedLifetime(lock) {} }
    try LedgerFile.translated(path) {
      let copy = try DatabaseQueue(path: draft)
      try LedgerReader(unguarded: source).database.backup(to: copy)
      try copy.close()
    }
    let before = FileManager.default.fileExists(atPath: path) ? try setAside(path) : nil
    try FileManager.default.moveItem(atPath: draft, toPath: path)
    return before
  }

  /// Moves a file that was there, with its log, to a name that is free.
  @discardableResult
  private func setAside(_ file: String) throws -> String {
    var number = 1
    while FileManager.default.fileExists(atPath: "\(file).before-restore-\(number)") { number += 1 }
    let aside = "\(file).before-restore-\(number)"
    for suffix in ["-wal", "-shm", ""]
    where FileManager.default.fileExists(atPath: file + suffix) {
      try FileManager.default.moveItem(atPath: file + suffix, toPath: aside + suffix)
    }
    return aside
  }
}

extension LedgerReader {
  fileprivate func root(of checkpoint: Checkpoint) throws -> Hash {
    try root(of: KnownAt(size: checkpoint.size))
  }
}
