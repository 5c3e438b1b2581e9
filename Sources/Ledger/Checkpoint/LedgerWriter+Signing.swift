// What happens after a commit, before anybody is told:
//
//   commit, synced → read back through another connection, hash again → sign → checkpoint, head
//
// The row and the head need no sync of their own: where a crash loses them, the next writer signs the
// same size and root again, and Ed25519 gives the same bytes, so that a receipt stays the same.

import Declarations
import Foundation
import GRDB
import MerkleLog
import Projections

extension SigningKey {
  /// Signs that a ledger is empty.
  ///
  /// - Throws: What swift-crypto throws, for a key that it cannot use.
  package func emptyCheckpoint() throws -> StoredCheckpoint {
    try checkpoint(size: 0, root: MerkleTree.emptyRoot)
  }

  /// Signs a size and a root.
  func checkpoint(size: Int, root: Hash) throws -> StoredCheckpoint {
    let note = try sign(Checkpoint(origin: name, size: size, root: root).text)
    return StoredCheckpoint(size: size, root: root, note: note.encoded)
  }
}

extension LedgerWriter {
  /// Refuses a key that is not the ledger's.
  static func check(_ key: SigningKey, of reader: LedgerReader) throws {
    let expected = try reader.verifierKey
    guard key.verifier.text != expected else { return }
    throw LedgerError(
      .unusable,
      Wording(
        fr:
          "Cette clé privée n'est pas celle du registre « \(reader.path) » : elle signe pour "
          + "\(key.verifier.text), il attend \(expected).",
        en:
          "This private key is not that of the ledger “\(reader.path)”: it signs for "
          + "\(key.verifier.text), \(expected) is expected."
      )
    )
  }

  /// Refuses to record what could not be signed.
  func requireKey() throws {
    guard key == nil else { return }
    throw LedgerError(
      .noKey,
      Wording(
        fr: "Sans la clé privée du registre « \(path) », rien n'est enregistré.",
        en: "Without the private key of the ledger “\(path)”, nothing is recorded."
      )
    )
  }

  func lastCheckpoint() throws -> StoredCheckpoint? {
    try LedgerFile.translated(path) { try database.inDatabase(CheckpointTable.last) }
  }

  /// Signs what an append recorded.
  func sign(_ outcome: AppendOutcome) throws {
    try sign(outcome.size - outcome.appended..<outcome.size, root: outcome.root)
  }

  /// Signs what a writer before this one recorded and could not sign, and puts back a head that a
  /// crash left behind.
  func signWhatIsNot() throws {
    let (size, root) = try LedgerFile.translated(path) {
      try database.inDatabase { db in
        let size = try EventTable.size(db)
        return (size, try EventTable.root(of: size, db))
      }
    }
    let last = try lastCheckpoint()
    let signed = last?.size ?? 0
    if let last, signed >= size {
      if try HeadFile.text(of: path) != last.note { try HeadFile.write(last.note, of: path) }
      return
    }
    if signed < size { try verifyBeforeSigning(from: last) }
    try sign(signed..<size, root: root, isFirst: last == nil)
    signedLate = signed..<size
  }

  /// What another process left unsigned is signed only if it is what a writer leaves: readable, in its
  /// place, under names that are new, and in the index.
  private func verifyBeforeSigning(from last: StoredCheckpoint?) throws {
    let reader = try LedgerReader(unguarded: path)
    var options = Verification.Options()
    options.isOwn = true
    if let last {
      options.checkpoint = try SignedNote(parsing: last.note)
      options.start = last.size
    }
    let verification = try reader.verify(options)
    let (size, root) = (verification.size, verification.root)
    // In a file of the first schema nothing was ever signed, and its index may be of an older version.
    let isIndexed =
      try last == nil || database.inDatabase { try EventIndex.fits(size: size, root: root, $0) }
    let problem = verification.problems.first { $0.kind != .unsigned }
    guard problem != nil || !isIndexed else { return }
    let first = last?.size ?? 0
    let what =
      problem?.message
      ?? Wording(
        fr: "l'index ne les connaît pas : aucun « mitm » ne les a écrits ainsi.",
        en: "the index does not know them: no “mitm” wrote them like that."
      )
    // What is made again from the events keeps nobody from signing them afterwards.
    if problem != nil, verification.problems.allSatisfy({ [.unsigned, .index].contains($0.kind) }) {
      throw LedgerError(
        .damaged,
        Wording(
          fr: "Les événements à partir du \(first) ne sont pas encore signés : \(what.french)",
          en: "The events from \(first) on are not signed yet: \(what.english)"
        )
      )
    }
    throw LedgerError(
      .damaged,
      Wording(
        fr:
          "Les événements à partir du \(first) ne sont pas signés et ne le seront pas : \(what.french) "
          + "« mitm restore » d'une copie saine remet le registre en état.",
        en:
          "The events from \(first) on are not signed and will not be: \(what.english) “mitm restore” of "
          + "a sound copy puts the ledger right."
      )
    )
  }

  private func sign(_ range: Range<Int>, root: Hash, isFirst: Bool = false) throws {
    guard let key, !range.isEmpty || isFirst else { return }
    try readBack(range, root: root)
    if log != nil, let last = try lastCheckpoint() {
      // Signed where it is recorded, in the same transaction.
      try HeadFile.write(last.note, of: path)
      return signed = kept?.tree
    }
    let checkpoint = try key.checkpoint(size: range.upperBound, root: root)
    try LedgerFile.translated(path) {
      try database.inDatabase { db in
        try WriteAheadLog.withoutWaiting(db) { try CheckpointTable.insert(checkpoint, db) }
      }
      guard try database.inDatabase({ try Int.fetchOne($0, sql: "PRAGMA synchronous") }) == 2 else {
        throw LedgerError(
          .inputOutput,
          Wording(
            fr: "SQLite ne revient pas à synchronous=FULL ; rien de plus n'est enregistré.",
            en: "SQLite does not go back to synchronous=FULL; nothing more is recorded."
          )
        )
      }
    }
    try HeadFile.write(checkpoint.note, of: path)
    signed = kept?.tree
  }

  /// The tree before what was appended: as it was kept, since that was signed, or read again.
  private func treeBefore(_ range: Range<Int>, _ reader: LedgerReader) throws -> MerkleFrontier {
    if let signed, signed.size == range.lowerBound { return signed }
    return try reader.read { try EventTable.frontier(of: range.lowerBound, $0) }
  }

  /// Reads what was appended through another connection and hashes it again: a bit that flipped
  /// between hashing and storing must not be signed, and found years later.
  private func readBack(_ range: Range<Int>, root: Hash) throws {
    let reader = try reading()
    var tree = try treeBefore(range, reader)
    // Reading events compares each with its stored hash.
    try reader.forEachBody(in: range) { _, bytes in _ = tree.append(leaf: MerkleTree.leaf(bytes)) }
    guard tree.root == root else {
      throw LedgerError(
        .damaged,
        Wording(
          fr: "La racine se relit autrement qu'elle n'a été écrite : disque défaillant ?",
          en: "The root reads back otherwise than it was written: a failing disk?"
        )
      )
    }
  }
}
