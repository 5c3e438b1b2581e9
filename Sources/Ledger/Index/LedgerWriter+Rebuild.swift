import Declarations
import GRDB
import MerkleLog

extension LedgerWriter {
  /// Opens a ledger to make again what is derived in it, which may be what its head cannot be compared with.
  ///
  /// - Parameter path: The path of the file.
  /// - Throws: ``LedgerError`` when there is no ledger, or another process keeps writing.
  public convenience init(rebuilding path: String) throws {
    let reader = try LedgerReader(unguarded: path)
    try self.init(unguarded: reader, signing: nil, clock: Instant.now, random: SystemRandom())
  }

  /// Builds the index again from the events: names, corrections, what moves lists.
  ///
  /// - Parameter isCheck: Compare with the index that was there, and leave that.
  /// - Returns: What was built, and whether the index that was there held the same.
  /// - Throws: ``LedgerError`` when the ledger cannot be read or written.
  public func rebuildIndex(isCheck: Bool = false) throws -> IndexRebuild {
    var rebuild: IndexRebuild?
    try transaction { db in
      let size = try EventTable.size(db)
      let root = try EventTable.root(of: size, db)
      let version = try EventIndex.version(in: db)
      let before = try EventIndex.digest(db)
      try EventIndex.rebuild(size: size, root: root, db)
      let after = try EventIndex.digest(db)
      rebuild = IndexRebuild(
        events: size,
        digest: after,
        isEqual: before == after,
        wasOutdated: version.map { (1..<EventIndex.version).contains($0) } ?? false
      )
      return isCheck ? .rollback : .commit
    }
    // A transaction that returns has run what stands in it.
    guard let rebuild else { throw RunTable.damaged }
    return rebuild
  }

  /// Builds the tree again from the bytes of the events: leaves and subtrees.
  ///
  /// - Parameter isCheck: Compare only.
  /// - Returns: Whether the tree that was there was the same.
  /// - Throws: ``LedgerError`` when the ledger cannot be read or written, or where the bytes are not those that were
  ///   signed: then no hash is changed.
  public func rebuildTree(isCheck: Bool = false) throws -> Bool {
    var isEqual = false
    let reader = try reading()
    let signed = try reader.lastCheckpoint
    let isVerified = try signed?.isSigned(with: reader.verifierKey) ?? false
    try transaction { db in
      let size = try EventTable.size(db)
      isEqual = try EventTable.rebuildTree(of: size, signed: isVerified ? signed : nil, db).isEmpty
      return isCheck ? .rollback : .commit
    }
    return isEqual
  }
}
