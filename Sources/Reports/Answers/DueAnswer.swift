package import CanonicalJSON
package import Compliance
package import Declarations
package import Projections

/// What falls due, with its basis.
package struct DueAnswer: BasedAnswer {
  package let basis: Basis
  /// How many days after that of the basis are looked at.
  package let within: Int
  private let due: [DueDate]

  /// Puts an answer together; `due` lies within those days already.
  package init(basis: Basis, within: Int, due: [DueDate]) {
    self.basis = basis
    self.within = within
    self.due = due
  }

  package func json(in language: Language) -> JSONValue {
    .object([
      "basis": basis.json, "count": .integer(Int64(due.count)),
      "due": .array(due.map { .object($0.json(in: language)) }), "within": .integer(Int64(within)),
    ])
  }

  package func csv(in language: Language) -> CSV {
    CSV.line(["on", "kind", "rule", "lab", "cis", "case", "evidence", "detail"])
      + due.map { due in
        CSV.line([
          due.on.description, due.kind.rawValue, due.rule.rawValue, due.lab?.text ?? "",
          due.cis?.description ?? "", due.case?.text ?? "",
          due.evidence.map(String.init).joined(separator: " "), due.detail[language],
        ])
      }.joined()
  }

  /// What falls due, for people.
  package func table(in language: Language) -> TextTable {
    let header = [
      Wording(fr: "Le", en: "On"), Wording(fr: "Laboratoire", en: "Lab"),
      Wording(fr: "Objet", en: "About"), Wording(fr: "Règle", en: "Rule"),
      Wording(fr: "Quoi", en: "What"), Wording(fr: "Événements", en: "Events"),
    ].map { $0[language] }
    var table = TextTable(header, whole: [0, 2])
    for due in due {
      table.add([
        due.on.description, Words.lab(due.lab)[language],
        [due.cis?.description, due.case?.text].compactMap(\.self).joined(separator: ", "),
        Words.rule(due.rule)[language], due.detail[language],
        due.evidence.map(String.init).joined(separator: ", "),
      ])
    }
    return table
  }

  package func lines(in language: Language, width: Int?) -> [String] {
    let (day, last) = (basis.asOf, basis.asOf.adding(days: within))
    let title = Wording(
      fr: "Échéances après le \(day), jusqu'au \(last) : \(due.count)",
      en: "Due after \(day), up to \(last): \(due.count)"
    )
    return [title[language], ""] + table(in: language).lines(width: width)
      + ["", Words.basis(basis)[language]]
  }
}
