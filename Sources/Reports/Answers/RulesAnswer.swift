package import CanonicalJSON
package import Compliance
package import Declarations
package import Projections

/// The rulebook, or the rules in force on a day.
package struct RulesAnswer: Answer {
  private let book: Rulebook
  private let day: LegalDate?

  /// Puts an answer together: the rules in force on a day, or all where that is nil.
  package init(_ book: Rulebook, asOf day: LegalDate?) {
    self.book = book
    self.day = day
  }

  /// The rulebook is a function of nothing but itself.
  package var bases: [Basis] { [] }

  private var rules: [Rule] {
    book.rules.filter { rule in day.map(rule.isInForce) ?? true }
  }

  package func json(in language: Language) -> JSONValue {
    var object: JSONObject = [
      "rulebook": .string(book.version), "rules": .array(rules.map { .object($0.json) }),
    ]
    object["asOf"] = day.map { .string($0.description) }
    return .object(object)
  }

  package func csv(in language: Language) -> CSV {
    CSV.line(["id", "articles", "from", "to", "parameters", "wording", "source", "certainty"])
      + rules.map { rule in
        CSV.line([
          rule.id.rawValue, rule.articles.joined(separator: ", "), rule.from.description,
          rule.to?.description ?? "", rule.json["parameters"]?.canonicalText ?? "",
          rule.wording[language], rule.source, rule.certainty,
        ])
      }.joined()
  }

  package func lines(in language: Language, width: Int?) -> [String] {
    let title =
      day.map {
        Wording(fr: "Règles en vigueur au \($0)", en: "Rules in force on \($0)")[language]
      } ?? Wording(fr: "Toutes les règles", en: "All rules")[language]
    return [
      "\(title), \(Wording(fr: "référentiel", en: "rulebook")[language]) \(book.version)", "",
    ] + rules.flatMap { lines($0, language) }
  }

  private func lines(_ rule: Rule, _ language: Language) -> [String] {
    let end = rule.to.map {
      Wording(fr: ", jusqu'au \($0) exclu", en: ", before \($0)")[language]
    }
    let articles = rule.articles.joined(separator: ", ")
    let start = Wording(fr: "à partir du \(rule.from)", en: "from \(rule.from)")[language]
    return [
      "\(rule.id.rawValue)  \(Words.rule(rule.id)[language]) (CSP, art. \(articles)), \(start)"
        + (end ?? ""),
      "    \(rule.wording[language])",
    ]
      + rule.periods.map { "    · \($0.wording[language])" }
      + [
        "    \(Wording(fr: "Source", en: "Source")[language])\(language.colon)\(rule.source) "
          + "[\(Words.certainty(rule.certainty)[language])]",
        "",
      ]
  }
}

extension Words {
  /// How sure one is of a source.
  static func certainty(_ code: String) -> Wording {
    switch code {
    case "found": Wording(fr: "trouvé dans les sources citées", en: "found in the sources quoted")
    case "S1":
      Wording(fr: "page de l'ANSM sur la liste, lue", en: "page of ANSM on the list, read")
    case "S2":
      Wording(
        fr: "page de l'ANSM sur la déclaration, lue",
        en: "page of ANSM on the declaration, read"
      )
    case "recalled": Wording(fr: "de mémoire", en: "recalled")
    case "design": Wording(fr: "choix du registre", en: "choice of the ledger")
    case "not established": Wording(fr: "non établi", en: "not established")
    default: Wording(fr: code, en: code)
    }
  }
}
