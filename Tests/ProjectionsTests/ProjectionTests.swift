import CanonicalJSON
import Declarations
import NaiveModel
import Projections
import SampleLedger
import Testing

/// The folds against the naive model, over random histories.
@Suite struct `The projections` {
  /// A random history, read as the ledger reads it.
  struct Sample {
    let events: [Event]
    let objects: [JSONObject]

    init(seed: UInt64, count: Int = 60) throws {
      objects = RandomHistory(seed: seed, count: count).events
      events = try objects.map { try Event(recorded: JSONValue.object($0).canonicalBytes) }
    }

    func history(_ size: Int) -> History {
      History(events.prefix(size))
    }

    func naive(_ size: Int) -> NaiveModel {
      NaiveModel(events: Array(objects.prefix(size)))
    }

    /// A few sizes and days, differing from seed to seed.
    func bases(_ random: inout SplitMix64, count: Int) -> [(size: Int, day: String)] {
      let days = RandomHistory.days()
      return (0..<count).map { _ in
        let size = Int.random(in: 0...events.count, using: &random)
        return (size, days[Int.random(in: 0..<days.count, using: &random)])
      }
    }
  }

  @Test(arguments: 0..<40)
  func `lists every product as the naive model does`(block: Int) throws {
    for seed in (block * 50)..<(block * 50 + 50) {
      let sample = try Sample(seed: UInt64(seed))
      var random = SplitMix64(seed: UInt64(seed) &* 977)
      for (size, day) in sample.bases(&random, count: 4) {
        let (history, naive) = (sample.history(size), sample.naive(size))
        let date = try LegalDate(parsing: day)
        #expect(
          history.currentList(asOf: date).map(\.json) == naive.currentList(asOf: day),
          "current list of seed \(seed) at (\(day), \(size))"
        )
        #expect(
          history.publishedList(asOf: date).map(\.json) == naive.publishedList(asOf: day),
          "published list of seed \(seed) at (\(day), \(size))"
        )
        for name in StateName.allCases {
          #expect(
            history.list(of: name, asOf: date).map(\.json)
              == naive.list(state: name.rawValue, asOf: day),
            "state \(name) of seed \(seed) at (\(day), \(size))"
          )
        }
      }
    }
  }

  @Test(arguments: 0..<20)
  func `traces every product as the naive model does`(block: Int) throws {
    for seed in (block * 25)..<(block * 25 + 25) {
      let sample = try Sample(seed: UInt64(seed))
      var random = SplitMix64(seed: UInt64(seed) &* 131)
      for (size, day) in sample.bases(&random, count: 2) {
        let (history, naive) = (sample.history(size), sample.naive(size))
        #expect(history.voidedBy == naive.voidedBy, "void events of seed \(seed) at \(size)")
        for cis in RandomHistory.products {
          let trace = try Trace(
            CIS(parsing: cis),
            in: history,
            asOf: try LegalDate(parsing: day)
          )
          let conditions = naive.conditions(cis: cis, asOf: day).map(JSONValue.object)
          #expect(
            trace.conditionsJSON == .array(conditions),
            "\(cis) of seed \(seed) at (\(day), \(size))"
          )
        }
      }
    }
  }

  @Test(arguments: 0..<20)
  func `compares two bases as the naive model does`(block: Int) throws {
    for seed in (block * 25)..<(block * 25 + 25) {
      let sample = try Sample(seed: UInt64(seed))
      var random = SplitMix64(seed: UInt64(seed) &* 7_919)
      let bases = sample.bases(&random, count: 2)
      let (first, second) =
        bases[0].size <= bases[1].size ? (bases[0], bases[1]) : (bases[1], bases[0])
      let diff = ListDiff(
        from: sample.history(first.size),
        asOf: try LegalDate(parsing: first.day),
        to: sample.history(second.size),
        asOf: try LegalDate(parsing: second.day)
      )
      let naive = NaiveModel.diff(
        events: sample.objects,
        from: (first.day, first.size),
        to: (second.day, second.size)
      )
      let place = "seed \(seed), (\(first.day), \(first.size)) to (\(second.day), \(second.size))"
      #expect(Self.causes(diff.entered) == naive.entered, "entered, \(place)")
      #expect(Self.causes(diff.left) == naive.left, "left, \(place)")
      #expect(Self.causes(diff.changed) == naive.changed, "changed, \(place)")
      let before = sample.history(first.size).currentList(asOf: try LegalDate(parsing: first.day))
      let after = sample.history(second.size)
        .currentList(asOf: try LegalDate(parsing: second.day))
      #expect(after.count == before.count + diff.entered.count - diff.left.count, "\(place)")
    }
  }

  @Test(arguments: 0..<10)
  func `lists a product once every nearest fact is appended`(block: Int) throws {
    var made = 0
    for seed in (block * 20)..<(block * 20 + 20) {
      let sample = try Sample(seed: UInt64(seed))
      let history = sample.history(sample.events.count)
      var random = SplitMix64(seed: UInt64(seed))
      for (_, day) in sample.bases(&random, count: 3) {
        for cis in try RandomHistory.products.map(CIS.init(parsing:)) {
          let date = try LegalDate(parsing: day)
          let nearest = try Trace(cis, in: history, asOf: date).steps.compactMap(\.nearest)
          guard !nearest.isEmpty else { continue }
          made += 1
          let appended = nearest.enumerated().map { index, submission in
            Event(
              recording: submission,
              actor: "cli:test",
              at: Instant(nanoseconds: 0),
              sequence: sample.events.count + index,
              salt: "AAAAAAAAAAAAAAAAAAAAAA"
            )
          }
          let after = History(sample.events + appended)
          #expect(after.state(of: cis, asOf: date).isListed, "\(cis) of seed \(seed) on \(day)")
        }
      }
    }
    #expect(made > 50)
  }

  @Test
  func `answers the past the same after more was recorded`() throws {
    for seed in 0..<100 as Range<UInt64> {
      let sample = try Sample(seed: seed)
      let day = try LegalDate(parsing: "2024-06-30")
      let then = History(Array(sample.events.prefix(30))).currentList(asOf: day).map(\.json)
      let now = sample.history(30).currentList(asOf: day).map(\.json)
      #expect(then == now)
    }
  }

  private static func causes(_ changes: [ListDiff.Change]) -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: changes.map { ($0.after.cis.description, $0.cause.rawValue) }
    )
  }
}
