import Declarations
@testable import Projections
import Testing

@Suite struct `Product numbers` {
  /// Codes that lie close, and codes that only their high digits tell apart.
  static let codes: [[Int]] = [
    Array(0..<500), Array(60_000_000..<60_003_000),
    Array(stride(from: 0, through: 99_999_999, by: 65_536)), [99_999_999, 0, 60_234_100],
  ]

  @Test(arguments: codes)
  func `are those of a dictionary`(codes: [Int]) throws {
    var numbers = ProductNumbers()
    var naive: [CIS: Int] = [:]
    for code in codes {
      let cis = try #require(CIS(number: code))
      #expect(numbers[cis] == nil)
      naive[cis] = naive.count
      numbers.append(cis)
    }
    #expect(naive.allSatisfy { numbers[$0.key] == $0.value })
    #expect(CIS(number: 12_345_679).flatMap { numbers[$0] } == nil)
  }
}
