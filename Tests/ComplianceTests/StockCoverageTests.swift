import CanonicalJSON
@testable import Compliance
import Declarations
import NaiveModel
import Projections
import Testing

/// What stocks cover over time, against the verdicts of the rule that reckons with them.
@Suite struct `What stocks cover` {
  @Test(arguments: 0..<60)
  func `is 100 percent and more where the rule is met, and on every day that it changes`(
    seed: Int
  ) throws {
    let duties = try Duties(Rulebook())
    let objects = RandomHistory(seed: UInt64(seed), count: 70, about: .duties).events
    var fold = HistoryFold(keeping: .everything)
    for object in objects {
      fold.record(try Event(recorded: JSONValue.object(object).canonicalBytes))
    }
    let docket = Docket(fold.history(fold.knownAt))
    let days = try RandomHistory.days().map { try LegalDate(parsing: $0) }
    for cis in docket.history.subjects {
      let points = duties.stockCoverage(of: cis, in: docket, until: days[days.count - 1])
      #expect(points.map(\.on) == Set(points.map(\.on)).sorted())
      for day in days {
        let filter = ComplianceFilter(cis: cis)
        let verdict = duties.compliance(in: docket, asOf: day, filter).flatMap(\.judgements)
          .first { $0.rule == .stockSafety }?.verdict
        guard let verdict else { continue }
        let point = points.last { $0.on <= day }
        switch point?.percent {
        case nil: #expect(verdict == .notAssessable, "\(cis) on \(day)")
        case .some(let percent):
          #expect((percent >= 100) == (verdict == .met), "\(cis) on \(day): \(percent) %")
        }
      }
    }
  }

  @Test
  func `is in whole percent, however much there is`() throws {
    let stock = try StockSafety(Rulebook())
    let day = try LegalDate(parsing: "2026-03-01")
    func percent(_ units: Int, _ sales: Int, of months: Int = 2) -> Int? {
      stock.percent(StockReported(units: units, sales12m: sales), of: .months(months), from: day)
    }
    #expect(percent(1_999, 12_000) == 99 && percent(2_000, 12_000) == 100)
    #expect(percent(0, 12_000) == 0 && percent(1, 0) == nil)
    #expect(percent(1 << 53, 1) == 600_000)
    #expect(percent(1 << 53, 1 << 53, of: 4) == 300)
  }
}
