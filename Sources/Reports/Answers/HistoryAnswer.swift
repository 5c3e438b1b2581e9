package import CanonicalJSON
package import Declarations
package import Projections

/// The size of a list over time, with what moved it.
package struct HistoryAnswer: BasedAnswer {
  package let basis: Basis
  private let list: ListKind
  /// How long each period is.
  package let step: ListHistory.Step
  private let history: ListHistory
  /// The first day; nil for all that is known.
  package let firstDay: LegalDate?

  /// Puts an answer together; `firstDay` is nil for all that is known.
  package init(
    _ history: ListHistory,
    of list: ListKind,
    from firstDay: LegalDate?,
    by step: ListHistory.Step,
    basis: Basis
  ) {
    self.history = history
    self.firstDay = firstDay
    self.list = list
    self.step = step
    self.basis = basis
  }

  package func json(in language: Language) -> JSONValue {
    .object([
      "basis": basis.json, "before": .integer(Int64(history.sizeBefore)),
      "by": .string(step.rawValue), "list": .string(list.rawValue),
      "periods": .array(history.periods.map(Self.json)),
    ])
  }

  private static func json(_ period: ListHistory.Period) -> JSONValue {
    .object([
      "entered": .integer(Int64(period.entered)), "from": .string(period.from.description),
      "left": .integer(Int64(period.left)),
      "movers": .array(
        period.movers.map { mover in
          .object([
            "entered": .integer(Int64(mover.entered)), "left": .integer(Int64(mover.left)),
            "type": .string(mover.type.rawValue),
          ])
        }
      ),
      "size": .integer(Int64(period.size)), "to": .string(period.to.description),
    ])
  }

  /// A column of what came and one of what went for each type that moved the list.
  package func csv(in language: Language) -> CSV {
    let types = Set(history.periods.flatMap { $0.movers.map(\.type) })
      .sorted { $0.rawValue < $1.rawValue }
    let header =
      ["from", "to", "size", "entered", "left"]
      + types.flatMap { ["\($0.rawValue) entered", "\($0.rawValue) left"] }
    return CSV.line(header)
      + history.periods.map { period in
        let moved = Dictionary(period.movers.map { ($0.type, $0) }) { first, _ in first }
        return CSV.line(
          [
            period.from.description, period.to.description, String(period.size),
            String(period.entered), String(period.left),
          ]
            + types.flatMap { type in
              [String(moved[type]?.entered ?? 0), String(moved[type]?.left ?? 0)]
            }
        )
      }.joined()
  }

  /// The periods, for people.
  package func table(in language: Language) -> TextTable {
    let header = [
      Wording(fr: "Du", en: "From"), Wording(fr: "Au", en: "To"), Wording(fr: "Taille", en: "Size"),
      Wording(fr: "Entrées", en: "Entered"), Wording(fr: "Sorties", en: "Left"),
      Wording(fr: "Ce qui l'a fait bouger", en: "What moved it"),
    ].map { $0[language] }
    var table = TextTable(header, whole: [0, 1, 2, 3, 4])
    for period in history.periods {
      table.add([
        period.from.description, period.to.description, String(period.size),
        "+\(period.entered)", "−\(period.left)",
        period.movers.map(Self.text).joined(separator: ", "),
      ])
    }
    return table
  }

  package func lines(in language: Language, width: Int?) -> [String] {
    [title[language], ""] + table(in: language).lines(width: width)
      + ["", sum[language], Words.basis(basis)[language]]
  }

  private static func text(_ mover: ListHistory.Mover) -> String {
    let entered = mover.entered > 0 ? " +\(mover.entered)" : ""
    let left = mover.left > 0 ? " −\(mover.left)" : ""
    return mover.type.rawValue + entered + left
  }

  /// The size over time as a picture; the table has the same figures.
  package func svg(in language: Language, isDocument: Bool = true) -> String {
    let first = firstDay ?? history.periods.first?.from ?? basis.asOf
    let before = [(day: first, value: history.sizeBefore, cause: "")]
    return StepChart(
      title: title[language],
      description: sum[language],
      steps: before
        + history.periods.map {
          (day: $0.from, value: $0.size, cause: $0.movers.map(Self.text).joined(separator: ", "))
        },
      end: basis.asOf
    ).svg(in: language, isDocument: isDocument)
  }

  /// Which list, and up to when.
  package var title: Wording {
    switch list {
    case .current:
      Wording(
        fr: "Taille de la liste en vigueur, jusqu'au \(basis.asOf)",
        en: "Size of the current list, up to \(basis.asOf)"
      )
    case .published:
      Wording(
        fr: "Taille de la liste publiée, jusqu'au \(basis.asOf)",
        en: "Size of the published list, up to \(basis.asOf)"
      )
    }
  }

  /// The totals, which add up.
  package var sum: Wording {
    let entered = history.periods.reduce(0) { $0 + $1.entered }
    let left = history.periods.reduce(0) { $0 + $1.left }
    let (before, after) = (history.sizeBefore, history.sizeBefore + entered - left)
    let moved = Words.moved(entered: entered, left: left)
    return Wording(
      fr: "\(before) avant + \(moved.french) = \(after) au \(basis.asOf)",
      en: "\(before) before + \(moved.english) = \(after) on \(basis.asOf)"
    )
  }
}
