package import Compliance
package import Declarations
package import Projections

/// What an inspection pack is about.
package enum PackScope: Sendable {
  case lab(Lab)
  case product(CIS)

  /// In a word.
  package var title: Wording {
    switch self {
    case .lab(let lab): Wording(fr: "laboratoire \(lab)", en: "lab \(lab)")
    case .product(let cis): Wording(fr: "spécialité \(cis)", en: "product \(cis)")
    }
  }
}

/// The pages of an inspection pack (*dossier d'inspection*): one to begin with, one for each product.
package struct PackPages {
  private let scope: PackScope
  private let basis: Basis
  private let labs: [LabCompliance]
  private let traces: [TraceAnswer]
  private let rulebook: Rulebook
  private let eventCount: Int

  /// Puts the pages together.
  ///
  /// - Parameters:
  ///   - scope: What the pack is about.
  ///   - basis: What its answers are a function of.
  ///   - labs: The compliance that it shows.
  ///   - traces: The products, by CIS.
  ///   - rulebook: The rulebook.
  ///   - eventCount: How many events it holds.
  package init(
    _ scope: PackScope,
    basis: Basis,
    labs: [LabCompliance],
    traces: [TraceAnswer],
    rulebook: Rulebook,
    eventCount: Int
  ) {
    self.scope = scope
    self.basis = basis
    self.labs = labs
    self.traces = traces
    self.rulebook = rulebook
    self.eventCount = eventCount
  }

  // MARK: The first page

  /// The page to begin with: compliance, products, and the rules that are quoted.
  package func index(in language: Language) -> String {
    let title = Wording(
      fr: "Dossier d'inspection : \(scope.title.french), au \(basis.asOf)",
      en: "Inspection pack: \(scope.title.english), on \(basis.asOf)"
    )
    var page = Page(title[language], in: language)
    page.paragraph(Words.basis(basis)[language])
    let products = Wording(traces.count, fr: "spécialité", en: "product")
    let events = Wording(eventCount, fr: "événement", en: "event")
    page.paragraph(
      Wording(
        fr:
          "Ce dossier contient \(products.french) et \(events.french), chacun avec son "
          + "accusé. LISEZMOI.txt dit comment tout vérifier sans nous.",
        en:
          "This pack holds \(products.english) and \(events.english), each with its receipt. "
          + "README.txt says how to verify it all without us."
      )[language]
    )
    page.heading(Wording(fr: "Conformité", en: "Compliance"))
    for entry in labs { add(entry, to: &page) }
    if labs.isEmpty {
      page.paragraph(Wording(fr: "Aucun verdict.", en: "No verdict.")[language])
    }
    page.heading(Wording(fr: "Spécialités", en: "Products"))
    addProducts(to: &page)
    page.heading(Wording(fr: "Règles citées", en: "Rules quoted"))
    addRules(to: &page)
    return page.html
  }

  private func add(_ entry: LabCompliance, to page: inout Page) {
    let language = page.language
    let counts = [Verdict.breached, .toReview, .notAssessable, .met].map { verdict in
      "\(Words.verdict(verdict)[language]) \(entry.judgements.count { $0.verdict == verdict })"
    }
    page.paragraph(
      Words.lab(entry.lab)[language] + language.colon + Words.verdict(entry.headline)[language]
        + " (\(counts.joined(separator: ", ")))"
    )
    if !entry.judgements.isEmpty {
      page.table(
        Wording(fr: "Verdicts", en: "Verdicts"),
        [
          Wording(fr: "Règle", en: "Rule"), Wording(fr: "Objet", en: "About"),
          Wording(fr: "Verdict", en: "Verdict"), Wording(fr: "Depuis", en: "Since"),
          Wording(fr: "Détail", en: "Detail"), Wording(fr: "Article", en: "Article"),
          Wording(fr: "Événements", en: "Events"),
        ],
        entry.judgements.map { judgement in
          [
            .text(Words.rule(judgement.rule)[language]), .text(judgement.about),
            .text(Words.verdict(judgement.verdict)[language]),
            .text(judgement.since?.description ?? ""), .text(judgement.explanation[language]),
            .text(rulebook[judgement.rule].articles.joined(separator: ", ")),
            .text(judgement.evidence.map(String.init).joined(separator: ", ")),
          ]
        }
      )
    }
    if !entry.sanctions.isEmpty {
      page.table(
        Wording(fr: "Sanctions", en: "Sanctions"),
        [
          Wording(fr: "Décision", en: "Decision"), Wording(fr: "Dossier", en: "Case"),
          Wording(fr: "Prononcée", en: "Pronounced"),
          Wording(fr: "Après recours", en: "After appeal"),
          Wording(fr: "Réglée", en: "Settled"), Wording(fr: "Article", en: "Article"),
          Wording(fr: "Événements", en: "Events"),
        ],
        entry.sanctions.map { sanction in
          [
            .text(sanction.pronounced.decision.text), .text(sanction.pronounced.case.text),
            .text(Words.euros(sanction.pronounced.amountCents)[language]),
            .text(Words.euros(sanction.amountAfterCents)[language]),
            .text(
              Wording(
                fr: sanction.isSettled ? "oui" : "non",
                en: sanction.isSettled ? "yes" : "no"
              )[language]
            ),
            .text(sanction.pronounced.article.text),
            .text(sanction.evidence.map(String.init).joined(separator: ", ")),
          ]
        }
      )
    }
  }

  private func addProducts(to page: inout Page) {
    let language = page.language
    page.table(
      Wording(fr: "État au \(basis.asOf)", en: "State on \(basis.asOf)"),
      [
        Wording(fr: "CIS", en: "CIS"), Wording(fr: "Dénomination", en: "Name"),
        Wording(fr: "État", en: "State"), Wording(fr: "Depuis", en: "Since"),
        Wording(fr: "Répond du produit", en: "Answers for it"),
        Wording(fr: "Événements", en: "Events"),
      ],
      traces.map { answer in
        let state = answer.trace.state
        return [
          .link(state.cis.description, to: "\(state.cis).html"),
          .text(state.denomination?.text ?? ""),
          .text(Words.state(state.name)[language]), .text(state.since?.description ?? ""),
          .text(state.answering?.text ?? ""),
          .text(state.evidence.map(String.init).joined(separator: ", ")),
        ]
      }
    )
  }

  private func addRules(to page: inout Page) {
    let language = page.language
    let quoted = Set(labs.flatMap { $0.judgements.map(\.rule) })
    page.list(
      ListingCondition.allCases.map { condition in
        let articles = rulebook.articles(of: condition).joined(separator: ", ")
        return [
          Words.condition(condition)[language] + " (CSP, art. \(articles))",
          rulebook.wording(of: condition)[language],
        ]
      }
        + rulebook.rules.filter { quoted.contains($0.id) }.map { rule in
          [
            Words.rule(rule.id)[language] + " (CSP, art. \(rule.articles.joined(separator: ", ")))",
            rule.wording[language],
            "\(rule.source) – \(Words.certainty(rule.certainty)[language])",
          ]
        }
    )
  }

  // MARK: A product

  /// The page of one product: its state, why, and every event about it.
  package func product(_ answer: TraceAnswer, in language: Language) -> String {
    var page = Page(answer.title, in: language)
    page.paragraph(answer.headline[language])
    page.paragraph(answer.answering[language])
    if let sentence = WhyNot.sentence(answer) { page.quote(sentence[language]) }
    for step in answer.trace.steps {
      page.heading(answer.heading(of: step))
      page.list(answer.leaves(of: step).map { $0.map { $0[language] } })
    }
    page.heading(Wording(fr: "Événements", en: "Events"))
    page.table(
      Wording(
        fr: "Tous les événements sur la spécialité, y compris remplacés et annulés",
        en: "Every event about the product, those superseded or void too"
      ),
      TraceAnswer.columns,
      answer.events.map { event in TraceAnswer.cells(event, language).map { .text($0) } }
    )
    page.paragraph(Words.basis(basis)[language])
    return page.html
  }
}
