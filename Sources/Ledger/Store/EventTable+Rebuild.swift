import Declarations
import Foundation
import GRDB
import MerkleLog

extension EventTable {
  /// What is stored of the tree, where it is not what the bytes of the events give.
  struct WrongHashes {
    /// The events with another leaf, and the leaf that they should have.
    fileprivate(set) var leaves: [(sequence: Int, leaf: Hash)] = []
    /// Whether a subtree is another, is missing, or covers nothing.
    fileprivate(set) var hasWrongSubtrees = false

    var isEmpty: Bool { leaves.isEmpty && !hasWrongSubtrees }
  }

  /// Makes the tree again from the bytes of the events.
  ///
  /// Bytes and hashes that contradict each other do not say which of the two was changed; the checkpoint does, which was
  /// signed. So hashes are changed only where the bytes give what was signed.
  ///
  /// - Returns: What was wrong, and is right now.
  /// - Throws: ``LedgerError`` where the bytes are not those that were signed, and at a gap.
  static func rebuildTree(
    of size: Int,
    signed: StoredCheckpoint?,
    _ db: Database
  ) throws -> WrongHashes {
    let (wrong, root) = try wrongHashes(of: size, at: signed?.size ?? 0, db)
    guard !wrong.isEmpty else { return wrong }
    guard let signed, signed.size <= size, signed.root == root else { throw unproven(nil) }
    if let last = wrong.leaves.last, last.sequence >= signed.size {
      throw unproven(last.sequence)
    }
    try LedgerSchema.withoutGuards(db) {
      for (sequence, leaf) in wrong.leaves {
        try db.execute(
          sql: "UPDATE event SET leaf = ? WHERE sequence = ?",
          arguments: [Data(leaf.bytes), sequence]
        )
      }
      try LedgerSchema.makeSubtreesAgain(db)
      var tree = MerkleFrontier()
      try forEachBody(in: 0..<size, db) { _, body in
        try insert(tree.append(leaf: MerkleTree.leaf(Array(body))), db)
      }
    }
    return wrong
  }

  private static func wrongHashes(
    of size: Int,
    at signed: Int,
    _ db: Database
  ) throws -> (WrongHashes, signedRoot: Hash) {
    var (wrong, tree, count) = (WrongHashes(), MerkleFrontier(), 0)
    var root = tree.root
    var nodes = StoredNodes(db)
    defer { nodes.end() }
    try forEachRow(in: 0..<size, db) { sequence, body, stored in
      let leaf = MerkleTree.leaf(Array(body))
      let isRight = leaf.withUnsafeBytes { $0.elementsEqual(stored) }
      if !isRight { wrong.leaves.append((sequence, leaf)) }
      for node in tree.append(leaf: leaf) {
        count += 1
        let stored = try nodes.hash(level: node.level, position: node.position)
        if stored != node.hash { wrong.hasWrongSubtrees = true }
      }
      if tree.size == signed { root = tree.root }
    }
    let rows = try Int.fetchOne(db, sql: "SELECT count(*) FROM node") ?? 0
    if rows != count { wrong.hasWrongSubtrees = true }
    return (wrong, root)
  }

  private static func unproven(_ sequence: Int?) -> LedgerError {
    let event = sequence.map {
      Wording(
        fr: " (événement \($0), que rien ne signe)",
        en: " (event \($0), which nothing signs)"
      )
    }
    return LedgerError(
      .damaged,
      Wording(
        fr:
          "L'arbre ne peut pas être refait : les octets des événements ne sont pas ceux qui ont été "
          + "hachés\(event?.french ?? ""), et aucun point de contrôle signé ne les confirme. Restaurez une "
          + "sauvegarde (« mitm restore »).",
        en:
          "The tree cannot be made again: the bytes of the events are not those that were "
          + "hashed\(event?.english ?? ""), and no signed checkpoint confirms them. Restore a backup "
          + "(“mitm restore”)."
      )
    )
  }
}
