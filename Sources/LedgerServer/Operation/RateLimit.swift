import HTTPTypes
import Synchronization

/// How often one caller may ask: so many a second, and a few seconds' worth at once.
///
/// Who shows a good token is counted by its grant, everybody else by the address that the request came from.
final class RateLimit: Sendable {
  private struct Bucket {
    var thousandths: Int
    var filled: ContinuousClock.Instant
  }

  /// How many seconds' worth may be asked at once.
  private static let burst = 4
  /// More callers than this, and those that asked nothing of late are forgotten.
  private static let room = 10_000
  private let rate: Int
  private let metrics: Metrics
  private let buckets = Mutex<[String: Bucket]>([:])

  /// Limits callers.
  ///
  /// - Parameters:
  ///   - rate: Requests a second.
  ///   - metrics: Where refusals are counted.
  init(rate: Int, _ metrics: Metrics) {
    (self.rate, self.metrics) = (rate, metrics)
  }

  /// Takes a request out of a caller's bucket.
  ///
  /// - Parameters:
  ///   - caller: Who asks.
  ///   - cost: How many requests it counts for; more than the bucket holds counts for all of it.
  ///   - now: What time it is.
  /// - Throws: ``Problem`` 429 where there is not so much in it.
  func take(
    from caller: String,
    cost: Int = 1,
    at now: ContinuousClock.Instant = .now
  ) throws(Problem) {
    guard !hasRoom(for: caller, cost, at: now) else { return }
    metrics.countLimited()
    throw Problem(
      .tooManyRequests,
      "rate",
      fr: "Trop de demandes ; réessayez dans une seconde.",
      en: "Too many requests; try again in a second.",
      headers: [.retryAfter: "1"]
    )
  }

  private func hasRoom(
    for caller: String,
    _ cost: Int,
    at now: ContinuousClock.Instant
  ) -> Bool {
    let full = rate * Self.burst * 1_000
    let thousandths = min(cost * 1_000, full)
    return buckets.withLock { buckets in
      if buckets.count >= Self.room {
        buckets = buckets.filter { now - $0.value.filled < .seconds(Self.burst) }
      }
      var bucket = buckets[caller] ?? Bucket(thousandths: full, filled: now)
      let passed = bucket.filled.duration(to: now).components
      let milliseconds =
        Int(passed.seconds) * 1_000 + Int(passed.attoseconds / 1_000_000_000_000_000)
      if milliseconds > 0 {
        let more = min(milliseconds, Self.burst * 1_000) * rate
        bucket = Bucket(thousandths: min(full, bucket.thousandths + more), filled: now)
      }
      defer { buckets[caller] = bucket }
      guard bucket.thousandths >= thousandths else { return false }
      bucket.thousandths -= thousandths
      return true
    }
  }
}
