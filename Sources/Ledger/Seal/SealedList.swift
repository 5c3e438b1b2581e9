// A sealed list: the rows of the current list of a day as `mitm list --format json` prints them, each
// written canonically, as the leaves of an RFC 6962 tree in the order of their CIS. An event
// `list.sealed` carries the root. A row is an object with the key `cis` and none of an event's, and
// its tree hangs under the event's bytes, so neither can be taken for the other.

import CanonicalJSON
public import Declarations
public import MerkleLog
public import Projections

/// The rows of a list as they are sealed (*liste scellée*).
public struct SealedList: Sendable {
  /// A row: the product and its canonical bytes.
  public struct Row: Sendable, Equatable {
    /// The product.
    public let cis: CIS
    /// The canonical bytes.
    public let bytes: [UInt8]
  }

  /// The rows, by CIS.
  public let rows: [Row]
  private let subtrees: [[Hash]]

  /// Takes the current list of a day from what is known.
  public init(_ history: History, asOf day: LegalDate) {
    rows = history.currentList(asOf: day).map {
      Row(cis: $0.cis, bytes: JSONValue.object($0.json).canonicalBytes)
    }
    var levels = [rows.map { MerkleTree.leaf($0.bytes) }]
    while let below = levels.last, below.count > 1 {
      levels.append(
        stride(from: 0, to: below.count - 1, by: 2).map {
          MerkleTree.node(below[$0], below[$0 + 1])
        }
      )
    }
    subtrees = levels
  }

  /// The root over the rows.
  public var root: Hash {
    MerkleTree.root(size: rows.count) { subtrees[$0][$1] }
  }

  /// The event that seals the list.
  ///
  /// It is a function of its basis alone, so that sealing the same basis again gives the same event.
  ///
  /// - Throws: ``Declarations/Refusal`` only if it broke the catalogue, which the tests exclude.
  public func submission(_ basis: Basis, at time: FilingTime) throws(Refusal) -> Submission {
    try Submission(
      id: try Identifier(parsing: "seal:\(basis.asOf):\(basis.knownAt.size):\(basis.rulebook)"),
      source: .ledger,
      subject: .ledger,
      time: time,
      effectiveOn: basis.asOf,
      fact: .listSealed(
        ListSealed(
          asOf: basis.asOf,
          size: basis.knownAt.size,
          rows: rows.count,
          root: try RootText(parsing: root.base64),
          rulebook: try FreeText(parsing: basis.rulebook)
        )
      )
    )
  }

  /// Proves that a product stands on the list, or that it does not.
  public func proof(of cis: CIS, seal: TlogProof) -> ListProof {
    let place = rows.firstIndex { $0.cis >= cis } ?? rows.count
    let isListed = place < rows.count && rows[place].cis == cis
    let places = isListed ? place..<place + 1 : max(place - 1, 0)..<min(place + 1, rows.count)
    return ListProof(
      cis: cis,
      isListed: isListed,
      rows: places.compactMap { index in
        InclusionProof(of: index, size: rows.count) { subtrees[$0][$1] }
          .map { ListProof.ProvedRow(bytes: rows[index].bytes, inclusion: $0) }
      },
      seal: seal
    )
  }
}
