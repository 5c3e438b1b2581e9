package import CanonicalJSON
package import Compliance
package import Declarations
package import Projections

/// Why a product is listed, or is not, with the events themselves.
package struct TraceAnswer: BasedAnswer {
  package let basis: Basis
  /// The conditions of the list, and how each event bears on them.
  package let trace: Trace
  let rulebook: Rulebook
  /// Every event about the product, by sequence.
  package let events: [TracedEvent]
  private let isWhole: Bool

  /// Puts an answer together.
  ///
  /// - Parameters:
  ///   - trace: The trace.
  ///   - basis: What it is a function of.
  ///   - events: The events of its timeline, ascending.
  ///   - rulebook: The rulebook.
  ///   - isWhole: Whether a person is shown the whole timeline, however long.
  package init(
    _ trace: Trace,
    basis: Basis,
    events: [TracedEvent],
    rulebook: Rulebook,
    isWhole: Bool = false
  ) {
    self.trace = trace
    self.basis = basis
    self.events = events
    self.rulebook = rulebook
    self.isWhole = isWhole
  }

  func event(_ sequence: Int) -> Event? {
    traced(sequence)?.event
  }

  func traced(_ sequence: Int) -> TracedEvent? {
    events.first { $0.event.sequence == sequence }
  }

  package func json(in language: Language) -> JSONValue {
    .object([
      "annotations": .array(events.map { .object($0.json) }),
      "basis": basis.json,
      "cis": .string(trace.state.cis.description),
      "state": .string(trace.state.name.rawValue),
      "listed": .bool(trace.state.isListed),
      "conditions": trace.conditionsJSON,
      "timeline": .array(
        zip(trace.timeline, events).map { entry, traced in
          var object: JSONObject = ["event": .object(traced.event.json)]
          object["voidedBy"] = entry.voidedBy.map { .integer(Int64($0)) }
          return .object(object)
        }
      ),
    ])
  }

  package func csv(in language: Language) -> CSV {
    CSV.line(EventLine.csvHeader)
      + zip(trace.timeline, events).map { EventLine($1.event, voidedBy: $0.voidedBy).csv }.joined()
  }

  // MARK: For people

  package func lines(in language: Language, width: Int?) -> [String] {
    var lines = [title, headline[language], answering[language], ""]
    for (index, step) in trace.steps.enumerated() {
      lines += branch(step, isLast: index == trace.steps.count - 1, language)
    }
    if let sentence = WhyNot.sentence(self) { lines += ["", sentence[language]] }
    return lines + [""] + timeline(language, width) + ["", Words.basis(basis)[language]]
  }

  /// In one sentence, why the product is not on the list; nil where it is.
  package var whyNot: Wording? { WhyNot.sentence(self) }

  /// The code and the name.
  package var title: String {
    [trace.state.cis.description, trace.state.denomination?.text].compactMap(\.self)
      .joined(separator: "  ")
  }

  /// The state on the day.
  package var headline: Wording {
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

  /// Who answers for the product, and on whose word.
  package var answering: Wording {
    let state = trace.state
    let pending = Wording(
      fr: state.isWithdrawalPending ? " Retrait demandé, sans réponse de l'ANSM." : "",
      en: state.isWithdrawalPending ? " Withdrawal requested, not answered by ANSM." : ""
    )
    let who: Wording =
      if let assigned = state.assignedOperator {
        Wording(
          fr: "Répond du produit : \(assigned.lab), exploitant (événement \(assigned.evidence)).",
          en: "Answers for it: \(assigned.lab), the operator (event \(assigned.evidence))."
        )
      } else if let holder = state.holder {
        Wording(
          fr: "Répond du produit : \(holder), titulaire ; aucun exploitant n'est nommé.",
          en: "Answers for it: \(holder), the holder; no operator was named."
        )
      } else {
        Wording(
          fr: "On ne sait pas qui répond du produit.",
          en: "Nobody is known to answer for it."
        )
      }
    return Wording(fr: who.french + pending.french, en: who.english + pending.english)
  }

  private func branch(_ step: Trace.Step, isLast: Bool, _ language: Language) -> [String] {
    let stem = isLast ? "   " : "│  "
    let leaves = leaves(of: step).map { $0.map { $0[language] } }
    var lines = [(isLast ? "└─ " : "├─ ") + heading(of: step)[language]]
    for (index, leaf) in leaves.enumerated() {
      let isLastLeaf = index == leaves.count - 1
      for (number, line) in leaf.enumerated() {
        let bough = number == 0 ? (isLastLeaf ? "└─ " : "├─ ") : (isLastLeaf ? "   " : "│  ")
        lines.append(stem + bough + line)
      }
    }
    return lines
  }

  /// The condition, whether it holds, and under which articles.
  package func heading(of step: Trace.Step) -> Wording {
    let mark = step.verdict.holds ? "✓" : "✗"
    let articles = rulebook.articles(of: step.condition).joined(separator: ", ")
    let name = Words.condition(step.condition)
    return Wording(
      fr: "\(mark) \(step.verdict.holds ? "" : "non ")\(name.french) (CSP, art. \(articles))",
      en: "\(mark) \(step.verdict.holds ? "" : "not ")\(name.english) (CSP, art. \(articles))"
    )
  }

  /// What decides a condition, and what would make it hold; each in one line or more.
  package func leaves(of step: Trace.Step) -> [[Wording]] {
    var leaves: [[Wording]] = []
    if let traced = step.verdict.evidence.flatMap(traced) {
      leaves.append([traced.title, traced.statement] + traced.remarks)
    } else {
      leaves.append([
        Wording(
          fr: "par défaut : aucun fait applicable à cette date",
          en: "by default: no fact is applicable on that day"
        )
      ])
    }
    if let nearest = step.nearest {
      let (type, source) = (nearest.type.rawValue, nearest.source)
      let window = WhyNot.window(of: step, self).wording
      leaves.append([
        Wording(
          fr: "il manque : \(type) de \(source), avec effet \(window.french)",
          en:
            "what is missing: \(type) from \(source), effective \(window.english)"
        )
      ])
    }
    return leaves
  }

  // MARK: The timeline

  /// How many events a person is shown who does not ask for all.
  private static let shown = 10

  /// The events that touch the list; of many, those that decide and the newest.
  private func timeline(_ language: Language, _ width: Int?) -> [String] {
    let moving = events.filter(\.movesTheList)
    let told = isWhole ? events : moving
    let excess = isWhole ? 0 : max(told.count - Self.shown, 0)
    let older = Set(
      told.filter { $0.bearing != .decides }.prefix(excess).map(\.event.sequence)
    )
    let rows = told.filter { !older.contains($0.event.sequence) }
    let heading = Wording(
      fr: isWhole
        ? "Événements : \(events.count)" : "Événements qui touchent à la liste : \(moving.count)",
      en: isWhole ? "Events: \(events.count)" : "Events that touch the list: \(moving.count)"
    )
    var lines = [heading[language]]
    if !rows.isEmpty { lines += table(rows, language).lines(width: width) }
    let hidden = events.count - rows.count
    if hidden > 0 {
      let others = Wording(hidden, fr: "autre", en: "other")
      lines.append(
        Wording(
          fr: "et \(others.french) : mitm trace \(trace.state.cis) --all",
          en: "and \(others.english): mitm trace \(trace.state.cis) --all"
        )[language]
      )
    }
    return lines
  }

  private func table(_ rows: [TracedEvent], _ language: Language) -> TextTable {
    let header = Self.columns.map { $0[language] }
    var table = TextTable(header, whole: [0, 2, 3, 4, 6])
    for row in rows { table.add(Self.cells(row, language)) }
    return table
  }

  static let columns = [
    Wording(fr: "N°", en: "No."), Wording(fr: "Portée", en: "Bearing"),
    Wording(fr: "Effet", en: "Effective"), Wording(fr: "Déposé", en: "Filed"),
    Wording(fr: "Enregistré", en: "Recorded"), Wording(fr: "Source", en: "Source"),
    Wording(fr: "Type", en: "Type"), Wording(fr: "Remarques", en: "Remarks"),
  ]

  static func cells(_ row: TracedEvent, _ language: Language) -> [String] {
    let submission = row.event.submission
    return [
      String(row.event.sequence), row.mark[language], submission.effectiveOn.description,
      submission.time.day.description, String(row.event.recordedAt.recordedText.prefix(10)),
      submission.source.text, submission.type.rawValue,
      row.remarks.map { $0[language] }.joined(separator: language.semicolon),
    ]
  }
}
