package import CanonicalJSON
package import Compliance
package import Declarations
package import Projections

/// What a lab took over from others, with its basis.
package struct InheritanceAnswer: BasedAnswer {
  package let basis: Basis
  private let lab: Lab
  private let products: [InheritedProduct]

  /// Puts an answer together; `lab` is who took the products over.
  package init(basis: Basis, lab: Lab, products: [InheritedProduct]) {
    self.basis = basis
    self.lab = lab
    self.products = products
  }

  package func json(in language: Language) -> JSONValue {
    .object([
      "basis": basis.json, "lab": lab.json,
      "inherited": .array(products.map { .object($0.json(in: language)) }),
    ])
  }

  package func csv(in language: Language) -> CSV {
    CSV.line(["cis", "from", "on", "state", "threshold", "lab", "rule", "verdict", "detail"])
      + products.flatMap { product in
        let head = [
          product.cis.description, product.predecessor.text,
          product.takenOverOn.description, product.state.name.rawValue,
          Words.threshold(product.threshold)[.english],
        ]
        let rows = product.judgements.map { judgement in
          [
            judgement.lab?.text ?? "", judgement.rule.rawValue, judgement.verdict.rawValue,
            judgement.explanation[language],
          ]
        }
        return (rows.isEmpty ? [["", "", "", ""]] : rows).map { CSV.line(head + $0) }
      }.joined()
  }

  package func lines(in language: Language, width: Int?) -> [String] {
    let day = basis.asOf
    var lines = [
      Wording(
        fr: "\(lab), spécialités reprises à d'autres, au \(day) : \(products.count)",
        en: "\(lab), products taken over from others, on \(day): \(products.count)"
      )[language], "",
    ]
    for product in products {
      let state = Words.state(product.state.name)[language]
      let threshold = Words.threshold(product.threshold)
      lines.append(
        Wording(
          fr:
            "\(product.cis), reprise de \(product.predecessor) le \(product.takenOverOn) : \(state), seuil "
            + threshold.french,
          en:
            "\(product.cis), taken over from \(product.predecessor) on \(product.takenOverOn): \(state), "
            + "threshold \(threshold.english)"
        )[language]
      )
      for judgement in product.judgements {
        let verdict = Words.verdict(judgement.verdict)[language]
        lines.append(
          "    \(Words.lab(judgement.lab)[language]), \(Words.rule(judgement.rule)[language])"
            + "\(language.colon)\(verdict). \(judgement.detail[language])"
        )
      }
    }
    return lines + ["", Words.basis(basis)[language]]
  }
}
