import CanonicalJSON
import Declarations
import NaiveModel
@testable import Projections
import Testing

/// Facts, packed: read again they are the same, and damaged they are refused.
@Suite struct `Narrow facts` {
  private static func events(seed: UInt64) throws -> [Event] {
    try RandomHistory(seed: seed, count: 140, about: .duties).events
      .map { try Event(recorded: JSONValue.object($0).canonicalBytes) }
  }

  /// The events packed as an index would: each with the sequence of its target.
  private static func packed(_ events: [Event]) -> (facts: NarrowFacts, count: Int) {
    var facts = NarrowFacts(from: 0)
    var sequences: [EventReference: Int] = [:]
    var count = 0
    for event in events {
      let target = event.submission.corrects.flatMap { sequences[$0] }
      sequences[event.submission.reference] = event.sequence
      guard let narrow = NarrowFact(event, correcting: target), narrow.decidesLists else {
        continue
      }
      facts.append(narrow)
      count += 1
    }
    return (facts, count)
  }

  private static func rows(_ history: History, on day: LegalDate) -> [String] {
    let lists = StateName.allCases.filter { $0 != .none }.map { history.list(of: $0, asOf: day) }
    return (lists + [history.publishedList(asOf: day)]).joined()
      .map { JSONValue.object($0.json).canonicalText }
  }

  /// All in one go, or handed to their products a few at a time.
  @Test(arguments: 0..<30 as Range<UInt64>, [1 << 20, 7])
  func `say of every list what the events say`(seed: UInt64, patience: Int) throws {
    let events = try Self.events(seed: seed)
    let (facts, count) = Self.packed(events)
    var fold = HistoryFold(keeping: .lists, FactTable(patience: patience))
    let isRead = fold.record(packed: facts.bytes, from: 0, below: events.count) { _ in }
    #expect(isRead && count < events.count)
    fold.pass(to: KnownAt(size: events.count))
    let days = RandomHistory.days()
    for size in stride(from: 0, through: events.count, by: 7) {
      let (narrow, whole) = (fold.history(KnownAt(size: size)), History(events.prefix(size)))
      for text in [days[size % days.count], days[(size * 5 + 3) % days.count]] {
        let day = try LegalDate(parsing: text)
        #expect(Self.rows(narrow, on: day) == Self.rows(whole, on: day), "\(size), \(day)")
      }
    }
  }

  /// Whatever a byte becomes: facts, or none, and no crash.
  @Test(arguments: 0..<4 as Range<UInt64>)
  func `do no harm when a byte of them changes`(seed: UInt64) throws {
    let bytes = Self.packed(try Self.events(seed: seed)).facts.bytes
    var refused = 0
    for place in bytes.indices {
      for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
        var changed = bytes
        changed[place] = value
        var fold = HistoryFold()
        let isRead = fold.record(packed: changed, from: 0, below: 200) { _ in }
        if !isRead { refused += 1 }
        fold.pass(to: KnownAt(size: 200))
        let day = try LegalDate(parsing: "2025-07-22")
        _ = Self.rows(fold.history(KnownAt(size: 200)), on: day)
      }
    }
    // Where the value is the one that was there, nothing changed.
    let same = bytes.reduce(0) { $0 + ([0, 1, 0x7F, 0x80, 0xFF].contains($1) ? 1 : 0) }
    #expect(refused == bytes.count * 5 - same)
    for length in bytes.indices {
      var fold = HistoryFold()
      let isRead = fold.record(packed: Array(bytes.prefix(length)), from: 0, below: 200) { _ in }
      #expect(!isRead)
    }
  }
}
