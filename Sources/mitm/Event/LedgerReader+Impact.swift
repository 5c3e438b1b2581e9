import Compliance
import Declarations
import Ledger
import Projections

extension LedgerReader {
  /// Which earlier answers would change if events were recorded; nil where there are none.
  func impact(of events: [Event]) throws -> Impact? {
    guard let first = events.first else { return nil }
    let known = KnownAt(size: first.sequence)
    let fold = try wholeFold(known, followedBy: events)
    return Impact(
      of: events,
      before: Docket(fold.history(known)),
      after: Docket(fold.history(fold.knownAt)),
      try Duties(Rulebook())
    )
  }
}
