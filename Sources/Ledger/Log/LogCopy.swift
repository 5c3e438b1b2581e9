import Declarations
import MerkleLog

/// Brings one log up to another, which is the same ledger and further.
public enum LogCopy {
  /// How many events go in one transaction.
  static let step = 5_000

  /// Copies what is new; whoever is interrupted goes on where it ended.
  ///
  /// - Parameters:
  ///   - source: The one that is further.
  ///   - target: The one that follows.
  ///   - progress: Told now and then how many events the target has.
  /// - Returns: How far both have come.
  /// - Throws: ``LedgerError`` where they are not the same ledger, and when either cannot be read or written.
  @discardableResult
  public static func run(
    from source: any LogSource,
    to target: any LogStore,
    progress: (Int) -> Void = { _ in }
  ) throws -> LogHead {
    let identity = try source.identity()
    guard try target.identity() == identity else { throw otherLedger(identity.origin) }
    var head = try target.head()
    var goal = try source.head()
    try requireContains(source, goal, target, head)
    var (limit, overtaken) = (step, 0)
    while head != goal {
      try requireSigned(goal)
      var batch = try source.batch(after: head, limit: limit)
      // Nothing is taken that nobody signed: what was recorded together is taken together.
      if !batch.events.isEmpty {
        guard let signed = batch.checkpoints.last?.size, signed > head.size else {
          guard head.size + batch.events.count < goal.size else {
            throw LogIntake.wrong(checkpoint: goal.signed)
          }
          limit *= 2
          continue
        }
        batch.events.removeLast(max(0, head.size + batch.events.count - signed))
      }
      limit = step
      guard !batch.isEmpty else {
        // Somebody added to the target meanwhile, or the source has gone on.
        goal = try source.head()
        guard head != goal else { break }
        throw behind(goal, head)
      }
      guard try target.append(batch, at: head) else {
        // Another process brought it further.
        overtaken += 1
        guard overtaken < attempts else { throw overtakenForEver }
        head = try target.head()
        goal = try source.head()
        try requireContains(source, goal, target, head)
        continue
      }
      overtaken = 0
      head = head.following(batch)
      progress(head.size)
      if head.size >= goal.size { goal = try source.head() }
    }
    return head
  }

  /// Refuses a source that has not what the target has: one that lost what was seen, or was rewritten.
  ///
  /// No signature covers the journal: of it, what the last entry that both have says of itself is compared.
  private static func requireContains(
    _ source: any LogSource,
    _ goal: LogHead,
    _ target: any LogStore,
    _ head: LogHead
  ) throws {
    guard head.size <= goal.size, head.entries <= goal.entries, head.signed <= goal.signed else {
      throw behind(goal, head)
    }
    guard head != goal else { return }
    if head.signed >= 0, try source.checkpoint(at: head.signed)?.root != head.root {
      throw forked(head.signed)
    }
    guard head.entries > 0 else { return }
    var before = head
    before.entries -= 1
    guard try source.batch(after: before, limit: 1).entries.first?.digest == head.lastEntry else {
      throw forkedJournal(head.entries)
    }
  }

  /// How often somebody may be overtaken in a row.
  static let attempts = 100

  static let overtakenForEver = LedgerError(
    .busy,
    Wording(
      fr:
        "D'autres ont enregistré avant celui-ci \(attempts) fois de suite, ou le serveur dit chaque fois de recommencer : "
        + "rien n'est enregistré. Renvoyez plus tard, et par lots plus grands.",
      en:
        "Others recorded before this one \(attempts) times in a row, or the server says each time to begin again: nothing is "
        + "recorded. Send it again later, and in larger batches."
    )
  )

  /// Refuses a source whose last events nobody signed: whoever has no key put them there.
  private static func requireSigned(_ goal: LogHead) throws {
    guard goal.signed < goal.size else { return }
    let first = max(goal.signed, 0)
    throw LedgerError(
      .damaged,
      Wording(
        fr:
          "Les événements à partir du \(first) ne sont pas signés : rien n'est repris. Si c'est un fichier, « mitm append » avec sa "
          + "clé signe ce qu'une écriture interrompue a laissé ; sur un serveur, quelqu'un les y a mis sans la clé.",
        en:
          "The events from \(first) on are not signed: nothing is taken. If it is a file, “mitm append” with its key signs what an "
          + "interrupted writer left; on a server, somebody put them there without the key."
      )
    )
  }

  private static func otherLedger(_ origin: String) -> LedgerError {
    LedgerError(
      .forked,
      Wording(
        fr: "Ce n'est pas le même registre : l'origine ou la clé n'est pas celle de « \(origin) ».",
        en: "This is not the same ledger: origin or key is not that of “\(origin)”."
      )
    )
  }

  static func behind(_ goal: LogHead, _ head: LogHead) -> LedgerError {
    LedgerError(
      .forked,
      Wording(
        fr:
          "Le journal a \(goal.size) événements et \(goal.entries) entrées, et \(head.size) et \(head.entries) y ont déjà "
          + "été lus : il a perdu ce qui était enregistré (secours en retard ? sauvegarde ancienne ?). Rien n'est lu ni écrit ; "
          + "remettez le bon serveur, ou recopiez-y ce qui manque avec « mitm copy ».",
        en:
          "The log has \(goal.size) events and \(goal.entries) entries, and \(head.size) and \(head.entries) were read from it "
          + "before: it has lost what was recorded (a standby that lagged? an old backup?). Nothing is read or written; put the "
          + "right server back, or copy what is missing into it by “mitm copy”."
      )
    )
  }

  private static func forkedJournal(_ entries: Int) -> LedgerError {
    LedgerError(
      .forked,
      Wording(
        fr:
          "L'entrée \(entries - 1) de son journal des envois n'est pas celle qui a été lue : le journal a bifurqué. Rien "
          + "n'est lu ni écrit.",
        en:
          "Entry \(entries - 1) of its journal of what was sent is not the one that was read: the log has forked. Nothing is "
          + "read or written."
      )
    )
  }

  static func forked(_ size: Int) -> LedgerError {
    LedgerError(
      .forked,
      Wording(
        fr:
          "Ses \(size) premiers événements ne sont pas ceux qui ont été signés et lus : le journal a bifurqué. Rien n'est "
          + "lu ni écrit.",
        en:
          "Its first \(size) events are not those that were signed and read: the log has forked. Nothing is read or written."
      )
    )
  }
}

extension LogCopy {
  /// Makes the file of a ledger that another log will be copied to.
  ///
  /// - Throws: ``LedgerError`` when the source cannot be read, or nothing can be made there.
  public static func create(at path: String, like source: any LogSource) throws {
    let key = try VerifierKey.stored(try source.identity().verifierKey)
    try HeadFile.requireNone(of: LedgerFile.location(of: path))
    try LedgerFile.create(at: path, verifierKey: key) { _ in }
  }
}
