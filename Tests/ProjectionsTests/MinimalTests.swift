import CanonicalJSON
import Declarations
import NaiveModel
import Projections
import SampleLedger
import Testing

/// Void what an explanation names, and what it explains changes; keep only that, and it stays.
@Suite struct `The explanations` {
  /// A random history, with a few of the days that are worth asking about.
  private struct Sample {
    let events: [Event]
    let naive: NaiveModel
    let fold: HistoryFold
    let history: History
    let days: [LegalDate]

    init(seed: Int) throws {
      let written = RandomHistory(seed: UInt64(seed), count: 60)
      let events = try written.read()
      var fold = HistoryFold()
      for event in events { fold.record(event) }
      var random = SplitMix64(seed: UInt64(seed) &* 6_101)
      let days = RandomHistory.days()
      self.events = events
      self.fold = fold
      naive = NaiveModel(events: written.events)
      history = fold.history(fold.knownAt)
      self.days = try (0..<3).map { _ in try LegalDate(parsing: random.pick(days)) }
    }

    /// What is known of a product once one more event voids another.
    func known(voiding sequence: Int, about cis: CIS) throws -> History {
      var longer = fold
      longer.record(try Event(voiding: events[sequence], at: events.count))
      return longer.history(longer.knownAt, about: [cis])
    }

    /// What is known of a product once these are recorded too.
    func known(recording submissions: [Submission], about cis: CIS) -> History {
      var longer = fold
      for (index, submission) in submissions.enumerated() {
        longer.record(Event(submission, at: events.count + index))
      }
      return longer.history(longer.knownAt, about: [cis])
    }
  }

  /// Asks about every product of 20 random histories, on three days each.
  private static func ask(
    block: Int,
    _ question: (_ sample: Sample, _ cis: CIS, _ day: LegalDate, _ place: String) throws -> Void
  ) throws {
    for seed in (block * 20)..<(block * 20 + 20) {
      let sample = try Sample(seed: seed)
      for day in sample.days {
        for code in RandomHistory.products {
          let cis = try CIS(parsing: code)
          try question(sample, cis, day, "\(cis) of seed \(seed) on \(day)")
        }
      }
    }
  }

  // MARK: Rows

  @Test(arguments: 0..<10)
  func `of a row name no event too many`(block: Int) throws {
    var tried = 0
    try Self.ask(block: block) { sample, cis, day, place in
      let trace = try Trace(cis, in: sample.history, asOf: day)
      let row = ListRow(trace.state).json
      let named = trace.steps.compactMap(\.verdict.evidence)
      #expect(Set(named).isSubset(of: trace.state.evidence), "\(place)")
      for sequence in trace.state.evidence {
        let history = try sample.known(voiding: sequence, about: cis)
        let after = history.state(of: cis, asOf: day)
        tried += 1
        #expect(history.voidedBy[sequence] == sample.events.count, "\(sequence), \(place)")
        #expect(ListRow(after).json != row, "\(sequence), \(place)")
        for step in trace.steps where step.verdict.evidence == sequence {
          let verdict = after.verdict(on: step.condition)
          #expect(verdict != step.verdict, "\(step.condition) by \(sequence), \(place)")
        }
      }
    }
    #expect(tried > 100)
  }

  @Test(arguments: 0..<10)
  func `of a row name no event too few`(block: Int) throws {
    try Self.ask(block: block) { sample, cis, day, place in
      let state = sample.history.state(of: cis, asOf: day)
      let alone = state.evidence.enumerated().map { index, sequence in
        Event(sample.events[sequence].submission, at: index)
      }
      let after = History(alone).state(of: cis, asOf: day)
      #expect(after.name == state.name, "\(place)")
      #expect(after.origin == state.origin, "\(place)")
      #expect(after.assignedOperator?.lab == state.assignedOperator?.lab, "\(place)")
      #expect(after.evidence == Array(alone.indices), "\(place)")
    }
  }

  @Test(arguments: 0..<10)
  func `ask for no fact too many where a product is not listed`(block: Int) throws {
    var tried = 0
    try Self.ask(block: block) { sample, cis, day, place in
      let trace = try Trace(cis, in: sample.history, asOf: day)
      let nearest = trace.steps.compactMap(\.nearest)
      // One condition that fails asks for one fact; without it nothing would change.
      guard nearest.count > 1 else { return }
      for left in nearest.indices {
        let kept = nearest.indices.filter { $0 != left }.map { nearest[$0] }
        let after = sample.known(recording: kept, about: cis).state(of: cis, asOf: day)
        tried += 1
        #expect(!after.isListed, "without \(nearest[left].id.text), \(place)")
      }
    }
    #expect(tried > 20)
  }

  // MARK: Fields

  @Test(arguments: 0..<10)
  func `of a field name no event too many`(block: Int) throws {
    var tried = 0
    try Self.ask(block: block) { sample, cis, day, place in
      let blame = Blame(cis, in: sample.history, asOf: day)
      let named = Set(blame.fields.flatMap(\.evidence))
      for sequence in named.sorted() {
        let history = try sample.known(voiding: sequence, about: cis)
        let after = Blame(cis, in: history, asOf: day)
        for field in blame.fields where field.evidence.contains(sequence) {
          tried += 1
          let same = after.fields.first { $0.key == field.key }
          #expect(same != field, "\(field.key) by \(sequence), \(place)")
        }
      }
    }
    #expect(tried > 200)
  }

  @Test(arguments: 0..<10)
  func `have every field of the row and no other`(block: Int) throws {
    try Self.ask(block: block) { sample, cis, day, place in
      let blame = Blame(cis, in: sample.history, asOf: day)
      var row = ListRow(sample.history.state(of: cis, asOf: day)).json
      row["cis"] = nil
      row["evidence"] = nil
      let fields = JSONObject(blame.fields.map { JSONObject.Member($0.key, $0.value) })
      #expect(fields == row, "\(place)")
      #expect(blame.fields.count == row.members.count, "\(place)")
      #expect(ListRow(blame.state).json["state"] == row["state"], "\(place)")
      // What nobody set stands only where a default does.
      for field in blame.fields where field.evidence.isEmpty {
        #expect(["state", "withdrawalPending"].contains(field.key), "\(field.key), \(place)")
      }
    }
  }

  // MARK: Events

  @Test(arguments: 0..<10)
  func `say of each event how it bears on the row`(block: Int) throws {
    try Self.ask(block: block) { sample, cis, day, place in
      let (naive, name, text) = (sample.naive, cis.description, day.description)
      let trace = try Trace(cis, in: sample.history, asOf: day)
      let about = naive.facts.filter { $0.subject == "cis/\(name)" }.map(\.sequence)
      #expect(trace.timeline.map(\.sequence) == about, "\(place)")

      var deciding = Set(naive.evidence(name, text))
      if naive.isWithdrawalPending(name, text) {
        let request = naive.last(name, text) { fact in
          fact.isOne(of: "modification.requested") && fact.data["qualified"] == false
        }
        if let request { deciding.insert(request.sequence) }
      }
      // The fields that a description gives, however old; then the published list.
      func last(_ type: String, with key: String) -> Int? {
        naive.last(name, text) { $0.isOne(of: type) && $0.data[key] != nil }?.sequence
      }
      for key in ["denomination", "atc"] {
        let setter = last("product.described", with: key) ?? last("publication.entered", with: key)
        if let setter { deciding.insert(setter) }
      }
      if let holder = last("product.described", with: "holder") { deciding.insert(holder) }
      let decides = trace.timeline.filter { $0.bearing == .decides }.map(\.sequence)
      #expect(Set(decides) == deciding, "\(place)")

      for entry in trace.timeline {
        #expect(entry.voidedBy == naive.voidedBy[entry.sequence], "\(entry.sequence), \(place)")
        let isLater = sample.events[entry.sequence].submission.effectiveOn > day
        switch entry.bearing {
        case .pending: #expect(isLater, "\(entry.sequence), \(place)")
        case .decides, .superseded: #expect(!isLater, "\(entry.sequence), \(place)")
        case .void, .aside: break
        }
      }
    }
  }

  /// "*Last* means greatest (`effectiveon`, `sequence`)": what supersedes comes later so.
  @Test(arguments: 0..<10)
  func `say superseded of what a later event supersedes`(block: Int) throws {
    var superseded = 0
    try Self.ask(block: block) { sample, cis, day, place in
      let trace = try Trace(cis, in: sample.history, asOf: day)
      let about = trace.timeline.map(\.sequence)
      for entry in trace.timeline {
        guard case .superseded(let by) = entry.bearing else { continue }
        superseded += 1
        let old = sample.events[entry.sequence].submission.effectiveOn
        let new = sample.events[by].submission.effectiveOn
        let isLater = (old, entry.sequence) < (new, by)
        #expect(isLater, "\(entry.sequence) by \(by), \(place)")
        #expect(new <= day, "\(entry.sequence) by \(by), \(place)")
        #expect(about.contains(by), "\(entry.sequence) by \(by), \(place)")
        #expect(sample.naive.inForce.contains(by), "\(entry.sequence) by \(by), \(place)")
      }
    }
    #expect(superseded > 50)
  }
}
