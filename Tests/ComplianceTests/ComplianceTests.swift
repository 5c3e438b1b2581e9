import CanonicalJSON
import Compliance
import Declarations
import NaiveModel
import Projections
import SampleLedger
import Testing

/// The duties against the naive model, over random histories.
@Suite struct `The duties` {
  private static func history(_ events: some Sequence<Event>) -> History {
    var fold = HistoryFold(keeping: .everything)
    for event in events { fold.record(event) }
    return fold.history(fold.knownAt)
  }

  private static func naive(_ judgement: Judgement) -> NaiveVerdict {
    NaiveVerdict(
      lab: judgement.lab?.text,
      rule: judgement.rule.rawValue,
      cis: judgement.cis?.description,
      file: judgement.file?.text,
      case: judgement.case?.text,
      verdict: judgement.verdict.rawValue,
      since: judgement.since?.description,
      evidence: judgement.evidence
    )
  }

  private static func naive(_ sanction: Sanction, _ lab: Lab) -> NaiveSanction {
    NaiveSanction(
      lab: lab.text,
      case: sanction.pronounced.case.text,
      decision: sanction.pronounced.decision.text,
      amountCents: sanction.pronounced.amountCents,
      amountAfterCents: sanction.amountAfterCents,
      settled: sanction.isSettled,
      evidence: sanction.evidence
    )
  }

  @Test(arguments: 0..<20)
  func `are judged as the naive model judges them`(block: Int) throws {
    let duties = try Duties(Rulebook())
    for seed in (block * 25)..<(block * 25 + 25) {
      var random = SplitMix64(seed: UInt64(seed) &* 977)
      let objects = RandomHistory(seed: UInt64(seed), count: 70, about: .duties).events
      let events = try objects.map { try Event(recorded: JSONValue.object($0).canonicalBytes) }
      for _ in 0..<3 {
        let size = random.below(events.count + 1)
        let day = try LegalDate(parsing: random.pick(RandomHistory.days()))
        let docket = Docket(
          Self.history(events.prefix(size)),
          isKept: seed.isMultiple(of: 2)
        )
        let labs = duties.compliance(in: docket, asOf: day)
        let verdicts = labs.flatMap(\.judgements).map(Self.naive)
        let expected = naiveCompliance(events, asOf: day, knownAt: size)
        #expect(Set(verdicts) == Set(expected), "seed \(seed) at (\(day), \(size))")
        #expect(verdicts.count == expected.count, "seed \(seed) at (\(day), \(size))")
        let sanctions = labs.flatMap { entry in
          entry.sanctions.compactMap { sanction in entry.lab.map { Self.naive(sanction, $0) } }
        }
        let expectedSanctions = naiveSanctions(events, asOf: day, knownAt: size)
        #expect(Set(sanctions) == Set(expectedSanctions), "seed \(seed) at (\(day), \(size))")
        for entry in labs {
          let own = expected.filter { $0.lab == entry.lab?.text }
          #expect(entry.headline.rawValue == naiveHeadline(own))
        }
      }
    }
  }

  /// What held on a day is what the interval that covers the day says.
  @Test(arguments: 0..<8)
  func `hold through the intervals that are given for them`(block: Int) throws {
    let duties = try Duties(Rulebook())
    let days = try RandomHistory.days().map { try LegalDate(parsing: $0) }
    let end = try LegalDate(parsing: "2032-06-30")
    for seed in (block * 10)..<(block * 10 + 10) {
      let objects = RandomHistory(seed: UInt64(seed), count: 50, about: .duties).events
      let events = try objects.map { try Event(recorded: JSONValue.object($0).canonicalBytes) }
      let docket = Docket(Self.history(events))
      let intervals = duties.intervals(in: docket, until: end)
      for day in days {
        let covering = intervals.filter { $0.from <= day && $0.to.map { day < $0 } ?? true }
        let held = covering.map { "\($0.judgement.key) \($0.judgement.verdict)" }
        let judged = duties.compliance(in: docket, asOf: day).flatMap(\.judgements)
          .map { "\($0.key) \($0.verdict)" }
        #expect(held.sorted() == judged.sorted(), "seed \(seed) on \(day)")
      }
      for (interval, next) in zip(intervals, intervals.dropFirst())
      where interval.judgement.key == next.judgement.key {
        #expect(interval.to.map { $0 <= next.from } ?? false, "seed \(seed)")
      }
    }
  }

  /// Random histories that never breach a rule would prove nothing about it.
  @Test
  func `meet every rule and every verdict in the random histories`() throws {
    let duties = try Duties(Rulebook())
    var met: Set<String> = []
    for seed in 0..<300 {
      let objects = RandomHistory(seed: UInt64(seed), count: 70, about: .duties).events
      let events = try objects.map { try Event(recorded: JSONValue.object($0).canonicalBytes) }
      let docket = Docket(Self.history(events))
      for day in try ["2024-02-29", "2025-07-22", "2026-03-13"].map(LegalDate.init) {
        for judgement in duties.compliance(in: docket, asOf: day).flatMap(\.judgements) {
          met.insert("\(judgement.rule.rawValue) \(judgement.verdict.rawValue)")
          #expect(!judgement.detail.french.isEmpty && !judgement.detail.english.isEmpty)
        }
      }
    }
    let impossible = [
      "declaration.prior not-assessable", "declaration.dossier to-review",
      "declaration.channel to-review", "declaration.channel not-assessable",
      "stock.safety to-review", "plan.annual to-review", "shortage.declared breached",
      "injunction.met not-assessable",
    ]
    let verdicts: [Verdict] = [.met, .breached, .toReview, .notAssessable]
    let all = RuleID.allCases.flatMap { rule in verdicts.map { "\(rule.rawValue) \($0.rawValue)" } }
    #expect(met == Set(all).subtracting(impossible))
  }

  /// The words, where no number stands in them: a word that changes with the code around it is seen.
  @Test
  func `say what would mend them`() throws {
    let duties = try Duties(Rulebook())
    var (english, french): (Set<String>, Set<String>) = ([], [])
    for seed in 0..<40 {
      let objects = RandomHistory(seed: UInt64(seed), count: 70, about: .duties).events
      let events = try objects.map { try Event(recorded: JSONValue.object($0).canonicalBytes) }
      let docket = Docket(Self.history(events))
      for day in try ["2024-02-29", "2026-03-13"].map(LegalDate.init) {
        for judgement in duties.compliance(in: docket, asOf: day).flatMap(\.judgements) {
          guard let remedy = judgement.remedy else { continue }
          guard !remedy.english.contains(where: \.isNumber) else { continue }
          english.insert(remedy.english)
          french.insert(remedy.french)
        }
      }
    }
    #expect(
      english.sorted() == [
        "A corrected declaration (corrects) that quotes the right dossier.",
        "A filing through the online form that replaces this one (corrects).",
        "A stock report (stock.reported) makes it assessable.",
        "ANSM lifting it (injunction.lifted).",
        "Nothing lengthens a notice that is over; an announcement that is missing is to be recorded.",
        "Nothing mends a late filing; only a wrong date can be corrected (corrects).",
        "The day on which it became known (knownOn) makes it assessable.",
        "The lab's qualification, if there is one, is to be recorded.",
      ]
    )
    #expect(
      french.sorted() == [
        "La levée par l'ANSM (injunction.lifted).",
        "La qualification du laboratoire, si elle existe, est à enregistrer.",
        "Le jour où elle a été connue (knownOn) le rend vérifiable.",
        "Rien ne rallonge un préavis écoulé ; une annonce qui manque est à enregistrer.",
        "Rien ne répare un dépôt tardif ; seule une date erronée se corrige (corrects).",
        "Un dépôt par la démarche numérique, qui remplace celui-ci (corrects).",
        "Un état de stock (stock.reported) le rend vérifiable.",
        "Une déclaration corrigée (corrects) qui cite le bon dossier.",
      ]
    )
  }
}
