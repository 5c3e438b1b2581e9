import CanonicalJSON
package import Declarations

/// Every verdict at (D, N) but those that are not applicable, in no order.
package func naiveCompliance(_ events: [Event], asOf day: LegalDate, knownAt size: Int)
  -> [NaiveVerdict]
{
  let duties = NaiveDuties(events, asOf: day, knownAt: size)
  var verdicts: [NaiveVerdict] = []
  for cis in duties.products {
    verdicts += [duties.declarationPrior(cis), duties.declarationDossier(cis)].compactMap(\.self)
    verdicts += [duties.stockSafety(cis), duties.planAnnual(cis)].compactMap(\.self)
    verdicts += [duties.stopNotice(cis)].compactMap(\.self)
    verdicts += duties.declarationChannel(cis) + duties.shortageDeclared(cis)
  }
  return verdicts + duties.injunctionMet()
}

/// The headline of verdicts.
///
/// "`breached` if any verdict is, else `to-review`, else `not-assessable`, else `met`;
/// `not-applicable` only when there is no verdict."
package func naiveHeadline(_ verdicts: [NaiveVerdict]) -> String {
  for headline in ["breached", "to-review", "not-assessable", "met"]
  where verdicts.contains(where: { $0.verdict == headline }) {
    return headline
  }
  return "not-applicable"
}

/// The sanctions at (D, N), one per lab and decision, in no order.
///
/// "decisions, amounts pronounced, amounts after appeal: never summed twice"
package func naiveSanctions(_ events: [Event], asOf day: LegalDate, knownAt size: Int)
  -> [NaiveSanction]
{
  let applicable = NaiveDuties(events, asOf: day, knownAt: size).applicable
  // One per lab and decision; a later one of the same replaces it.
  var pronounced: [[String]: (event: Event, data: SanctionPronounced)] = [:]
  for event in applicable {
    guard case .sanctionPronounced(let data) = event.submission.fact else { continue }
    pronounced[[event.lab, data.decision.text]] = (event, data)
  }
  return pronounced.values.map { event, data in
    var (after, isSettled, evidence) = (data.amountCents, false, [event])
    for other in applicable where other.lab == event.lab {
      switch other.submission.fact {
      case .sanctionAmended(let amended) where amended.decision == data.decision:
        after = amended.amountCents
      case .sanctionSettled(let settled) where settled.decision == data.decision:
        isSettled = true
      default: continue
      }
      evidence.append(other)
    }
    return NaiveSanction(
      lab: event.lab,
      case: data.case.text,
      decision: data.decision.text,
      amountCents: data.amountCents,
      amountAfterCents: after,
      settled: isSettled,
      evidence: sequences(evidence)
    )
  }
}

/// The duties at one (D, N), transcribed row by row from the table in `semantics.md`.
///
/// Naive as ``NaiveModel``, which it asks for product states. Days are texts, `YYYY-MM-DD`.
private struct NaiveDuties {
  package let model: NaiveModel
  /// The events in force among the first N.
  package let inForce: [Event]
  /// D.
  package let day: LegalDate
  /// Every CIS that one of the first N events is about.
  package let products: [String]

  package init(_ events: [Event], asOf day: LegalDate, knownAt size: Int) {
    let known = events.filter { $0.sequence < size }.sorted { $0.sequence < $1.sequence }
    let model = NaiveModel(events: known.map(\.json))
    self.model = model
    inForce = known.filter { model.inForce.contains($0.sequence) }
    products = model.products
    self.day = day
  }

  /// Those "in force and `effectiveon` ≤ D", by "(`effectiveon`, `sequence`)", the *last* last.
  package var applicable: [Event] {
    inForce.filter { $0.submission.effectiveOn <= day }.sorted { $0.precedes($1) }
  }

  /// Those of some types about a product.
  package func applicable(_ cis: String, _ types: EventType...) -> [Event] {
    applicable.filter { types.contains($0.submission.type) && $0.cis == cis }
  }

  /// The lab that answers for a product on a day: "the operator at D, else the holder".
  package func lab(of cis: String, on day: String) -> String? {
    let assigned = model.operatorDecider(cis, day)?.data["operator"]
    return (assigned ?? model.description("holder", cis, day))?.string
  }

  /// A verdict about a product, under the lab that answered for it on the day of the deed.
  package func answer(
    _ rule: String,
    _ word: String,
    _ cis: String,
    on day: String,
    _ events: [Event?]
  )
    -> NaiveVerdict
  {
    let (lab, all) = (lab(of: cis, on: day), sequences(events))
    return NaiveVerdict(lab: lab, rule: rule, cis: cis, verdict: word, since: day, evidence: all)
  }

  // MARK: The three declarations

  /// The set Q: those "in force at N, whatever their `effectiveon`".
  package func qualifications(_ cis: String) -> [Event] {
    inForce.filter { $0.qualification != nil && $0.cis == cis }
  }

  package func declarationPrior(_ cis: String) -> NaiveVerdict? {
    // "c = the product's last applicable `commercialisation.declared`"
    guard let c = applicable(cis, .commercialisationDeclared).last else { return nil }
    let q = qualifications(cis)
    // "C = its `effectiveon`, its instant = its `time`, or C at 00:00 in Paris if imported"
    let C = c.effective
    var instant = c.submission.time.instant
    if c.submission.source == .bdpm { instant = ParisTime.midnight(c.submission.effectiveOn) }
    let isPrior = q.contains { $0.submission.time.instant < instant }
    // "C < 2024-01-01: `not-applicable`."
    if C < "2024-01-01" { return nil }
    let verdict: String
    if q.isEmpty {
      // "Q empty: `to-review` when the status is *in* at D, else `not-applicable`."
      guard model.isQualified(cis, "\(day)") else { return nil }
      verdict = "to-review"
    } else if C >= "2025-07-22" {
      // "C ≥ 2025-07-22: `met` if some q.`time` is before c's instant, else `breached`."
      verdict = isPrior ? "met" : "breached"
    } else if C >= "2025-01-01" {
      // "by the earliest Paris day of the q: up to 2025-09-29 `met`, 2025-09-30 `to-review` (the
      // text is ambiguous), later `breached`."
      let earliest = q.map(\.filed).min() ?? ""
      verdict =
        earliest <= "2025-09-29" ? "met" : earliest == "2025-09-30" ? "to-review" : "breached"
    } else {
      // "C in 2024: `met` if some q has channel `annual-statement` and was filed by 2025-03-31
      // (Paris), or some q.`time` is before c's instant; else `to-review`"
      let statements = q.filter { $0.qualification?.channel == .annualStatement }
      let isStated = statements.contains { $0.filed <= "2025-03-31" }
      verdict = isStated || isPrior ? "met" : "to-review"
    }
    return answer("declaration.prior", verdict, cis, on: C, [c] + q)
  }

  package func declarationDossier(_ cis: String) -> NaiveVerdict? {
    // "Same c, C ≥ 2025-07-22, Q not empty or status *in*, else `not-applicable`."
    guard let c = applicable(cis, .commercialisationDeclared).last, c.effective >= "2025-07-22",
      case .commercialisationDeclared(let data) = c.submission.fact
    else { return nil }
    let q = qualifications(cis)
    guard !q.isEmpty || model.isQualified(cis, "\(day)") else { return nil }
    // "c imported: `not-assessable`. `qualificationDossier` absent: `breached`; equal to the
    // `dossier` of some q in Q: `met`; else `breached`"
    let stated = data.qualificationDossier
    let isKnown = stated != nil && q.contains { $0.qualification?.dossier == stated }
    let isImported = c.submission.source == .bdpm
    let verdict = isImported ? "not-assessable" : isKnown ? "met" : "breached"
    return answer("declaration.dossier", verdict, cis, on: c.effective, [c] + q)
  }

  package func declarationChannel(_ cis: String) -> [NaiveVerdict] {
    // "over its q in Q filed (Paris day of `time`) from 2025-07-22 up to D"
    let filed = qualifications(cis).filter { $0.filed >= "2025-07-22" && $0.filed <= "\(day)" }
    // "Per product and declaring lab"
    return Set(filed.map(\.submission.source)).map { source in
      let looked = filed.filter { $0.submission.source == source }
      // "the worst of `met` with channel `demarche-numerique`, else `breached`"
      let wrong = looked.filter { $0.qualification?.channel != .demarcheNumerique }
      let verdict = wrong.isEmpty ? "met" : "breached"
      let since = (wrong.isEmpty ? looked : wrong).map(\.filed).min() ?? ""
      var answer = answer("declaration.channel", verdict, cis, on: since, looked)
      answer.lab = source.lab?.text
      return answer
    }
  }

  // MARK: Stock and plans

  package func stockSafety(_ cis: String) -> NaiveVerdict? {
    // "Applies to listed products, D ≥ 2021-09-01. The lab that answers is the operator at D"
    guard "\(day)" >= "2021-09-01", model.isListed(cis, "\(day)") else { return nil }
    // "last applicable of `stock.threshold-raised`, …"; "ended, or none: 2 months"
    let threshold =
      applicable(cis, .stockThresholdRaised, .stockThresholdLowered, .stockThresholdEnded).last
    var (months, days): (Int, Int?) = (2, nil)
    switch threshold?.submission.fact {
    case .stockThresholdRaised(let raised) where day >= raised.notifiedOn.adding(months: 6):
      // "from the day `notifiedOn` + 6 calendar months on; before that day … 2 months"
      months = raised.months
    case .stockThresholdLowered(let lowered) where lowered.until.map({ day <= $0 }) ?? true:
      // "`days`, until `until` (that day included) if there is one; then 2 months."
      days = lowered.days
    default: break
    }
    // "**Report**: last applicable `stock.reported`."
    let report = applicable(cis, .stockReported).last
    // "no report, or `sales12m` = 0: `not-assessable`"
    var verdict = "not-assessable"
    if let report, case .stockReported(let stock) = report.submission.fact, stock.sales12m > 0 {
      // "x = number of entries of `excluded`, whatever months they name"
      let x = stock.excluded?.count ?? 0
      let reported = report.submission.effectiveOn
      if let days {
        // "W = days in [report − 12 calendar months, report); `met` if W × `units` ≥ days ×
        // `sales12m`, else `breached`."
        let w = reported.dayNumber - reported.adding(months: -12).dayNumber
        verdict = w * stock.units >= days * stock.sales12m ? "met" : "breached"
      } else if x < 12 {
        // "x ≥ 12: `not-assessable`; `met` if (12 − x) × `units` ≥ months × `sales12m`"
        verdict = (12 - x) * stock.units >= months * stock.sales12m ? "met" : "breached"
      }
    }
    // "`since` … the report's `effectiveon`, absent without one"
    var answer = answer("stock.safety", verdict, cis, on: "\(day)", [threshold, report])
    answer.since = report?.effective
    return answer
  }

  package func planAnnual(_ cis: String) -> NaiveVerdict? {
    // "Y = the last full calendar year before D, from 2022 on; product listed on 1 January and 31
    // December of Y, else `not-applicable`"
    let y = day.components.year - 1
    let (start, end) = ("\(y)-01-01", "\(y)-12-31")
    guard y >= 2022, model.isListed(cis, start), model.isListed(cis, end) else { return nil }
    let plans = inForce.filter { event in
      guard case .planFiled(let plan) = event.submission.fact else { return false }
      return event.cis == cis && plan.year == y
    }
    // "a `plan.filed` for Y whose `time` is by 31 December of Y (Paris)"
    let inTime = plans.filter { $0.filed <= end }
    // "no `plan.filed` of any product is in force from the lab that answers"
    let lab = lab(of: cis, on: end)
    let known = inForce.filter { $0.isOne(.planFiled) && $0.submission.source.lab?.text == lab }
    let isSilent = lab == nil || known.isEmpty
    // "without one, `not-assessable` if no …, else `breached`"
    let verdict = !inTime.isEmpty ? "met" : isSilent ? "not-assessable" : "breached"
    return answer("plan.annual", verdict, cis, on: end, inTime.isEmpty ? plans : inTime)
  }

  // MARK: Stops and shortages

  package func stopNotice(_ cis: String) -> NaiveVerdict? {
    // "When the last applicable of `commercialisation.declared`, `.resumed`, `.stopped` is a
    // `.stopped` s, S = its `effectiveon`; else `not-applicable`."
    let begun = applicable(cis, .commercialisationDeclared, .commercialisationResumed)
    let moves = begun + applicable(cis, .commercialisationStopped)
    let last = moves.max { $0.precedes($1) }
    // In force from 2016-01-28.
    guard let s = last, s.isOne(.commercialisationStopped), s.effective >= "2016-01-28" else {
      return nil
    }
    // "r = the last of `.declared`, `.resumed` before s by (`effectiveon`, `sequence`)."
    let r = begun.last { $0.precedes(s) }
    // "`commercialisation.stop-announced` in force at N with Paris day of `time` before S, and not
    // before r.`effectiveon` if there is an r; a = the one with the least (`time`, `sequence`)"
    let candidates = inForce.filter {
      $0.isOne(.commercialisationStopAnnounced) && $0.cis == cis && $0.filed < s.effective
        && $0.filed >= r?.effective ?? ""
    }
    let a = candidates.min {
      ($0.submission.time.instant, $0.sequence) < ($1.submission.time.instant, $1.sequence)
    }
    return answer("stop.notice", notice(of: s, after: a, cis), cis, on: s.effective, [s, r, a])
  }

  private func notice(of s: Event, after a: Event?, _ cis: String) -> String {
    // "No a: `not-assessable` if s is imported, else `breached`."
    guard let a, case .commercialisationStopAnnounced(let data) = a.submission.fact else {
      return s.submission.source == .bdpm ? "not-assessable" : "breached"
    }
    // "a imported or `urgent`: `to-review`." "*imported* = … for announcements, `/ansm`"
    if [.bdpm, .ansm].contains(a.submission.source) || data.urgent { return "to-review" }
    let wasIn = model.isQualified(cis, a.filed)
    // "A ≥ 2023-12-28: required = 12 months if the status was *in* on A, else 2. Earlier: 2 months"
    let isNew = a.filed >= "2023-12-28"
    let required = isNew && wasIn ? 12 : 2
    // "`met` if S ≥ A + required months, else `breached`"
    let allowed = a.submission.time.day.adding(months: required)
    if s.submission.effectiveOn < allowed { return "breached" }
    // "and `to-review` instead of `met` when the status was *in* on A"
    return !isNew && wasIn ? "to-review" : "met"
  }

  package func shortageDeclared(_ cis: String) -> [NaiveVerdict] {
    // "Per (CIS, `file`): e = … with the least (`effectiveon`, `sequence`)"
    var files: Set<Identifier> = []
    var verdicts: [NaiveVerdict] = []
    for e in applicable where e.cis == cis {
      guard case .shortageDeclared(let data) = e.submission.fact else { continue }
      guard files.insert(data.file).inserted else { continue }
      // In force from 2019-12-28; "status *in* on the Paris day of e's `time`"
      guard e.filed >= "2019-12-28", model.isQualified(cis, e.filed) else { continue }
      // "`knownOn` absent → `not-assessable`; declared on that day, the next, or before → `met`;
      // later → `to-review`"
      let last = data.knownOn.map { "\($0.adding(days: 1))" }
      let verdict = last.map { e.filed <= $0 ? "met" : "to-review" } ?? "not-assessable"
      verdicts.append(answer("shortage.declared", verdict, cis, on: e.filed, [e]))
      verdicts[verdicts.count - 1].file = data.file.text
    }
    return verdicts
  }

  package func injunctionMet() -> [NaiveVerdict] {
    // "Per `case`, under the lab of its subject"; a later one of the same replaces it.
    var issued: [[String]: (event: Event, data: InjunctionIssued)] = [:]
    for event in applicable {
      guard case .injunctionIssued(let data) = event.submission.fact else { continue }
      issued[[event.lab, data.case.text]] = (event, data)
    }
    return issued.values.compactMap { event, data in
      // In force from 2016-01-28.
      guard "\(data.complyBy)" >= "2016-01-28" else { return nil }
      let lifted = applicable.last { other in
        guard case .injunctionLifted(let lift) = other.submission.fact else { return false }
        return other.lab == event.lab && lift.case == data.case && event.precedes(other)
      }
      // "lifted by D: `met`; `complyBy` < D and not lifted: `breached`; else `to-review`"
      return NaiveVerdict(
        lab: event.lab,
        rule: "injunction.met",
        cis: data.cis?.description,
        case: data.case.text,
        verdict: lifted != nil ? "met" : data.complyBy < day ? "breached" : "to-review",
        since: "\(data.complyBy)",
        evidence: sequences([event, lifted])
      )
    }
  }
}

/// The sequences of events, "ascending, each once".
private func sequences(_ events: [Event?]) -> [Int] {
  Set(events.compactMap { $0?.sequence }).sorted()
}

extension Event {
  fileprivate var cis: String? { submission.subject.cis?.description }

  fileprivate var lab: String {
    if case .lab(let lab) = submission.subject { lab.text } else { "" }
  }

  /// `effectiveon`.
  fileprivate var effective: String { "\(submission.effectiveOn)" }

  /// The Paris day of `time`.
  fileprivate var filed: String { "\(submission.time.day)" }

  /// Earlier by (`effectiveon`, `sequence`).
  fileprivate func precedes(_ other: Event) -> Bool {
    (submission.effectiveOn, sequence) < (other.submission.effectiveOn, other.sequence)
  }

  /// What a `qualification.declared` or `modification.requested` with `qualified: true` states.
  fileprivate var qualification: (channel: Channel, dossier: Dossier?)? {
    switch submission.fact {
    case .qualificationDeclared(let data): (data.channel, data.dossier)
    case .modificationRequested(let data) where data.qualified: (data.channel, data.dossier)
    default: nil
    }
  }

  fileprivate func isOne(_ type: EventType) -> Bool { submission.type == type }
}
