package import CanonicalJSON
package import Compliance
package import Declarations
package import Projections

/// Where a question turned, along one axis.
package struct TurnsAnswer: BasedAnswer {
  package let basis: Basis
  private let question: Question
  /// The name of the axis: `known-at` or `as-of`.
  private let axis: String
  private let holds: Bool
  private let turns: [Turn]
  private let events: [Int: Event]

  /// Puts an answer together.
  ///
  /// - Parameters:
  ///   - question: What was asked.
  ///   - axis: `known-at` or `as-of`.
  ///   - holds: Whether it is true at the basis.
  ///   - turns: The turns, in the order of the axis.
  ///   - events: The first events that each turn names, by sequence.
  ///   - basis: The end of the axis.
  package init(
    _ question: Question,
    axis: String,
    holds: Bool,
    turns: [Turn],
    events: [Int: Event],
    basis: Basis
  ) {
    self.question = question
    self.axis = axis
    self.holds = holds
    self.turns = turns
    self.events = events
    self.basis = basis
  }

  /// How many events of a turn a person is shown.
  package static let shownEvidence = 3

  package func json(in language: Language) -> JSONValue {
    .object([
      "axis": .string(axis), "basis": basis.json, "holds": .bool(holds),
      "turns": .array(
        turns.map { turn in
          var object: JSONObject = [
            "after": turn.after.json, "before": turn.before.json,
            "evidence": .array(turn.evidence.map { .integer(Int64($0)) }),
            "holds": .bool(turn.holds),
          ]
          if !turn.reasons.isEmpty {
            object["verdicts"] = .array(turn.reasons.map { .string($0) })
          }
          switch turn.place {
          case .event(let sequence): object["sequence"] = .integer(Int64(sequence))
          case .day(let day): object["on"] = .string(day.description)
          }
          return .object(object)
        }
      ),
      "where": .string(question.text),
    ])
  }

  package func csv(in language: Language) -> CSV {
    CSV.line(["place", "holds", "before", "after", "evidence"])
      + turns.map { turn in
        CSV.line([
          Self.text(turn.place), String(turn.holds), Self.text(turn.before), Self.text(turn.after),
          turn.evidence.map(String.init).joined(separator: " "),
        ])
      }.joined()
  }

  package func lines(in language: Language, width: Int?) -> [String] {
    let header = [
      axis == "as-of"
        ? Wording(fr: "Le", en: "On") : Wording(fr: "Événement", en: "Event"),
      Wording(fr: "Devient", en: "Becomes"), Wording(fr: "Avant", en: "Before"),
      Wording(fr: "Après", en: "After"), Wording(fr: "Par", en: "By"),
    ].map { $0[language] }
    var table = TextTable(header, whole: [0, 1])
    for turn in turns {
      table.add([
        Self.text(turn.place), Self.truth(turn.holds)[language], Self.words(turn.before)[language],
        Self.words(turn.after)[language], causes(of: turn)[language],
      ])
    }
    let body = turns.isEmpty ? [] : [""] + table.lines(width: width)
    return [headline[language]] + body + ["", Words.basis(basis)[language]]
  }

  private var headline: Wording {
    let (truth, day) = (Self.truth(holds), basis.asOf)
    guard let last = turns.last else {
      return Wording(
        fr: "« \(question.text) » : \(truth.french) au \(day), et l'a toujours été.",
        en: "“\(question.text)”: \(truth.english) on \(day), and has always been."
      )
    }
    let place = Self.text(last.place)
    let since: Wording =
      switch last.place {
      case .event: Wording(fr: "depuis l'événement \(place)", en: "since event \(place)")
      case .day: Wording(fr: "depuis le \(place)", en: "since \(place)")
      }
    return Wording(
      fr: "« \(question.text) » : \(truth.french) au \(day), \(since.french).",
      en: "“\(question.text)”: \(truth.english) on \(day), \(since.english)."
    )
  }

  private func causes(of turn: Turn) -> Wording {
    let why = turn.reasons.prefix(Self.shownEvidence).joined(separator: ", ")
    guard !turn.evidence.isEmpty else {
      return Wording(
        fr: why.isEmpty ? "aucun événement : un jour a passé" : "\(why) : aucun événement",
        en: why.isEmpty ? "no event: a day went by" : "\(why): no event"
      )
    }
    let shown = turn.evidence.prefix(Self.shownEvidence).compactMap { events[$0] }
    let rest = turn.evidence.count - shown.count
    let texts = shown.map { event in
      let submission = event.submission
      let (type, day) = (submission.type.rawValue, submission.effectiveOn)
      return Wording(
        fr: "\(event.sequence) \(type) de \(submission.source), effet au \(day)",
        en: "\(event.sequence) \(type) from \(submission.source), effective \(day)"
      )
    }
    let others = Wording(rest, fr: "autre", en: "other")
    let more =
      rest > 0 ? Wording(fr: " ; et \(others.french)", en: "; and \(others.english)") : nil
    return Wording(
      fr: (why.isEmpty ? "" : "\(why) : ") + texts.map(\.french).joined(separator: " ; ")
        + (more?.french ?? ""),
      en: (why.isEmpty ? "" : "\(why): ") + texts.map(\.english).joined(separator: "; ")
        + (more?.english ?? "")
    )
  }

  private static func truth(_ holds: Bool) -> Wording {
    holds ? Wording(fr: "vrai", en: "true") : Wording(fr: "faux", en: "false")
  }

  private static func words(_ value: Series.Value) -> Wording {
    switch value {
    case .flag(let flag): truth(flag)
    case .count(let count): Wording(fr: String(count), en: String(count))
    case .word(let word):
      StateName(rawValue: word).map(Words.state) ?? Verdict(rawValue: word).map(Words.verdict)
        ?? Wording(fr: word, en: word)
    }
  }

  private static func text(_ place: Series.Place) -> String {
    switch place {
    case .event(let sequence): String(sequence)
    case .day(let day): day.description
    }
  }

  private static func text(_ value: Series.Value) -> String {
    value.json.string ?? value.json.canonicalText
  }
}
