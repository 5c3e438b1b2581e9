package import CanonicalJSON
package import Compliance
package import Declarations
package import Projections

/// The compliance of labs on a day, with its basis.
package struct ComplianceAnswer: BasedAnswer {
  package let basis: Basis
  /// What each lab's duties came to; last what nobody is known to answer for.
  package let labs: [LabCompliance]
  private let book: Rulebook
  private let isDetailed: Bool

  /// Puts an answer together: a line for each lab, or with all that stands under each.
  package init(basis: Basis, labs: [LabCompliance], book: Rulebook, isDetailed: Bool) {
    self.basis = basis
    self.labs = labs
    self.book = book
    self.isDetailed = isDetailed
  }

  package func json(in language: Language) -> JSONValue {
    .object([
      "basis": basis.json, "labs": .array(labs.map { .object($0.json(in: language)) }),
    ])
  }

  package func csv(in language: Language) -> CSV {
    let header = [
      "lab", "rule", "cis", "file", "case", "verdict", "since", "evidence", "articles", "detail",
    ]
    return CSV.line(header)
      + labs.flatMap { entry in
        entry.judgements.map { judgement in
          CSV.line([
            entry.lab?.text ?? "", judgement.rule.rawValue, judgement.cis?.description ?? "",
            judgement.file?.text ?? "", judgement.case?.text ?? "", judgement.verdict.rawValue,
            judgement.since?.description ?? "",
            judgement.evidence.map(String.init).joined(separator: " "),
            book[judgement.rule].articles.joined(separator: ", "), judgement.explanation[language],
          ])
        }
      }.joined()
  }

  // MARK: For people

  package func lines(in language: Language, width: Int?) -> [String] {
    let day = basis.asOf
    let title = Wording(fr: "Conformité au \(day)", en: "Compliance on \(day)")[language]
    let body = isDetailed ? labs.flatMap { detailed($0, language) } : overview(language, width)
    return [title, ""] + body + [Words.basis(basis)[language]]
  }

  private func overview(_ language: Language, _ width: Int?) -> [String] {
    let verdicts: [Verdict] = [.breached, .toReview, .notAssessable, .met]
    var table = TextTable(
      [
        Wording(fr: "Laboratoire", en: "Lab")[language],
        Wording(fr: "Pire verdict", en: "Worst verdict")[language],
      ] + verdicts.map { Words.verdict($0)[language] }
        + [Wording(fr: "Sanctions", en: "Sanctions")[language]]
    )
    for entry in labs {
      let counts = verdicts.map { verdict in
        String(entry.judgements.count { $0.verdict == verdict })
      }
      table.add(
        [Words.lab(entry.lab)[language], Words.verdict(entry.headline)[language]] + counts
          + [String(entry.sanctions.count)]
      )
    }
    return table.lines(width: width) + [
      "",
      Wording(
        fr: "Laboratoires : \(labs.count). « mitm compliance --lab L » dit tout d'un seul.",
        en: "Labs: \(labs.count). “mitm compliance --lab L” says all about one."
      )[language],
    ]
  }

  private func detailed(_ entry: LabCompliance, _ language: Language) -> [String] {
    var lines = [
      Words.lab(entry.lab)[language] + language.colon + Words.verdict(entry.headline)[language], "",
    ]
    for judgement in entry.judgements { lines += self.lines(judgement, language) }
    for sanction in entry.sanctions { lines += self.lines(sanction, language) }
    return lines + [""]
  }

  private func lines(_ judgement: Judgement, _ language: Language) -> [String] {
    let since = judgement.since.map {
      Wording(fr: " depuis le \($0)", en: " since \($0)")[language]
    }
    let articles = book[judgement.rule].articles.joined(separator: ", ")
    let evidence = judgement.evidence.map(String.init).joined(separator: ", ")
    let name = "\(Self.sign(judgement.verdict)) \(Words.rule(judgement.rule)[language])"
    let verdict = Words.verdict(judgement.verdict)[language] + (since ?? "")
    return [
      "\(name), \(judgement.about)\(language.colon)\(verdict) (CSP, art. \(articles))",
      "    " + judgement.detail[language],
    ]
      + (judgement.remedy.map {
        ["    " + Wording(fr: "Remède : ", en: "Remedy: ")[language] + $0[language]]
      } ?? [])
      + (evidence.isEmpty
        ? [] : ["    \(Self.events(judgement.evidence.count)[language]) \(evidence)"])
  }

  private func lines(_ sanction: Sanction, _ language: Language) -> [String] {
    let decision = sanction.pronounced
    let amount = Words.euros(decision.amountCents)
    var stages = [
      Wording(
        fr: "prononcée le \(sanction.pronouncedOn) : \(amount.french)",
        en: "pronounced on \(sanction.pronouncedOn): \(amount.english)"
      )
    ]
    for amended in sanction.amendments {
      let amount = Words.euros(amended.amountCents)
      let byCourt = amended.by == .court
      stages.append(
        Wording(
          fr: (byCourt ? "réformée par le juge : " : "réformée par l'ANSM : ") + amount.french,
          en: (byCourt ? "amended by the court: " : "amended by ANSM: ") + amount.english
        )
      )
    }
    if let penalty = decision.dailyPenaltyCents {
      let amount = Words.euros(penalty)
      stages.append(
        Wording(fr: "astreinte \(amount.french) par jour", en: "penalty \(amount.english) a day")
      )
    }
    if let until = decision.publishedUntil {
      stages.append(Wording(fr: "publiée jusqu'au \(until)", en: "published until \(until)"))
    }
    stages.append(
      sanction.isSettled
        ? Wording(fr: "réglée", en: "settled") : Wording(fr: "non réglée", en: "not settled")
    )
    let evidence = sanction.evidence.map(String.init).joined(separator: ", ")
    return [
      Wording(
        fr:
          "Sanction \(decision.decision.text), dossier \(decision.case.text) (\(decision.article.text))",
        en:
          "Sanction \(decision.decision.text), case \(decision.case.text) (\(decision.article.text))"
      )[language],
      "    " + stages.map { $0[language] }.joined(separator: language.semicolon),
      "    \(Self.events(sanction.evidence.count)[language]) \(evidence)",
    ]
  }

  private static func events(_ count: Int) -> Wording {
    count == 1
      ? Wording(fr: "événement", en: "event") : Wording(fr: "événements", en: "events")
  }

  private static func sign(_ verdict: Verdict) -> String {
    switch verdict {
    case .met: "✓"
    case .breached: "✗"
    case .toReview, .notAssessable, .notApplicable: "?"
    }
  }
}
