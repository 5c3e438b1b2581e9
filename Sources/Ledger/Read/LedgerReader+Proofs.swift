import Declarations
import Foundation
public import MerkleLog

extension LedgerReader {
  /// Every signed checkpoint that the ledger keeps, by size.
  ///
  /// - Throws: ``LedgerError`` when one cannot be read.
  public var checkpoints: [StoredCheckpoint] {
    get throws { try read { try CheckpointTable.all($0) } }
  }

  /// The last signed checkpoint; nil in a ledger of the first schema.
  ///
  /// - Throws: ``LedgerError`` when it cannot be read.
  public var lastCheckpoint: StoredCheckpoint? {
    get throws { try read(CheckpointTable.last) }
  }

  /// The last signed checkpoints, the last first.
  ///
  /// - Parameter count: How many at most.
  /// - Returns: The checkpoints.
  /// - Throws: ``LedgerError`` when one cannot be read.
  package func lastCheckpoints(_ count: Int) throws -> [StoredCheckpoint] {
    try read { try CheckpointTable.last(count, $0) }
  }

  /// The receipt of an event (*accusé d'enregistrement*): its bytes, its place, and the proof against
  /// the first signed checkpoint that covers it, so that it is the same whenever it is asked for.
  ///
  /// - Throws: ``LedgerError`` when there is no such event, or no checkpoint covers it yet.
  public func receipt(of sequence: Int) throws -> TlogProof {
    try read { db in
      let size = try EventTable.size(db)
      guard (0..<size).contains(sequence) else {
        throw LedgerError(
          .unusable,
          Wording(
            fr: "L'événement \(sequence) n'existe pas : le registre en a \(size).",
            en: "There is no event \(sequence): the ledger has \(size)."
          )
        )
      }
      guard let checkpoint = try CheckpointTable.first(covering: sequence, db),
        let inclusion = try InclusionProof(
          of: sequence,
          size: checkpoint.size,
          subtree: { try EventTable.subtree(db, level: $0, position: $1) }
        )
      else {
        throw LedgerError(
          .unusable,
          Wording(
            fr:
              "L'événement \(sequence) n'est pas encore signé ; « mitm checkpoint », avec la clé, le "
              + "signe.",
            en: "Event \(sequence) is not signed yet; “mitm checkpoint”, with the key, signs it."
          )
        )
      }
      let event = try EventTable.body(at: sequence, db)
      let receipt = TlogProof(inclusion, extra: event, checkpoint: checkpoint.note)
      let key = try? VerifierKey(parsing: verifierKey)
      // Nobody is handed a proof that does not hold.
      guard let key, (try? receipt.verify(event, with: key)) ?? nil != nil else {
        throw notProved(sequence)
      }
      return receipt
    }
  }

  /// That the first `second` events begin with the first `first`.
  ///
  /// The checkpoint in it is the signed one of that size; where none was signed at that size, its
  /// three lines alone, without a signature.
  ///
  /// - Throws: ``LedgerError`` when the sizes are not 0 ≤ `first` ≤ `second` ≤ the ledger's.
  public func consistency(from first: Int, to second: Int) throws -> AddCheckpointRequest {
    try read { db in
      let size = try EventTable.size(db)
      guard 0 <= first, first <= second, second <= size else {
        throw LedgerError(
          .unusable,
          Wording(
            fr:
              "De \(first) à \(second) : 0 ≤ N1 ≤ N2 ≤ \(size), la taille du registre, est attendu.",
            en: "From \(first) to \(second): 0 ≤ N1 ≤ N2 ≤ \(size), the ledger's size, is expected."
          )
        )
      }
      let proof = try ConsistencyProof(from: first, to: second) { level, position in
        try EventTable.subtree(db, level: level, position: position)
      }
      let signed = try CheckpointTable.at(size: second, db)
      let root = try EventTable.root(of: second, db)
      let old = try EventTable.root(of: first, db)
      let isProved = proof?.proves(from: first, old, to: second, root) ?? true
      guard isProved, signed == nil || signed?.root == root else { throw notProved(second - 1) }
      return AddCheckpointRequest(
        oldSize: first,
        proof: proof ?? ConsistencyProof(hashes: []),
        checkpoint: try signed?.note
          ?? Checkpoint(origin: origin, size: second, root: root).text
      )
    }
  }

  private func notProved(_ sequence: Int) -> LedgerError {
    LedgerError(
      .damaged,
      Wording(
        fr:
          "Ce que le registre garde ne prouve pas l'événement \(sequence) : « mitm verify » dit ce qui a "
          + "changé.",
        en:
          "What the ledger holds does not prove event \(sequence): “mitm verify” says what was changed."
      )
    )
  }
}
