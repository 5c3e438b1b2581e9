package import Declarations
package import Ledger
import MerkleLog
import Projections

extension LedgerReader {
  /// The proof that a product is on the list that an event sealed, or is not.
  ///
  /// - Parameters:
  ///   - cis: The product.
  ///   - seal: The sequence of the event.
  /// - Returns: The proof, which says which of the two it proves.
  /// - Throws: ``Declarations/Refusal`` when the event seals no list, or the list that is replayed is another;
  ///   ``Ledger/LedgerError`` when there is no such event, or it is not signed yet.
  package func listProof(of cis: CIS, seal: Int) throws -> ListProof {
    let receipt = try receipt(of: seal)
    guard case .listSealed(let sealed) = try event(at: seal).submission.fact else {
      throw Refusal(
        .malformed,
        field: "seal",
        value: String(seal),
        Wording(
          fr: "L'événement \(seal) ne scelle pas de liste ; « mitm log » montre ceux qui le font.",
          en: "Event \(seal) seals no list; “mitm log” shows those that do."
        )
      )
    }
    let list = SealedList(try listHistory(KnownAt(size: sealed.size)), asOf: sealed.asOf)
    guard list.root.base64 == sealed.root.text else {
      throw Refusal(
        .malformed,
        field: "seal",
        value: String(seal),
        Wording(
          fr: "La liste rejouée n'a pas la racine scellée ; « mitm verify » en dit plus.",
          en: "The list that is replayed has not the sealed root; “mitm verify” says more."
        )
      )
    }
    return list.proof(of: cis, seal: receipt)
  }
}
