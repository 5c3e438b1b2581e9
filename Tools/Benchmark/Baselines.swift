import MerkleLog

/// What nothing can be faster than, and what is compared with it.
enum Baselines {
  static let hash = "SHA-256 of leaves"
  static let loop = "plain loop over the rows"

  static func measure(_ ledger: BenchmarkLedger, _ table: inout Measurements) throws {
    let bodies = try ledger.someBodies(limit: 100_000)
    try table.measure(hash, fr: "SHA-256 des feuilles", each: bodies.count) {
      for body in bodies { _ = MerkleTree.leaf(body) }
    }
    try table.measure("tree", fr: "arbre", each: bodies.count, against: hash) {
      var tree = MerkleFrontier()
      for body in bodies { _ = tree.append(leaf: MerkleTree.leaf(body)) }
    }
    try table.measure(loop, fr: "simple boucle sur les lignes", each: ledger.events) {
      _ = try ledger.loopOverRows()
    }
  }
}
