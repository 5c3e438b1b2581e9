import Declarations

/// The facts about one product as they were read, void ones too.
///
/// Stock reports stand apart, by their days: they are by far the most, and whoever asks for one asks for the last.
struct ProductFacts: Sendable {
  /// The stock reports, by (`effectiveOn`, `sequence`).
  private var reports: [RecordedFact] = []
  /// The other facts, by sequence.
  private(set) var others: [RecordedFact] = []

  /// Adds the next fact.
  mutating func append(_ recorded: RecordedFact, _ type: EventType) {
    guard type == .stockReported else { return others.append(recorded) }
    var place = reports.count
    while place > 0, reports[place - 1].effectiveOn > recorded.effectiveOn { place -= 1 }
    reports.insert(recorded, at: place)
  }

  /// Adds an event of which nothing is kept but that it is there.
  mutating func append(mentionAt sequence: Int) {
    others.append(RecordedFact(mentionAt: sequence))
  }

  /// Every fact, by sequence.
  var all: [RecordedFact] {
    reports.isEmpty ? others : (reports + others).sorted { $0.sequence < $1.sequence }
  }

  /// The last stock report that is applicable on a day, among those that are meant.
  func lastReport(on day: LegalDate, where isMeant: (RecordedFact) -> Bool) -> RecordedFact? {
    var (low, high) = (0, reports.count)
    while low < high {
      let middle = (low + high) / 2
      if reports[middle].effectiveOn <= day { low = middle + 1 } else { high = middle }
    }
    return reports[..<low].last(where: isMeant)
  }
}
