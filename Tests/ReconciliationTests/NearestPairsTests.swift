import Reconciliation
import SampleLedger
import Testing

@Suite struct `The nearest pairs` {
  private struct Case {
    var rows: [(index: Int, day: Int?, claims: Int, content: String)] = []
    var places: [(index: Int, day: Int, sequence: Int)] = []

    init(_ random: inout SplitMix64) {
      let (rowCount, placeCount) = (random.below(9), random.below(9))
      let days = 1 + random.below(12)
      for index in 0..<rowCount {
        let day = random.chance(15) ? nil : random.below(days)
        rows.append((index, day, random.below(3), ["a", "b", "c"][random.below(3)]))
      }
      let sequences = (0..<placeCount).map { ($0 * 7 + 3) % 11 }
      for index in 0..<placeCount { places.append((index, random.below(days), sequences[index])) }
    }

    /// The pairs by the words of the contract: all candidates in order, each taken where both are free.
    var naive: [Int: Int] {
      let candidates = rows.flatMap { row in
        places.map { place in
          (
            key: (
              abs((row.day ?? place.day) - place.day), -row.claims, place.sequence, row.content,
              row.index
            ), place: place.index
          )
        }
      }
      var (pairs, taken) = ([Int: Int](), Set<Int>())
      for candidate in candidates.sorted(by: { $0.key < $1.key })
      where pairs[candidate.key.4] == nil && taken.insert(candidate.place).inserted {
        pairs[candidate.key.4] = candidate.place
      }
      return pairs
    }

    var nearest: [Int: Int] {
      let nearest = NearestPairs(
        rows.map { .init(index: $0.index, day: $0.day, claims: $0.claims, content: $0.content) },
        places.map { .init(index: $0.index, day: $0.day, sequence: $0.sequence) }
      )
      return Dictionary(uniqueKeysWithValues: nearest.pairs.map { ($0.row, $0.place) })
    }
  }

  @Test func `are those of comparing each with each`() {
    var random = SplitMix64(seed: 11)
    var paired = 0
    for _ in 0..<20_000 {
      let one = Case(&random)
      #expect(one.nearest == one.naive, "\(one)")
      paired += one.naive.count
    }
    #expect(paired > 20_000)
  }

  /// Each with each, these would be two thousand million pairs; on all days, on none, on one.
  @Test(arguments: [4_000, nil, 1])
  func `are found among very many`(days: Int?) {
    let nearest = NearestPairs(
      (0..<200_000).map { row in
        .init(index: row, day: days.map { row % $0 }, claims: row % 3, content: "\(row)")
      },
      (0..<10_000).map { .init(index: $0, day: 3_000 + $0 % 5_000, sequence: $0) }
    )
    #expect(nearest.pairs.count == 10_000)
    #expect(Set(nearest.pairs.map(\.row)).count == 10_000)
    #expect(Set(nearest.pairs.map(\.place)).count == 10_000)
  }
}
