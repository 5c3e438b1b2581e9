import Declarations
import SampleLedger
import Testing

@Suite struct `A country to be measured` {
  /// In the register of 27 January 2026 the largest of 671 holders has 868 of 15,799 medicines, the hundredth 27.
  @Test func `has many labs, of which few hold much`() throws {
    let held = try SampleCountry(seed: 1, count: 1_000_000).holdings().values.sorted(by: >)
    #expect(held.reduce(0, +) == 15_000)
    #expect((600...671).contains(held.count))
    #expect((500...900).contains(held[0]))
    #expect((15...60).contains(held[99]))
  }

  @Test func `tells mostly of stocks`() throws {
    var country = SampleCountry(seed: 2, count: 8_000)
    var types: [EventType: Int] = [:]
    var (corrections, labs) = (0, Set<Source>())
    for _ in 0..<8_000 {
      let submission = try country.next()
      types[submission.type, default: 0] += 1
      if submission.corrects != nil { corrections += 1 }
      labs.insert(submission.source)
    }
    // The register is told first, three events a product.
    #expect((4_500...6_000).contains(types[.stockReported, default: 0]))
    #expect(types.count > 10)
    #expect((20...100).contains(corrections))
    #expect(labs.count > 200)
  }
}
