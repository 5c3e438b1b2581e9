import CanonicalJSON
import Declarations
import NaiveModel
@testable import Projections
import Testing

/// What the first facts of a product come to, against all of them looked at again.
@Suite struct `Milestones` {
  private static func facts(_ count: Int, corrected: Int? = nil) -> [FactEntry] {
    (0..<count).map { place in
      let kinds: FactKinds =
        place.isMultiple(of: 3) ? [.status, .qualified] : [.marketing, .marketed]
      return FactEntry(
        day: Int32(place / 2),
        kinds: place == corrected ? kinds.union(.corrected) : kinds,
        type: 0,
        offset: 0,
        sequence: place == 3 ? 100 : place
      )
    }
  }

  @Test
  func `cover eight facts each, and none that is corrected`() {
    var milestones: [Milestone] = []
    Milestone.extend(&milestones, over: Self.facts(41)[...])
    #expect(milestones.map(\.end) == [8, 16, 24, 32, 40])
    // One of the first eight was recorded late: whoever does not know it begins at the beginning.
    #expect(Milestone.last(of: milestones, on: 12, KnownAt(size: 100)) == nil)
    #expect(Milestone.last(of: milestones, on: 12, KnownAt(size: 101))?.end == 24)
    #expect(Milestone.last(of: milestones, on: 11, KnownAt(size: 101))?.end == 24)
    #expect(Milestone.last(of: milestones, on: 10, KnownAt(size: 101))?.end == 16)
    #expect(Milestone.last(of: milestones, on: 2, KnownAt(size: 101)) == nil)
    milestones = []
    Milestone.extend(&milestones, over: Self.facts(41, corrected: 20)[...])
    #expect(milestones.map(\.end) == [8, 16])
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `change no answer, whatever comes after them`(seed: UInt64) throws {
    let events = try RandomHistory(seed: seed, count: 140, about: .duties).events
      .map { try Event(recorded: JSONValue.object($0).canonicalBytes) }
    var (plain, quick) = (FactTable(), FactTable())
    var corrections = Corrections()
    for event in events {
      if event.sequence.isMultiple(of: 20) { quick.placeMilestones() }
      let target = corrections.target(of: event)
      corrections.record(event)
      guard let narrow = NarrowFact(event, correcting: target) else { continue }
      plain.record(narrow)
      quick.record(narrow)
    }
    for isPlaced in [false, true] {
      if isPlaced { quick.placeMilestones() }
      for size in stride(from: 0, through: events.count, by: 4) {
        let known = KnownAt(size: size)
        let voidedBy = corrections.voidedBy(at: known)
        for text in RandomHistory.days() {
          let day = try LegalDate(parsing: text)
          for number in plain.products.indices {
            #expect(
              quick.deciding(number, on: day, known, voidedBy)
                == plain.deciding(number, on: day, known, voidedBy),
              "\(plain.products[number]), \(size), \(day)"
            )
          }
        }
      }
    }
  }
}
