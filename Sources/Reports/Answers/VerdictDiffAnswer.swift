package import CanonicalJSON
package import Compliance
package import Declarations
package import Projections

/// The verdicts that differ between two bases.
package struct VerdictDiffAnswer: Answer {
  private let from: Basis
  private let to: Basis
  private let diff: VerdictDiff

  /// Puts an answer together; `diff` is that of the two bases, in this order.
  package init(from: Basis, to: Basis, diff: VerdictDiff) {
    self.from = from
    self.to = to
    self.diff = diff
  }

  package var bases: [Basis] { [from, to] }

  package func json(in language: Language) -> JSONValue {
    let causes = DiffCause.allCases.map { cause in
      JSONObject.Member(cause.rawValue, .integer(Int64(count(of: cause))))
    }
    return .object([
      "counts": .object([
        "causes": .object(JSONObject(causes)), "verdicts": .integer(Int64(diff.rows.count)),
      ]),
      "from": from.json, "to": to.json,
      "verdicts": .array(
        diff.rows.map { row in
          var object = row.change.json(in: language)
          object["cause"] = .string(row.cause.rawValue)
          return .object(object)
        }
      ),
    ])
  }

  private func count(of cause: DiffCause) -> Int {
    diff.rows.count { $0.cause == cause }
  }

  package func csv(in language: Language) -> CSV {
    CSV.line([
      "lab", "rule", "cis", "file", "case", "before", "after", "cause", "evidence", "detail",
    ])
      + diff.rows.map { row in
        let judgement = row.change.judgement
        return CSV.line([
          judgement.lab?.text ?? "", judgement.rule.rawValue, judgement.cis?.description ?? "",
          judgement.file?.text ?? "", judgement.case?.text ?? "",
          row.change.before?.verdict.rawValue ?? "", row.change.after?.verdict.rawValue ?? "",
          row.cause.rawValue, judgement.evidence.map(String.init).joined(separator: " "),
          judgement.explanation[language],
        ])
      }.joined()
  }

  package func lines(in language: Language, width: Int?) -> [String] {
    let title = Wording(
      fr: "Verdicts qui diffèrent, du \(from.asOf) au \(to.asOf) : \(diff.rows.count)",
      en: "Verdicts that differ, from \(from.asOf) to \(to.asOf): \(diff.rows.count)"
    )
    let header = [
      Wording(fr: "Laboratoire", en: "Lab"), Wording(fr: "Règle", en: "Rule"),
      Wording(fr: "Objet", en: "About"), Wording(fr: "Avant", en: "Before"),
      Wording(fr: "Après", en: "After"), Wording(fr: "Cause", en: "Cause"),
      Wording(fr: "Événements", en: "Events"),
    ].map { $0[language] }
    var table = TextTable(header, whole: [2, 3, 4, 5])
    for row in diff.rows {
      let judgement = row.change.judgement
      table.add([
        Words.lab(judgement.lab)[language], Words.rule(judgement.rule)[language], judgement.about,
        Words.verdict(row.change.before)[language], Words.verdict(row.change.after)[language],
        Words.cause(row.cause)[language],
        judgement.evidence.map(String.init).joined(separator: ", "),
      ])
    }
    let sum = DiffCause.allCases.map { "\(Words.cause($0)[language]) \(count(of: $0))" }
    let byCause = Wording(fr: "Par cause : ", en: "By cause: ")[language]
    return [title[language], ""] + table.lines(width: width) + [
      "", byCause + sum.joined(separator: ", "), Words.basis(from)[language],
      Words.basis(to)[language],
    ]
  }
}
