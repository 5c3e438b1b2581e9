package import Declarations
package import Projections

extension Duties {
  /// A lab's headline as knowledge grows, for a day.
  ///
  /// What stands under a lab comes from products of which some fact names it, and from its own
  /// injunctions; so only events about those are looked at, each judging its own product again.
  package func headlines(
    of lab: Lab,
    in fold: HistoryFold,
    asOf day: LegalDate,
    upTo knownAt: KnownAt
  ) -> Series {
    let products = Set(fold.subjects.filter { fold.facts(about: $0).contains { $0.names(lab) } })
    let turns =
      products.flatMap { cis in fold.facts(about: cis).map { (fact: $0, cis: Optional(cis)) } }
      + fold.facts(about: lab).map { (fact: $0, cis: nil) }
    var verdicts: [CIS: [Verdict]] = [:]
    var injunctions: [Verdict] = []
    var hasPlans = false
    func judge(_ cis: CIS, _ known: KnownAt) -> [Verdict] {
      let docket = Docket(
        fold.history(known, about: [cis]),
        labsWithPlans: hasPlans ? [lab] : []
      )
      return self.judge(cis, in: docket, asOf: day).filter { $0.lab == lab }.map(\.verdict)
    }
    var series = Series(start: .word(Verdict.notApplicable.rawValue))
    for (recorded, cis) in turns.sorted(by: { $0.fact.sequence < $1.fact.sequence })
    where recorded.sequence < knownAt.size {
      let known = KnownAt(size: recorded.sequence + 1)
      if let cis {
        let hadPlans = hasPlans
        if recorded.mayChangePlans {
          hasPlans = Docket(fold.history(known, about: products)).labsWithPlans.contains(lab)
        }
        for judged in hasPlans == hadPlans ? [cis] : products {
          verdicts[judged] = judge(judged, known)
        }
      } else {
        let docket = Docket(fold.history(known, about: lab))
        injunctions = self.judge(lab, in: docket, asOf: day).map(\.verdict)
      }
      let headline = Verdict.headline(of: verdicts.values.flatMap(\.self) + injunctions)
      series.read(
        .word(headline.rawValue),
        at: .event(recorded.sequence),
        evidence: [recorded.sequence]
      )
    }
    return series
  }

  /// A lab's headline from day to day, at one state of knowledge.
  package func headlines(of lab: Lab, in docket: Docket, until day: LegalDate) -> Series {
    let intervals = intervals(in: docket, until: day, ComplianceFilter(lab: lab))
    var series = Series(start: .word(Verdict.notApplicable.rawValue))
    for turn in Set(intervals.flatMap { [$0.from, $0.to].compactMap(\.self) }).sorted() {
      let held = intervals.filter { $0.from <= turn && $0.to.map { turn < $0 } ?? true }
      let headline = Verdict.headline(of: held.map(\.judgement.verdict)).rawValue
      let turned = Self.turned(intervals, on: turn, to: headline, from: series.end)
      series.read(
        .word(headline),
        at: .day(turn),
        evidence: Set(turned.flatMap(\.evidence)).sorted(),
        reasons: turned.map { "\($0.rule.rawValue) \($0.about)" }
      )
    }
    return series
  }

  /// The verdicts that make the headline from a day on; where none begins to, what became of those that
  /// made it until then.
  private static func turned(
    _ intervals: [Interval],
    on day: LegalDate,
    to headline: String,
    from before: Series.Value
  ) -> [Judgement] {
    let begun = intervals.filter { $0.from == day }.map(\.judgement)
    let making = begun.filter { $0.verdict.rawValue == headline }
    let ended = intervals.filter {
      $0.to == day && before == .word($0.judgement.verdict.rawValue)
    }.map(\.judgement)
    let followed = ended.map { old in begun.first { $0.key == old.key } ?? old }
    let isWorse = Verdict.headline(of: (making + ended).map(\.verdict)).rawValue == headline
    return isWorse && !making.isEmpty ? making : followed
  }
}

extension RecordedFact {
  /// Whether the fact names a lab: as its source, the operator or the holder.
  func names(_ lab: Lab) -> Bool {
    if source == .lab(lab) || fact?.namedOperator == lab { return true }
    guard case .productDescribed(let described)? = fact else { return false }
    return described.holder == lab
  }

  /// Whether it may change which labs have filed plans: it is a plan, or voids what may be one.
  fileprivate var mayChangePlans: Bool {
    switch fact {
    case .planFiled?, .eventRetracted?: true
    default: false
    }
  }
}
