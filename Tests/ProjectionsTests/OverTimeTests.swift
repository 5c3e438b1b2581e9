import CanonicalJSON
import Declarations
import NaiveModel
import Projections
import SampleLedger
import Testing

/// What is told of a stretch of days or events against what every single one of them says.
@Suite struct `The lists over time` {
  /// A random history, with draws that differ from seed to seed.
  private struct Sample {
    let events: [Event]
    let fold: HistoryFold
    let history: History
    private var random: SplitMix64

    init(seed: Int) throws {
      let events = try RandomHistory(seed: UInt64(seed), count: 60).read()
      var fold = HistoryFold()
      for event in events { fold.record(event) }
      self.events = events
      self.fold = fold
      history = fold.history(fold.knownAt)
      random = SplitMix64(seed: UInt64(seed) &* 389)
    }

    mutating func pickDay() throws -> LegalDate {
      try LegalDate(parsing: random.pick(RandomHistory.days()))
    }

    mutating func pickSize() -> Int {
      random.below(events.count + 1)
    }
  }

  /// Everything that can be asked of the lists.
  private static func questions() throws -> [ListQuestion] {
    let products = try RandomHistory.products.map { try CIS(parsing: $0) }
    let questions = products.flatMap { cis -> [ListQuestion] in
      [.listed(cis), .published(cis), .state(cis)]
        + ListingCondition.allCases.map { ListQuestion.condition(cis, $0) }
    }
    return questions + ListKind.allCases.map { ListQuestion.count($0) }
  }

  private static func answer(
    to question: ListQuestion,
    in history: History,
    on day: LegalDate
  ) -> Series.Value {
    switch question {
    case .listed(let cis): .flag(history.state(of: cis, asOf: day).isListed)
    case .published(let cis): .flag(history.isPublished(cis, asOf: day))
    case .condition(let cis, let condition):
      .flag(history.state(of: cis, asOf: day).verdict(on: condition).holds)
    case .state(let cis): .word(history.state(of: cis, asOf: day).name.rawValue)
    case .count(let list): .count(size(of: list, in: history, on: day))
    }
  }

  private static func size(of list: ListKind, in history: History, on day: LegalDate) -> Int {
    switch list {
    case .current: history.currentList(asOf: day).count
    case .published: history.publishedList(asOf: day).count
    }
  }

  /// Holds a series to the values that were read, the first of them before all of the places.
  private static func check(
    _ series: Series,
    reads values: [Series.Value],
    at places: [Series.Place],
    _ what: String
  ) {
    let turns = places.indices.filter { values[$0 + 1] != values[$0] }
    let turnedAt = turns.map { places[$0] }
    let turnedTo = turns.map { values[$0 + 1] }
    #expect(series.start == values[0], "\(what)")
    #expect(series.changes.map(\.place) == turnedAt, "\(what)")
    #expect(series.changes.map(\.value) == turnedTo, "\(what)")
    #expect(series.end == values[places.count], "\(what)")
  }

  // MARK: Series

  @Test(arguments: 0..<8)
  func `turn with the event that turns them`(block: Int) throws {
    var turned = 0
    for seed in (block * 4)..<(block * 4 + 4) {
      var sample = try Sample(seed: seed)
      let histories = (0...sample.events.count).map { History(sample.events.prefix($0)) }
      for size in [sample.events.count, sample.pickSize()] {
        let day = try sample.pickDay()
        let places = (0..<size).map { Series.Place.event($0) }
        for question in try Self.questions() {
          let what = "\(question) of seed \(seed) on \(day), up to \(size)"
          let values = histories.prefix(size + 1)
            .map { Self.answer(to: question, in: $0, on: day) }
          let series = question.series(
            in: sample.fold,
            asOf: day,
            upTo: KnownAt(size: size)
          )
          Self.check(series, reads: values, at: places, what)
          for change in series.changes {
            turned += 1
            let named = change.evidence.map { Series.Place.event($0) }
            #expect(named == [change.place], "\(what)")
          }
        }
      }
    }
    #expect(turned > 40)
  }

  /// Nothing changes between two days on which facts take effect, so those and their neighbours are
  /// all that need asking.
  @Test(arguments: 0..<8)
  func `turn on the day on which an event takes effect`(block: Int) throws {
    var turned = 0
    for seed in (block * 4)..<(block * 4 + 4) {
      var sample = try Sample(seed: seed)
      let history = sample.history
      let effective = sample.events.map(\.submission.effectiveOn)
      let around = Set(effective.flatMap { day in (-1...1).map { day.adding(days: $0) } }).sorted()
      for until in [try sample.pickDay(), around[around.count - 1]] {
        let days = around.filter { $0 <= until }
        let places = days.map { Series.Place.day($0) }
        for question in try Self.questions() {
          let what = "\(question) of seed \(seed), until \(until)"
          let values = ([around[0]] + days)
            .map { Self.answer(to: question, in: history, on: $0) }
          let series = question.series(in: history, until: until)
          Self.check(series, reads: values, at: places, what)
          for change in series.changes {
            turned += 1
            #expect(!change.evidence.isEmpty, "\(what)")
            for sequence in change.evidence {
              let turnedOn = Series.Place.day(effective[sequence])
              #expect(change.place == turnedOn, "\(sequence), \(what)")
              #expect(history.voidedBy[sequence] == nil, "\(sequence), \(what)")
            }
          }
        }
      }
    }
    #expect(turned > 40)
  }

  // MARK: History

  @Test(arguments: 0..<8)
  func `add up from period to period`(block: Int) throws {
    for seed in (block * 10)..<(block * 10 + 10) {
      var sample = try Sample(seed: seed)
      let days = [try sample.pickDay(), try sample.pickDay()].sorted()
      let beginnings: [LegalDate?] = [nil, days[0]]
      for list in ListKind.allCases {
        for step in ListHistory.Step.allCases {
          for first in beginnings {
            let told = ListHistory(
              sample.history,
              of: list,
              from: first,
              until: days[1],
              by: step
            )
            let what = "seed \(seed), \(list) by \(step) until \(days[1])"
            var before = 0
            if let eve = first?.adding(days: -1) {
              before = Self.size(of: list, in: sample.history, on: eve)
            }
            #expect(told.sizeBefore == before, "\(what)")
            Self.check(told, of: list, in: sample.history, until: days[1], what)
            Self.check(told.periods, by: step, from: first, until: days[1], what)
          }
        }
      }
    }
  }

  /// Holds sizes to the lists of the days, and movers to the movements.
  private static func check(
    _ told: ListHistory,
    of list: ListKind,
    in history: History,
    until last: LegalDate,
    _ what: String
  ) {
    let movements = history.movements(of: list, until: last)
    var count = told.sizeBefore
    for period in told.periods {
      count += period.entered - period.left
      let listed = size(of: list, in: history, on: period.to)
      #expect(period.size == count, "\(period.to), \(what)")
      #expect(period.size == listed, "\(period.to), \(what)")
      let moved = movements.filter { period.from <= $0.day && $0.day <= period.to }
      #expect(!moved.isEmpty, "\(period.to), \(what)")
      #expect(period.entered + period.left == moved.count, "\(period.to), \(what)")
      let types = period.movers.map(\.type)
      #expect(Set(types) == Set(moved.map(\.type)), "\(period.to), \(what)")
      #expect(Set(types).count == types.count, "\(period.to), \(what)")
      for mover in period.movers {
        let own = moved.filter { $0.type == mover.type }
        let entered = own.count { $0.entered }
        #expect(mover.entered == entered, "\(mover.type) to \(period.to), \(what)")
        #expect(mover.left == own.count - entered, "\(mover.type) to \(period.to), \(what)")
      }
      let totals = period.movers.map { $0.entered + $0.left }
      #expect(totals == totals.sorted(by: >), "\(period.to), \(what)")
    }
    let end = size(of: list, in: history, on: last)
    #expect(count == end, "\(what)")
  }

  /// Holds periods to the calendar: in order, apart, and inside of what was asked for.
  private static func check(
    _ periods: [ListHistory.Period],
    by step: ListHistory.Step,
    from first: LegalDate?,
    until last: LegalDate,
    _ what: String
  ) {
    for period in periods {
      let (from, to) = (period.from.components, period.to.components)
      #expect(period.from <= period.to && period.to <= last, "\(period.from), \(what)")
      #expect(first.map { $0 <= period.from } ?? true, "\(period.from), \(what)")
      #expect(from.year == to.year, "\(period.from), \(what)")
      #expect(step == .year || from.month == to.month, "\(period.from), \(what)")
      #expect(step != .day || from.day == to.day, "\(period.from), \(what)")
    }
    for (period, next) in zip(periods, periods.dropFirst()) {
      #expect(period.to < next.from, "\(next.from), \(what)")
    }
  }

  // MARK: Differences

  @Test(arguments: 0..<8)
  func `differ from what is published as both lists say`(block: Int) throws {
    var tried = 0
    for seed in (block * 20)..<(block * 20 + 20) {
      var sample = try Sample(seed: seed)
      let history = sample.history
      for _ in 0..<3 {
        let day = try sample.pickDay()
        let what = "seed \(seed) on \(day)"
        let diff = PublishedDiff(history, asOf: day)
        let published = history.publishedList(asOf: day).map(\.cis)
        let current = history.currentList(asOf: day).map(\.cis)
        let publishedOnly = published.filter { !current.contains($0) }
        let currentOnly = current.filter { !published.contains($0) }
        #expect(diff.publishedOnly.map(\.row.cis) == publishedOnly, "\(what)")
        #expect(diff.currentOnly.map(\.row.cis) == currentOnly, "\(what)")
        #expect(diff.publishedCount == published.count, "\(what)")
        #expect(diff.currentCount == current.count, "\(what)")
        #expect(diff.commonCount == published.count - publishedOnly.count, "\(what)")
        #expect(diff.commonCount == current.count - currentOnly.count, "\(what)")
        for row in diff.publishedOnly + diff.currentOnly {
          tried += 1
          try Self.check(row, sample.events, sample.fold, history, asOf: day, what)
        }
      }
    }
    #expect(tried > 20)
  }

  /// Voids what makes the reason of a row, and sees the row or its being published change.
  private static func check(
    _ row: PublishedDiff.Row,
    _ events: [Event],
    _ fold: HistoryFold,
    _ history: History,
    asOf day: LegalDate,
    _ what: String
  ) throws {
    let cis = row.row.cis
    let isPublished = history.isPublished(cis, asOf: day)
    let reasons: [PublishedDiff.Reason] =
      isPublished ? [.notMarketed, .notAuthorised, .removed] : [.declared, .decided, .omitted]
    #expect(reasons.contains(row.reason), "\(cis), \(what)")
    guard let because = row.because else {
      // A product of which nothing was said is not marketed; the other reasons are somebody's.
      #expect(row.reason == .notMarketed, "\(cis), \(what)")
      return
    }
    var longer = fold
    longer.record(try Event(voiding: events[because], at: events.count))
    let after = longer.history(longer.knownAt)
    let isSame =
      ListRow(after.state(of: cis, asOf: day)).json == row.row.json
      && after.isPublished(cis, asOf: day) == isPublished
    #expect(!isSame, "\(cis) because of \(because), \(what)")
  }

  @Test(arguments: 0..<8)
  func `add up from basis to basis`(block: Int) throws {
    for seed in (block * 20)..<(block * 20 + 20) {
      var sample = try Sample(seed: seed)
      let sizes = [sample.pickSize(), sample.pickSize()].sorted()
      let days = [try sample.pickDay(), try sample.pickDay()]
      let (earlier, later) = (
        sample.fold.history(KnownAt(size: sizes[0])), sample.fold.history(KnownAt(size: sizes[1]))
      )
      let what = "seed \(seed), (\(days[0]), \(sizes[0])) to (\(days[1]), \(sizes[1]))"
      let both = ListDiff(from: earlier, asOf: days[0], to: later, asOf: days[1])
      let rows = Self.check(both, what)
      #expect(both.sizeBefore == earlier.currentList(asOf: days[0]).count, "\(what)")
      #expect(both.sizeAfter == later.currentList(asOf: days[1]).count, "\(what)")
      #expect(both.isEmpty == (rows == 0), "\(what)")

      // On one day nothing takes effect; with what was known nothing is learned.
      let oneDay = ListDiff(from: earlier, asOf: days[0], to: later, asOf: days[0])
      Self.check(oneDay, what)
      #expect(oneDay.count(of: .effective) == 0, "\(what)")
      let oneSize = ListDiff(from: later, asOf: days[0], to: later, asOf: days[1])
      let moved = Self.check(oneSize, what)
      #expect(oneSize.count(of: .effective) == moved, "\(what)")
    }
  }

  /// Holds the counts of a diff to one another; how many rows it has.
  @discardableResult
  private static func check(_ diff: ListDiff, _ what: String) -> Int {
    let rows = diff.entered.count + diff.left.count + diff.changed.count
    let caused = DiffCause.ofLists.reduce(0) { $0 + diff.count(of: $1) }
    #expect(diff.sizeAfter == diff.sizeBefore + diff.entered.count - diff.left.count, "\(what)")
    #expect(caused == rows, "\(what)")
    return rows
  }
}
