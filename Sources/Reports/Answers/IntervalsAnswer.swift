package import CanonicalJSON
package import Compliance
package import Declarations
package import Projections

/// The intervals of verdicts, with their basis.
package struct IntervalsAnswer: BasedAnswer {
  package let basis: Basis
  private let intervals: [Interval]

  /// Puts an answer together; the intervals are shown in this order.
  package init(basis: Basis, intervals: [Interval]) {
    self.basis = basis
    self.intervals = intervals
  }

  package func json(in language: Language) -> JSONValue {
    .object([
      "basis": basis.json, "count": .integer(Int64(intervals.count)),
      "intervals": .array(intervals.map { .object($0.json(in: language)) }),
    ])
  }

  package func csv(in language: Language) -> CSV {
    CSV.line(["lab", "rule", "cis", "file", "case", "verdict", "from", "to", "detail"])
      + intervals.map { interval in
        let judgement = interval.judgement
        return CSV.line([
          judgement.lab?.text ?? "", judgement.rule.rawValue, judgement.cis?.description ?? "",
          judgement.file?.text ?? "", judgement.case?.text ?? "", judgement.verdict.rawValue,
          interval.from.description, interval.last?.description ?? "",
          judgement.explanation[language],
        ])
      }.joined()
  }

  package func lines(in language: Language, width: Int?) -> [String] {
    let header = [
      Wording(fr: "Laboratoire", en: "Lab"), Wording(fr: "Règle", en: "Rule"),
      Wording(fr: "Objet", en: "About"), Wording(fr: "Du", en: "From"),
      Wording(fr: "Au", en: "To"), Wording(fr: "Verdict", en: "Verdict"),
      Wording(fr: "Détail", en: "Detail"),
    ].map { $0[language] }
    var table = TextTable(header, whole: [2, 3, 4, 5])
    for interval in intervals {
      let judgement = interval.judgement
      table.add([
        Words.lab(judgement.lab)[language], Words.rule(judgement.rule)[language],
        judgement.about, interval.from.description, interval.last?.description ?? "",
        Words.verdict(judgement.verdict)[language], judgement.detail[language],
      ])
    }
    return table.lines(width: width) + ["", Words.basis(basis)[language]]
  }
}
