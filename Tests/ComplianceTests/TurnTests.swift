import CanonicalJSON
import Compliance
import Declarations
import NaiveModel
import Projections
import SampleLedger
import Testing

/// A random history of the duties at every size, with draws that differ from seed to seed.
private struct RecordedHistory {
  /// After 0 events, after 1, and so on.
  let dockets: [Docket]
  let fold: HistoryFold
  let events: [Event]
  private var random: SplitMix64

  init(seed: Int) throws {
    let objects = RandomHistory(seed: UInt64(seed), count: 50, about: .duties).events
    let events = try objects.map { try Event(recorded: JSONValue.object($0).canonicalBytes) }
    var fold = HistoryFold(keeping: .everything)
    var dockets = [Docket(fold.history(fold.knownAt))]
    for event in events {
      fold.record(event)
      dockets.append(Docket(fold.history(fold.knownAt)))
    }
    self.dockets = dockets
    self.fold = fold
    self.events = events
    random = SplitMix64(seed: UInt64(seed) &* 547)
  }

  var docket: Docket { dockets[dockets.count - 1] }

  mutating func pickDay() throws -> LegalDate {
    try LegalDate(parsing: random.pick(RandomHistory.days()))
  }

  mutating func pickSize() -> Int {
    random.below(dockets.count)
  }

  static func labs() throws -> [Lab] {
    try RandomHistory.labs.map { try Lab(parsing: $0) }
  }
}

/// What is told of a stretch of days or events against what every single one of them says.
@Suite struct `The compliance over time` {
  private static func word(_ entry: LabCompliance?) -> Series.Value {
    let headline: Verdict = entry?.headline ?? .notApplicable
    return .word(headline.rawValue)
  }

  // MARK: Headlines

  @Test(arguments: 0..<8)
  func `turns a headline with the event that turns it`(block: Int) throws {
    let duties = try Duties(Rulebook())
    var turned = 0
    for seed in (block * 5)..<(block * 5 + 5) {
      var sample = try RecordedHistory(seed: seed)
      for size in [sample.dockets.count - 1, sample.pickSize()] {
        let day = try sample.pickDay()
        let answers = sample.dockets.prefix(size + 1).map { duties.compliance(in: $0, asOf: day) }
        for lab in try RecordedHistory.labs() {
          let what = "\(lab) of seed \(seed) on \(day), up to \(size)"
          let values = answers.map { labs in Self.word(labs.first { $0.lab == lab }) }
          let turns = (0..<size).filter { values[$0 + 1] != values[$0] }
          let series = duties.headlines(
            of: lab,
            in: sample.fold,
            asOf: day,
            upTo: KnownAt(size: size)
          )
          turned += turns.count
          let turnedTo = turns.map { values[$0 + 1] }
          let turnedAt = turns.map { Series.Place.event($0) }
          let turnedBy = turns.map { [$0] }
          #expect(series.start == values[0], "\(what)")
          #expect(series.changes.map(\.place) == turnedAt, "\(what)")
          #expect(series.changes.map(\.value) == turnedTo, "\(what)")
          #expect(series.changes.map(\.evidence) == turnedBy, "\(what)")
        }
      }
    }
    #expect(turned >= 5)
  }

  @Test(arguments: 0..<8)
  func `turns a headline on the day that turns it`(block: Int) throws {
    let duties = try Duties(Rulebook())
    let days = try RandomHistory.days().map { try LegalDate(parsing: $0) }
    var turned = 0
    for seed in (block * 4)..<(block * 4 + 4) {
      var sample = try RecordedHistory(seed: seed)
      let docket = sample.docket
      let until = max(try sample.pickDay(), try sample.pickDay())
      for lab in try RecordedHistory.labs() {
        let series = duties.headlines(of: lab, in: docket, until: until)
        turned += series.changes.count
        for day in days where day <= until {
          let labs = duties.compliance(in: docket, asOf: day, ComplianceFilter(lab: lab))
          let value = Self.value(of: series, on: day)
          let judged = Self.word(labs.first)
          #expect(labs.count == 1, "\(lab) of seed \(seed) on \(day)")
          #expect(value == judged, "\(lab) of seed \(seed) on \(day)")
        }
        for change in series.changes {
          guard case .day(let day) = change.place else {
            Issue.record("\(change.place) is no day: \(lab) of seed \(seed)")
            continue
          }
          #expect(day <= until, "\(lab) of seed \(seed) on \(day)")
        }
      }
    }
    #expect(turned >= 5)
  }

  /// What a series over days says of one of them.
  private static func value(of series: Series, on day: LegalDate) -> Series.Value {
    let last = series.changes.last { change in
      if case .day(let turned) = change.place { turned <= day } else { false }
    }
    return last?.value ?? series.start
  }

  // MARK: Differences

  private static func line(_ change: VerdictChange) -> String {
    let verdicts = [change.before, change.after].map { $0?.verdict.rawValue ?? "none" }
    return "\(change.judgement.key) \(verdicts)"
  }

  @Test(arguments: 0..<8)
  func `gives every verdict that differs one cause`(block: Int) throws {
    let duties = try Duties(Rulebook())
    let filter = ComplianceFilter()
    for seed in (block * 5)..<(block * 5 + 5) {
      var sample = try RecordedHistory(seed: seed)
      for _ in 0..<3 {
        let sizes = [sample.pickSize(), sample.pickSize()].sorted()
        let (earlier, later) = (sample.dockets[sizes[0]], sample.dockets[sizes[1]])
        let (first, second) = (try sample.pickDay(), try sample.pickDay())
        let what = "seed \(seed), (\(first), \(sizes[0])) to (\(second), \(sizes[1]))"
        let both = VerdictDiff(
          duties,
          from: earlier,
          asOf: first,
          to: later,
          asOf: second,
          filter
        )
        let changes = VerdictChange.all(
          from: duties.compliance(in: earlier, asOf: first),
          to: duties.compliance(in: later, asOf: second)
        )
        let (told, differing) = (both.rows.map { Self.line($0.change) }, changes.map(Self.line))
        #expect(told == differing, "\(what)")
        let keys = Set(both.rows.map(\.change.judgement.key))
        #expect(keys.count == both.rows.count, "\(what)")
        let window = (min(first, second), max(first, second))
        for row in both.rows where row.cause == .rule {
          let evidence = (row.change.before?.evidence ?? []) + (row.change.after?.evidence ?? [])
          let took = evidence.filter { later.history.voidedBy[$0] == nil }
            .map { sample.events[$0].submission.effectiveOn }
            .filter { window.0 < $0 && $0 <= window.1 }
          #expect(took.isEmpty, "\(row.change.judgement.key), \(what)")
        }

        // On one day nothing takes effect; with what was known nothing is learned.
        let oneDay = VerdictDiff(duties, from: earlier, asOf: first, to: later, asOf: first, filter)
        let learned = oneDay.rows.allSatisfy { [.corrected, .recorded].contains($0.cause) }
        #expect(learned, "\(what)")
        let oneSize = VerdictDiff(duties, from: later, asOf: first, to: later, asOf: second, filter)
        let passed = oneSize.rows.allSatisfy { [.effective, .rule].contains($0.cause) }
        #expect(passed, "\(what)")
      }
    }
  }

  /// Random histories in which a cause never occurs would prove nothing about it.
  @Test
  func `meets every cause in the random histories`() throws {
    let duties = try Duties(Rulebook())
    var met: Set<DiffCause> = []
    for seed in 0..<60 {
      var sample = try RecordedHistory(seed: seed)
      for _ in 0..<3 {
        let sizes = [sample.pickSize(), sample.pickSize()].sorted()
        let diff = VerdictDiff(
          duties,
          from: sample.dockets[sizes[0]],
          asOf: try sample.pickDay(),
          to: sample.dockets[sizes[1]],
          asOf: try sample.pickDay(),
          ComplianceFilter()
        )
        met.formUnion(diff.rows.map(\.cause))
      }
    }
    #expect(met == Set(DiffCause.allCases))
  }
}

/// Questions that are true or false at every place of an axis.
@Suite struct `The questions` {
  private static let cis = RandomHistory.products[0]

  /// One question of each form, and of each comparison.
  private static let good = [
    "listed \(cis)", "published \(cis)", "qualified \(cis)", "marketed \(cis)",
    "authorised \(cis)", "state \(cis) = listed", "state \(cis) != qualified-not-marketed",
    "lab atlas = met", "lab b2-pharma != breached", "count = 1", "count != 2", "count < 2",
    "count <= 1", "count > 0", "count >= 2", "published-count >= 1", "  count\t>=  0 ",
  ]

  @Test
  func `are taken in every form`() throws {
    for text in Self.good {
      let question = try Question(parsing: text)
      #expect(question.text == text)
      #expect(question.needsEverything == text.hasPrefix("lab"), "\(text)")
    }
    // The forms that a refusal names, with words in the place of what they ask for.
    let words = ["CIS": Self.cis, "LAB": "atlas", "STATE": "none", "VERDICT": "met", "N": "3"]
    for form in Question.forms {
      let filled = form.split(separator: " ").map { words[String($0)] ?? String($0) }
      let text = filled.joined(separator: " ")
      let question = try Question(parsing: text)
      #expect(question.text == text)
      #expect(text != form)
    }
  }

  @Test(arguments: [
    "", " ", "foo", "foo 60234100", "listed", "listed 123", "listed 6023410x",
    "listed 60234100 60234100", "Listed 60234100", "state 60234100", "state 60234100 = nonsense",
    "state 60234100 > listed", "state 60234100 = Listed", "state 6 = listed", "count",
    "count >=", "count >= x", "count >= 1.5", "count ~ 3", "count >= -1", "count >= 3 4",
    "count => 3", "published-count ? 3", "lab Foo! = met", "lab a < met", "lab atlas = listed",
    "lab atlas", "lab -a = met",
  ])
  func `are refused in any other form`(text: String) {
    #expect(throws: Refusal.self) { _ = try Question(parsing: text) }
  }

  @Test
  func `compare as they say`() throws {
    let held = [
      "=": [3], "!=": [2, 4], "<": [2], "<=": [2, 3], ">": [4], ">=": [3, 4],
    ]
    for (sign, numbers) in held {
      let question = try Question(parsing: "count \(sign) 3")
      let holding = [2, 3, 4].filter { question.holds(.count($0)) }
      #expect(holding == numbers, "count \(sign) 3")
    }
    let words: [(text: String, held: Series.Value, not: Series.Value)] = [
      ("listed \(Self.cis)", .flag(true), .flag(false)),
      ("lab atlas = met", .word("met"), .word("breached")),
      ("lab atlas != met", .word("breached"), .word("met")),
      ("state \(Self.cis) != listed", .word("none"), .word("listed")),
    ]
    for (text, held, not) in words {
      let question = try Question(parsing: text)
      #expect(question.holds(held), "\(text)")
      #expect(!question.holds(not), "\(text)")
    }
  }

  @Test(arguments: 0..<4)
  func `turn from false to true and back`(block: Int) throws {
    let duties = try Duties(Rulebook())
    let end = try LegalDate(parsing: "2032-01-01")
    var turned = 0
    for seed in (block * 5)..<(block * 5 + 5) {
      var sample = try RecordedHistory(seed: seed)
      let fold = sample.fold
      let history = sample.docket.history
      let day = try sample.pickDay()
      for text in Self.good {
        let question = try Question(parsing: text)
        let byEvent = question.series(in: fold, asOf: day, upTo: fold.knownAt, duties)
        let byDay = question.series(in: history, until: end, duties)
        for series in [byEvent, byDay] {
          let turns = Turn.all(of: question, along: series)
          turned += turns.count
          var holds = question.holds(series.start)
          for turn in turns {
            #expect(turn.holds != holds, "\(text) of seed \(seed)")
            #expect(question.holds(turn.before) == holds, "\(text) of seed \(seed)")
            #expect(question.holds(turn.after) == turn.holds, "\(text) of seed \(seed)")
            let change = series.changes.first { $0.place == turn.place }
            #expect(change?.value == turn.after, "\(text) of seed \(seed)")
            #expect(change?.evidence == turn.evidence, "\(text) of seed \(seed)")
            holds = turn.holds
          }
          #expect(holds == question.holds(series.end), "\(text) of seed \(seed)")
        }
      }
    }
    #expect(turned > 40)
  }
}
