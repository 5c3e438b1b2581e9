// A sample of several years, made up from a seed: labs, products, their declarations, stocks,
// shortages, decisions of ANSM, mistakes and their corrections. Nothing in it is real: no lab, no
// product, no code of the public register.

import CanonicalJSON
import Declarations

/// A sample history, and when each of its events was recorded.
struct SampleStory {
  /// A submission and the moment of its recording.
  struct Entry {
    let recordedAt: Instant
    let submission: Submission
  }

  /// The entries in the order in which they were recorded.
  var entries: [Entry] {
    // Sorted by moment, and by order of telling within one: a correction follows its target.
    told.enumerated()
      .sorted { ($0.element.recordedAt, $0.offset) < ($1.element.recordedAt, $1.offset) }
      .map(\.element)
  }

  var random: SplitMix64
  private var told: [Entry] = []
  private var counts: [Source: Int] = [:]

  /// Tells a history.
  ///
  /// - Parameters:
  ///   - seed: The same seed tells the same history.
  ///   - products: How many products it has.
  /// - Throws: ``Declarations/Refusal`` only if the story broke the catalogue, which the tests
  ///   exclude.
  init(seed: UInt64, products: Int = 60) throws {
    random = SplitMix64(seed: seed)
    try tellLabs()
    for number in 0..<products { try tell(SampleProduct(number: number)) }
    try tellFirstList(products: products)
    try tellSanctions()
  }

  /// Tells one event.
  ///
  /// - Returns: Its name, to be corrected or answered by a later one.
  @discardableResult
  mutating func state(
    _ fact: Fact,
    by source: Source,
    about subject: Subject,
    filed: LegalDate,
    from effectiveOn: LegalDate? = nil,
    recorded: LegalDate? = nil,
    reason: String? = nil,
    corrects: EventReference? = nil,
    cause: EventReference? = nil
  ) throws -> EventReference {
    let number = counts[source, default: 0] + 1
    counts[source] = number
    let filing = try Self.moment(filed, &random)
    let submission = try Submission(
      id: try Identifier(parsing: "\(fact.type.rawValue)-\(number)"),
      source: source,
      subject: subject,
      time: filing.time,
      effectiveOn: effectiveOn ?? filed,
      reason: try reason.map { try FreeText(parsing: $0) },
      corrects: corrects,
      cause: cause,
      fact: fact
    )
    let recordedAt = try recorded.map { try Self.moment($0, &random).time.instant }
    told.append(Entry(recordedAt: recordedAt ?? filing.later, submission: submission))
    return submission.reference
  }

  /// A moment in office hours of a day, and one a few minutes later.
  private static func moment(
    _ day: LegalDate,
    _ random: inout SplitMix64
  ) throws -> (time: FilingTime, later: Instant) {
    let midnight = FilingTime(midnightOf: day)
    let seconds = 8 * 3_600 + random.below(9 * 3_600)
    let clock = [seconds / 3_600, seconds / 60 % 60, seconds % 60]
      .map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    let time = try FilingTime(parsing: "\(day)T\(clock)\(midnight.text.suffix(6))")
    return (time, Instant(nanoseconds: time.instant.nanoseconds + 180_000_000_000))
  }

  static func day(_ text: String) throws -> LegalDate {
    try LegalDate(parsing: text)
  }
}
