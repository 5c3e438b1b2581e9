import Compliance
package import Declarations
package import Ledger
import MerkleLog
package import Projections

extension LedgerReader {
  /// The basis of an answer.
  package func basis(asOf day: LegalDate, _ known: KnownAt) throws -> Basis {
    Basis(
      asOf: day,
      knownAt: known,
      root: try root(of: known).base64,
      rulebook: try Rulebook().version
    )
  }
}
