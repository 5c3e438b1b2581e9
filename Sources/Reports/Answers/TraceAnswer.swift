package import CanonicalJSON
package import Compliance
package import Declarations
package import Projections

/// Why a product is listed, or is not, with the events themselves.
package struct TraceAnswer: BasedAnswer {
  package let basis: Basis
  package let trace: Trace
  private let rulebook: Rulebook
  private let events: [Int: Event]

  /// Puts an answer together; `events` are those of the trace's timeline, by sequence.
  package init(_ trace: Trace, basis: Basis, events: [Int: Event], rulebook: Rulebook) {
    self.trace = trace
    self.basis = basis
    self.events = events
    self.rulebook = rulebook
  }

  package func json(in language: Language) -> JSONValue {
    .object([
      "basis": basis.json,
      "cis": .string(trace.state.cis.description),
      "state": .string(trace.state.name.rawValue),
      "listed": .bool(trace.state.isListed),
      "conditions": trace.conditionsJSON,
      "timeline": .array(
        trace.timeline.compactMap { entry in
          guard let event = events[entry.sequence] else { return nil }
          var object: JSONObject = ["event": .object(event.json)]
          object["voidedBy"] = entry.voidedBy.map { .integer(Int64($0)) }
          return .object(object)
        }
      ),
    ])
  }

  package func csv(in language: Language) -> String {
    CSV.line(EventLine.csvHeader) + lines.map(\.csv).joined()
  }

  package func lines(in language: Language, width: Int?) -> [String] {
    let state = trace.state
    var lines = [
      "\(state.cis)  \(state.denomination?.text ?? "")",
      headline[language],
    ]
    for step in trace.steps { lines += [""] + describe(step, language) }
    let told = self.lines.filter { Self.movesTheList($0.event) }
    lines += [
      "",
      Wording(
        fr: "Événements qui touchent à la liste : \(told.count)",
        en: "Events that touch the list: \(told.count)"
      )[language],
    ]
    if !told.isEmpty {
      var table = TextTable(EventLine.header(language), whole: EventLine.wholeColumns)
      for line in told { table.add(line.cells(language)) }
      lines += table.lines(width: width)
    }
    if told.count < trace.timeline.count {
      lines.append(others(trace.timeline.count - told.count)[language])
    }
    return lines + ["", Words.basis(basis)[language]]
  }

  /// Most events of a product are stock reports, which never move it on or off the list; a person
  /// who asks why should not have to look between them.
  private static func movesTheList(_ event: Event) -> Bool {
    switch event.submission.fact {
    case .stockReported, .planFiled, .shortageDeclared, .shortageEnded, .measureTaken,
      .measureEnded, .stockThresholdRaised, .stockThresholdLowered, .stockThresholdEnded:
      false
    default: true
    }
  }

  private func others(_ count: Int) -> Wording {
    Wording(
      fr: "et \(count) autres (stocks, plans, ruptures) : mitm log --cis \(trace.state.cis)",
      en: "and \(count) others (stocks, plans, shortages): mitm log --cis \(trace.state.cis)"
    )
  }

  private var lines: [EventLine] {
    trace.timeline.compactMap { entry in
      events[entry.sequence].map { EventLine($0, voidedBy: entry.voidedBy) }
    }
  }

  private var headline: Wording {
    let state = trace.state
    let name = Words.state(state.name)
    guard let since = state.since else {
      return Wording(
        fr: "État au \(basis.asOf) : \(name.french). Pas sur la liste en vigueur.",
        en: "State on \(basis.asOf): \(name.english). Not on the current list."
      )
    }
    return Wording(
      fr: "État au \(basis.asOf) : \(name.french), sans interruption depuis le \(since).",
      en: "State on \(basis.asOf): \(name.english), without a break since \(since)."
    )
  }

  private func describe(_ step: Trace.Step, _ language: Language) -> [String] {
    let mark = step.verdict.holds ? "✓" : "✗"
    let articles = rulebook.articles(of: step.condition).joined(separator: ", ")
    let condition = Words.condition(step.condition)
    let wording = rulebook.wording(of: step.condition)
    let title = Wording(
      fr: "\(condition.french) : \(wording.french)",
      en: "\(condition.english): \(wording.english)"
    )
    var lines = ["\(mark) \(title[language]) (CSP, art. \(articles))"]
    if let evidence = step.verdict.evidence, let event = events[evidence] {
      lines.append("    " + decided(by: event)[language])
    } else {
      let byDefault = Wording(
        fr: "par défaut : aucun fait applicable à cette date",
        en: "by default: no fact is applicable on that day"
      )
      lines.append("    " + byDefault[language])
    }
    if let nearest = step.nearest {
      lines.append("    " + missing(nearest)[language])
    }
    return lines
  }

  private func decided(by event: Event) -> Wording {
    let submission = event.submission
    let moment = event.recordedAt.recordedText.prefix(10)
    let type = submission.fact.type.rawValue
    return Wording(
      fr:
        "décidé par l'événement \(event.sequence) : \(type) de \(submission.source), effet au "
        + "\(submission.effectiveOn), déposé \(submission.time.text), enregistré le \(moment)",
      en:
        "decided by event \(event.sequence): \(type) from \(submission.source), effective "
        + "\(submission.effectiveOn), filed \(submission.time.text), recorded \(moment)"
    )
  }

  private func missing(_ nearest: Submission) -> Wording {
    let type = nearest.fact.type.rawValue
    return Wording(
      fr:
        "il manque : \(type) de \(nearest.source), avec effet au plus tard le "
        + "\(nearest.effectiveOn)",
      en: "what is missing: \(type) from \(nearest.source), effective on or before "
        + "\(nearest.effectiveOn)"
    )
  }
}
