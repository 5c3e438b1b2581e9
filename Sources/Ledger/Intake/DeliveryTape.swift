import Declarations
import MerkleLog

/// What was sent, to be looked at once more from its beginning where somebody else recorded first: an input can be read
/// only once.
final class DeliveryTape {
  /// A submission, its bytes put aside.
  private struct Taken {
    let line: Int
    let length: Int
    let digest: Hash
    let refusal: Refusal?
    let bytes: Range<UInt64>
  }

  private var deliveries: DeliveryReader
  /// Where bytes are put aside; nil where nothing is ever looked at twice.
  private let spool: Spool?
  private var taken: [Taken] = []
  /// How many of those that were taken were looked at again.
  private var place = 0

  init(of deliveries: DeliveryReader, in spool: Spool?) {
    self.deliveries = deliveries
    self.spool = spool
  }

  /// Begins at the beginning.
  func rewind() {
    place = 0
  }

  /// The next submission.
  ///
  /// - Parameter refusal: Why no more is looked at: then all that is left is one; nil while more is.
  /// - Returns: The submission; nil at the end.
  /// - Throws: ``LedgerError`` when the input cannot be read, or nothing can be put aside.
  func next(refused refusal: Refusal?) throws -> Delivery? {
    if let spool, place < taken.count {
      defer { place += 1 }
      let again = taken[place]
      return Delivery(
        line: again.line,
        bytes: Array(try spool.read(again.bytes)),
        length: again.length,
        digest: again.digest,
        refusal: again.refusal
      )
    }
    let next = try refusal.map { try deliveries.rest(refused: $0) } ?? deliveries.next()
    if let spool, let next {
      taken.append(
        Taken(
          line: next.line,
          length: next.length,
          digest: next.digest,
          refusal: next.refusal,
          bytes: try spool.write(next.bytes)
        )
      )
      place = taken.count
    }
    return next
  }
}
