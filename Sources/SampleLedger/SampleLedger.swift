import CanonicalJSON
import Declarations
package import Ledger
package import MerkleLog

/// Writes a sample history into a new ledger, under a simulated clock.
package enum SampleLedger {
  /// Makes the ledger.
  ///
  /// - Parameters:
  ///   - path: Where; nothing may stand there.
  ///   - seed: The same seed gives the same bytes.
  ///   - products: How many products it has.
  ///   - verifierKey: The key that the ledger names.
  ///   - progress: Told now and then how many events were recorded.
  /// - Returns: What was recorded.
  /// - Throws: ``Ledger/LedgerError`` when the ledger cannot be made.
  package static func make(
    at path: String,
    seed: UInt64,
    products: Int,
    verifierKey: VerifierKey,
    progress: (Int) -> Void
  ) throws -> AppendOutcome {
    let entries = try SampleStory(seed: seed, products: products).entries
    try LedgerWriter.create(at: path, verifierKey: verifierKey)
    // The clock shows, for each event that is recorded, the moment that the story gives it.
    let clock = StoryClock(entries.map(\.recordedAt))
    let writer = try LedgerWriter(
      at: path,
      clock: clock.next,
      random: SplitMix64(seed: seed ^ 0x5A17)
    )
    return try writer.append(
      imported: entries.map(\.submission),
      from: [],
      as: .commandLine(user: "demo"),
      progress: progress
    )
  }
}

/// A clock that goes from moment to moment.
private final class StoryClock {
  private var moments: ArraySlice<Instant>

  init(_ moments: [Instant]) {
    self.moments = moments[...]
  }

  func next() -> Instant {
    moments.popFirst() ?? Instant.now()
  }
}
