import CanonicalJSON
import Declarations
package import Ledger
package import MerkleLog

/// Writes a sample history into a new ledger, under a simulated clock.
package enum SampleLedger {
  /// The key of a sample, which is no secret: whoever makes it again signs the same bytes.
  package static func key(seed: UInt64) -> SigningKey {
    let name = "mitm-ledger.example/demo"
    return SigningKey(name: name, seed: Hash(of: "\(name) \(seed)".utf8).bytes)
      ?? SigningKey(name: name)
  }

  /// Makes the ledger.
  ///
  /// - Parameters:
  ///   - path: Where; nothing may stand there.
  ///   - seed: The same seed gives the same bytes.
  ///   - products: How many products it has.
  ///   - key: The key that signs it.
  ///   - progress: Told now and then how many events were recorded.
  /// - Returns: What was recorded.
  /// - Throws: ``Ledger/LedgerError`` when the ledger cannot be made.
  package static func make(
    at path: String,
    seed: UInt64,
    products: Int,
    signing key: SigningKey,
    progress: (Int) -> Void
  ) throws -> AppendOutcome {
    let entries = try SampleStory(seed: seed, products: products).entries
    try LedgerWriter.create(at: path, signing: key)
    // The clock shows, for each event that is recorded, the moment that the story gives it.
    let clock = StoryClock(entries.map(\.recordedAt))
    let writer = try LedgerWriter(
      at: path,
      signing: key,
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
