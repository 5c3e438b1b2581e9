package import CanonicalJSON
package import Declarations
package import Projections

/// For each field of a product's row, the event that set it.
package struct BlameAnswer: BasedAnswer {
  package let basis: Basis
  private let blame: Blame
  private let events: [Int: Event]

  /// Puts an answer together; `events` are those that the fields name, by sequence.
  package init(_ blame: Blame, basis: Basis, events: [Int: Event]) {
    self.blame = blame
    self.basis = basis
    self.events = events
  }

  package func json(in language: Language) -> JSONValue {
    .object([
      "basis": basis.json, "cis": .string(blame.state.cis.description),
      "fields": .array(
        blame.fields.map { field in
          .object([
            "evidence": .array(field.evidence.map { .integer(Int64($0)) }),
            "field": .string(field.key), "value": field.value,
          ])
        }
      ),
    ])
  }

  package func csv(in language: Language) -> CSV {
    let header = [
      "field", "value", "sequence", "type", "source", "time", "effectiveon", "recordedat", "actor",
    ]
    return CSV.line(header)
      + blame.fields.flatMap { field in
        rows(field).map { event in
          CSV.line([field.key, Self.text(field.value)] + Self.cells(event))
        }
      }.joined()
  }

  package func lines(in language: Language, width: Int?) -> [String] {
    let state = blame.state
    let header = [
      Wording(fr: "Champ", en: "Field"), Wording(fr: "Valeur", en: "Value"),
      Wording(fr: "N°", en: "No."), Wording(fr: "Type", en: "Type"),
      Wording(fr: "Source", en: "Source"), Wording(fr: "Déposé", en: "Filed"),
      Wording(fr: "Effet", en: "Effective"), Wording(fr: "Enregistré", en: "Recorded"),
      Wording(fr: "Par", en: "By"),
    ].map { $0[language] }
    var table = TextTable(header, whole: [0, 2, 6, 7])
    for field in blame.fields {
      for (index, event) in rows(field).enumerated() {
        let head =
          index == 0
          ? [Words.field(field.key)[language], shown(field)[language]] : ["", ""]
        table.add(head + Self.cells(event))
      }
    }
    let title = "\(state.cis)  \(state.denomination?.text ?? "")"
    return [title, ""] + table.lines(width: width) + ["", Words.basis(basis)[language]]
  }

  /// The events that set a field; one row for nothing where it is so by default.
  private func rows(_ field: Blame.Field) -> [Event?] {
    field.evidence.isEmpty ? [nil] : field.evidence.map { events[$0] }
  }

  private func shown(_ field: Blame.Field) -> Wording {
    switch (field.key, field.value) {
    case ("state", .string(let text)):
      StateName(rawValue: text).map(Words.state) ?? Wording(fr: text, en: text)
    case ("origin", .string(let text)):
      Origin(rawValue: text).map(Words.origin) ?? Wording(fr: text, en: text)
    case (_, .bool(let flag)):
      Wording(fr: flag ? "oui" : "non", en: flag ? "yes" : "no")
    default: Wording(fr: Self.text(field.value), en: Self.text(field.value))
    }
  }

  private static func text(_ value: JSONValue) -> String {
    value.string ?? value.canonicalText
  }

  private static func cells(_ event: Event?) -> [String] {
    guard let event else { return Array(repeating: "", count: 7) }
    let submission = event.submission
    return [
      String(event.sequence), submission.type.rawValue, submission.source.text,
      submission.time.text, submission.effectiveOn.description, event.recordedAt.recordedText,
      event.actor,
    ]
  }
}
