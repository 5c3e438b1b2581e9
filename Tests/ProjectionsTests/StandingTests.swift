import CanonicalJSON
import Declarations
import NaiveModel
import Projections
import Testing

@Suite struct `Standings` {
  @Test(arguments: 0..<30 as Range<UInt64>)
  func `that are listed by day are those of each day`(seed: UInt64) throws {
    var fold = HistoryFold(keeping: .everything)
    for event in RandomHistory(seed: seed, count: 140, about: .duties).events {
      fold.record(try Event(recorded: JSONValue.object(event).canonicalBytes))
    }
    for size in stride(from: 0, through: fold.knownAt.size, by: 7) {
      let history = fold.history(KnownAt(size: size))
      for cis in history.subjects {
        let standings = history.standings(of: cis)
        for (earlier, later) in zip(standings, standings.dropFirst()) {
          #expect(earlier.from < later.from && earlier.standing != later.standing)
        }
        for day in try RandomHistory.days().map(LegalDate.init(parsing:)) {
          let listed = standings.last { $0.from <= day }?.standing ?? .none
          #expect(listed == history.standing(of: cis, asOf: day), "\(cis), \(size), \(day)")
        }
      }
    }
  }
}
