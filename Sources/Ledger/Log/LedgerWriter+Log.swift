import Declarations
import Foundation
import GRDB
import MerkleLog

/// Somebody else added to the shared log first.
struct LogConflict: Error {}

extension LedgerWriter: LogStore {
  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public func identity() throws -> LogIdentity { try reading().identity() }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public func head() throws -> LogHead {
    try LedgerFile.translated(path) { try database.inDatabase(LogRows.head) }
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public func checkpoint(at size: Int) throws -> StoredCheckpoint? {
    try LedgerFile.translated(path) {
      try database.inDatabase { try CheckpointTable.at(size: size, $0) }
    }
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public func batch(after head: LogHead, limit count: Int) throws -> LogBatch {
    try reading().batch(after: head, limit: count)
  }

  /// Adds what another log has: each event must be readable, in its place, under a name that is new, each entry what it
  /// says of itself, each checkpoint signed by the key of the ledger over the root that comes out here.
  ///
  /// - Parameters:
  ///   - batch: What the other log has.
  ///   - head: Where the caller takes this file to end.
  /// - Returns: Whether it ends there: false where somebody else came first, and nothing was added.
  /// - Throws: ``LedgerError`` at the first thing that does not hold, and when nothing can be written.
  public func append(_ batch: LogBatch, at head: LogHead) throws -> Bool {
    var isNext = false
    let key = try VerifierKey.stored(identity().verifierKey)
    try transaction { db in
      isNext = try LogRows.head(db) == head
      guard isNext else { return .rollback }
      var intake = try LogIntake(of: batch, at: head, key, db)
      keptOnCommit = try intake.write()
      return .commit
    }
    if isNext, let last = batch.checkpoints.last { try HeadFile.write(last.note, of: path) }
    return isNext
  }

  // MARK: Following a shared log

  /// Brings the file up to the log that it follows; does nothing where it follows none.
  ///
  /// - Throws: ``LedgerError`` where the log is not one that this file has come from, and when either cannot be read or
  ///   written.
  func follow() throws {
    guard let log else { return }
    try LogCopy.run(from: log, to: self)
  }

  /// Runs a transaction that records; where the file follows a shared log, what it would leave is recorded there first.
  ///
  /// Whoever comes second begins again, behind what the first recorded: names, corrections and times are looked at anew. Who is
  /// overtaken for ever is told so.
  func recording(_ work: (Database) throws -> Database.TransactionCompletion) throws {
    guard log != nil else { return try transaction(work) }
    for _ in 0..<LogCopy.attempts {
      try follow()
      do {
        return try transaction { db in
          let head = try LogRows.head(db)
          let completion = try work(db)
          if completion == .commit { try send(after: head, db) }
          return completion
        }
      } catch is LogConflict {
        continue
      }
    }
    throw LogCopy.overtakenForEver
  }

  private func send(after head: LogHead, _ db: Database) throws {
    guard let log else { return }
    let size = try EventTable.size(db)
    if let key, size > head.size {
      try CheckpointTable.insert(
        key.checkpoint(size: size, root: try EventTable.root(of: size, db)),
        db
      )
    }
    let batch = try LogRows.batch(after: head, limit: .max >> 1, weight: .max, db)
    // Also where all of it was there before: what is answered has to be certain there.
    guard try log.append(batch, at: head) else { throw LogConflict() }
  }
}

extension VerifierKey {
  /// The key that a log keeps.
  static func stored(_ text: String) throws -> VerifierKey {
    do throws(NoteError) {
      return try VerifierKey(parsing: text)
    } catch {
      throw LedgerError(
        .damaged,
        Wording(
          fr: "La clé de vérification « \(text) » n'en est pas une : \(error.wording.french).",
          en: "The verifier key “\(text)” is none: \(error.wording.english)."
        )
      )
    }
  }
}
