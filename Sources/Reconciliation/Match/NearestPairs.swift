/// Rows and events by the nearest day, where there are too many of both to compare each with each.
///
/// The pairs are those that come of taking, of all that are free, the one with the least distance, the row that claims
/// most, the lowest sequence and the first content, again and again; but only days that are next to each other are
/// looked at. Of two days at the least distance none has another in between: it would be nearer to one of them.
package struct NearestPairs {
  /// A row of the register.
  package struct Row {
    /// Its place among the rows.
    let index: Int
    /// The number of its day; nil where it has none, and is at no distance from any.
    let day: Int?
    /// How much of what it need not say it says.
    let claims: Int
    /// What it says.
    let content: String

    /// States the fields.
    package init(index: Int, day: Int?, claims: Int, content: String) {
      (self.index, self.day, self.claims, self.content) = (index, day, claims, content)
    }
  }

  /// An event.
  package struct Place {
    /// Its place among the events.
    let index: Int
    /// The number of its day.
    let day: Int
    let sequence: Int

    /// States the fields.
    package init(index: Int, day: Int, sequence: Int) {
      (self.index, self.day, self.sequence) = (index, day, sequence)
    }
  }

  /// The pairs, by their places among the rows and among the events.
  package private(set) var pairs: [(row: Int, place: Int)] = []

  /// The rows that are free, by their day, the best last.
  private var rows: [Int?: [Row]]
  /// The events that are free, by their day.
  private var places: [Int: [Place]]
  /// How much rows claim, the most first.
  private let claims: [Int]

  /// Pairs as many as there are of the fewer.
  package init(_ rows: [Row], _ places: [Place]) {
    let worstFirst = rows.sorted {
      (-$0.claims, $0.content, $0.index) > (-$1.claims, $1.content, $1.index)
    }
    self.rows = Dictionary(grouping: worstFirst, by: \.day)
    self.places = Dictionary(grouping: places, by: \.day)
    claims = Set(rows.map(\.claims)).sorted(by: >)
    pair(at: 0, Array(self.places.keys))
    // From here on a day has rows or events, not both.
    var days = (self.rows.keys.compactMap(\.self) + self.places.keys).sorted()
    while !self.rows.isEmpty, !self.places.isEmpty {
      let (distance, next) = nearest(days)
      pair(at: distance, next)
      days.removeAll { self.rows[$0] == nil && self.places[$0] == nil }
    }
  }

  /// The least distance between a day with rows and one with events, and the days of those events.
  private func nearest(_ days: [Int]) -> (distance: Int, days: [Int]) {
    var (least, found) = (Int.max, [Int]())
    for (left, right) in zip(days, days.dropFirst()) {
      let (hasLeft, hasRight) = (places[left] != nil, places[right] != nil)
      guard hasLeft != hasRight, right - left <= least else { continue }
      if right - left < least { (least, found) = (right - left, []) }
      let day = hasLeft ? left : right
      if found.last != day { found.append(day) }
    }
    return (least, found)
  }

  /// Pairs the events of some days with rows at a distance.
  private mutating func pair(at distance: Int, _ days: [Int]) {
    func sources(_ day: Int) -> [Int?] {
      distance == 0 ? [day, nil] : [day - distance, day + distance]
    }
    var free = days.flatMap { places[$0] ?? [] }.sorted { $0.sequence < $1.sequence }
    for most in claims {
      var left: [Place] = []
      for place in free {
        let candidates = sources(place.day).compactMap { rows[$0]?.last }.filter {
          $0.claims == most
        }
        guard let row = candidates.min(by: { ($0.content, $0.index) < ($1.content, $1.index) })
        else {
          left.append(place)
          continue
        }
        rows[row.day]?.removeLast()
        if rows[row.day]?.isEmpty == true { rows[row.day] = nil }
        pairs.append((row.index, place.index))
      }
      free = left
    }
    let left = Dictionary(grouping: free, by: \.day)
    for day in days { places[day] = left[day] }
  }
}
