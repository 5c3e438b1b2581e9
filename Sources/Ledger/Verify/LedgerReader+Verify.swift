// Reads every byte that is truth and computes it all again, in the order in which one thing vouches
// for the next:
//
//   canonical form → leaf → every stored subtree → root → signed checkpoints → the head beside the file
//   journal of what was sent: each row's own digest, and the events that it names
//   what is derived: the index of names and corrections, the sealed lists
//
// A problem names its sequence, or its table and row; reading goes on, so that one run says
// everything.

import Declarations
import Foundation
import GRDB
import MerkleLog
import Projections

extension Verification {
  /// Verifies the ledger in a file, its signed head too; one that SQLite cannot read to its end is a
  /// finding, not an error.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - options: What is verified, and against what.
  ///   - progress: Told now and then how many events were read.
  /// - Returns: What was found.
  /// - Throws: ``LedgerError`` when there is no ledger in the file, or the options do not fit it.
  public static func ofLedger(
    at path: String,
    _ options: Options = Options(),
    progress: (Int) -> Void = { _ in }
  ) throws -> Verification {
    do {
      let head = try HeadFile.text(of: LedgerFile.location(of: path))
      let reader = try LedgerReader(unguarded: path)
      var verification = try reader.verify(options, progress: progress)
      verification.hasHead = head != nil
      if let head { reader.check(head, &verification) }
      return verification
    } catch let error as LedgerError where error.kind == .damaged {
      var verification = Verification()
      verification.add(.file, error.message.french, error.message.english)
      return verification
    }
  }
}

extension LedgerReader {
  /// Verifies the ledger against itself and against what the options bring.
  ///
  /// - Parameters:
  ///   - options: What is verified, and against what.
  ///   - progress: Told now and then how many events were read.
  /// - Returns: What was found.
  /// - Throws: ``LedgerError`` when the file cannot be read at all, or the options do not fit it.
  public func verify(
    _ options: Verification.Options = .init(),
    progress: (Int) -> Void = { _ in }
  ) throws -> Verification {
    var verification = Verification()
    try snapshot { db in
      do {
        try verify(options, db, &verification, progress)
      } catch let error as DatabaseError {
        // What was found before SQLite gave up is not lost.
        let text = error.message ?? String(describing: error.resultCode)
        verification.add(.file, "SQLite : \(text)", "SQLite: \(text)")
      } catch let error as LedgerError where error.kind == .damaged {
        verification.add(.file, error.message.french, error.message.english)
      } catch is RowDecodingError {
        verification.add(
          .file,
          "Une valeur n'a pas le type de sa colonne.",
          "A value is not of its column's type."
        )
      }
    }
    verification.sort()
    return verification
  }

  private func verify(
    _ options: Verification.Options,
    _ db: Database,
    _ verification: inout Verification,
    _ progress: (Int) -> Void
  ) throws {
    try SchemaAudit.check(db, &verification)
    if options.start == 0 { try checkFile(db, &verification) }
    let key = try verifierKey(options.key, db, &verification)
    var checkpoints = CheckpointAudit(key: key, start: options.start, isOwn: options.isOwn)
    try checkpoints.trust(options, &verification)
    try checkpoints.readStored(db, &verification)
    var journal = JournalAudit(start: options.start)
    var index = try IndexAudit(db, start: options.start)
    var events = try EventAudit(db, start: options.start)
    if options.start > 0, index.isBound { try events.takeEarlierNames(&verification) }
    checkpoints.compare(events, &verification)
    var rows = try EventRows(from: options.start == 0 ? Int.min : options.start, db)
    defer {
      // Where reading ended early, what was read is compared all the same.
      events.checkNames(&verification)
      rows.end()
      events.end()
      (verification.size, verification.root) = (events.size, events.root)
    }
    var ahead = try rows.readAhead()
    while let current = ahead {
      ahead = try rows.readAhead()
      for reading in current.finish() {
        let event = try events.visit(reading, &verification)
        checkpoints.compare(events, &verification)
        if let event, let indexed = reading.indexed {
          journal.visit(event)
          try index.visit(event, indexed)
        }
      }
      progress(events.size)
    }
    events.checkNames(&verification)
    try events.finish(&verification)
    try checkpoints.finish(events, in: self, &verification)
    try journal.check(events, db, &verification)
    try index.finish(events.size, &verification)
    verification.size = events.size
    if verification.isSound { try checkSeals(events.seals, &verification) }
    if let export = options.export { try compare(with: export, &verification) }
  }

  private func checkFile(_ db: Database, _ verification: inout Verification) throws {
    for line in try String.fetchAll(db, sql: "PRAGMA quick_check") where line != "ok" {
      verification.add(.file, "SQLite : \(line)", "SQLite: \(line)")
    }
  }

  /// The key that the checkpoints must be signed with; nil, with a problem, where there is none.
  private func verifierKey(
    _ trusted: VerifierKey?,
    _ db: Database,
    _ verification: inout Verification
  ) throws -> VerifierKey? {
    let row = try Row.fetchOne(db, sql: "SELECT id, origin, verifierkey FROM ledger")
    let id = row.flatMap { Int.fromDatabaseValue($0[0]) }
    let origin = row.flatMap { Data.fromDatabaseValue($0[1]) }
    let text = row.flatMap { Data.fromDatabaseValue($0[2]) }
    let key = text.flatMap { String(validating: $0, as: UTF8.self) }
      .flatMap { try? VerifierKey(parsing: $0) }
    guard let key, id == 1, origin.map(Array.init) == Array(key.name.utf8) else {
      verification.add(
        .ledger,
        in: .init(table: "ledger", key: "1"),
        "L'origine et la clé de vérification du registre ne vont pas ensemble.",
        "The origin and the verifier key of the ledger do not go together."
      )
      return trusted
    }
    guard trusted == nil || trusted == key else {
      verification.add(
        .ledger,
        in: .init(table: "ledger", key: "1"),
        "Le registre nomme une autre clé de vérification : \(key.text)",
        "The ledger names another verifier key: \(key.text)"
      )
      return trusted
    }
    return key
  }

  fileprivate func check(_ head: String, _ verification: inout Verification) {
    do {
      _ = try HeadFile.check(head, in: self)
    } catch let error as LedgerError {
      verification.add(.head, error.message.french, error.message.english)
    } catch {
      verification.add(.head, "La tête est illisible.", "The head cannot be read.")
    }
  }

  /// Makes every sealed list again from the events that it names.
  private func checkSeals(
    _ seals: [(sequence: Int, sealed: ListSealed)],
    _ verification: inout Verification
  ) throws {
    // A seal is of what was known before it.
    let possible = seals.filter { $0.sealed.size <= $0.sequence }
    for (sequence, sealed) in seals where sealed.size > sequence {
      verification.add(
        .seal,
        at: sequence,
        "L'événement \(sequence) scelle une liste de \(sealed.size) événements, plus qu'il n'y en avait.",
        "Event \(sequence) seals a list of \(sealed.size) events, more than there were."
      )
    }
    var fold = HistoryFold()
    let size = possible.map(\.sealed.size).max() ?? 0
    try forEachEvent(in: 0..<size) { fold.record($0) }
    for (sequence, sealed) in possible {
      let list = SealedList(fold.history(KnownAt(size: sealed.size)), asOf: sealed.asOf)
      verification.seals += 1
      guard list.root.base64 != sealed.root.text || list.rows.count != sealed.rows else { continue }
      verification.add(
        .seal,
        at: sequence,
        "La liste au \(sealed.asOf) que scelle l'événement \(sequence) n'est pas celle que donnent "
          + "les \(sealed.size) premiers événements.",
        "The list on \(sealed.asOf) that event \(sequence) seals is not the one that the first "
          + "\(sealed.size) events give."
      )
    }
  }

  private func compare(with export: [UInt8], _ verification: inout Verification) throws {
    var lines = export.split(separator: 0x0A, omittingEmptySubsequences: true)[...]
    var confirmed = 0
    defer { verification.confirmed = confirmed }
    try read { db in
      let rows = try Row.fetchCursor(db, sql: "SELECT sequence, body FROM event ORDER BY sequence")
      while let row = try rows.next(), let line = lines.popFirst() {
        let body = Data.fromDatabaseValue(row[1]) ?? Data()
        guard !body.elementsEqual(line) else {
          confirmed += 1
          continue
        }
        let sequence = Int.fromDatabaseValue(row[0]) ?? confirmed
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
      "Événements de l'export que le registre n'a pas, à la fin : \(lines.count).",
      "Events of the export that the ledger has not, at the end: \(lines.count)."
    )
  }
}
