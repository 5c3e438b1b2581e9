// declaration.prior. C is the day of the last applicable commercialisation.declared, Q the product's
// qualifications in force at N.
//
//   C before the rule         the duty does not arise
//   Q empty                   to-review when the status is in, else the duty does not arise
//   first period (2024)       met by an annual statement in time, or a filing before; else to-review
//   second period (to 2025-07-21)  by the first filing: met, to-review on the day on which the text
//                             is ambiguous, breached later
//   third period              met by a filing before the instant of c, else breached

import Declarations

/// The qualification is filed before the product is declared to be marketed.
struct DeclarationPrior: Duty {
  private let rule: Rule
  private let catchUpFrom: LegalDate
  private let strictFrom: LegalDate
  private let annualStatementUntil: LegalDate
  private let catchUpMetUntil: LegalDate
  private let catchUpReviewOn: LegalDate

  init(_ book: Rulebook) throws(RulebookFault) {
    rule = book[.declarationPrior]
    catchUpFrom = try rule.start(ofPeriod: 1)
    strictFrom = try rule.start(ofPeriod: 2)
    annualStatementUntil = try rule.day("annualStatementUntil")
    catchUpMetUntil = try rule.day("catchUpMetUntil")
    catchUpReviewOn = try rule.day("catchUpReviewOn")
  }

  func judge(_ product: ProductFile, into judgements: inout [Judgement]) {
    guard let marketing = product.commercialisation, rule.isInForce(on: marketing.day),
      let (verdict, detail) = verdict(on: marketing, of: product)
    else { return }
    judgements.append(
      Judgement(
        .declarationPrior,
        lab: product.answering(on: marketing.day),
        cis: product.cis,
        verdict,
        since: marketing.day,
        evidence: marketing.evidence,
        detail: detail(),
        remedy: remedy(for: verdict, marketing)
      )
    )
  }

  private func verdict(
    on marketing: Commercialisation,
    of product: ProductFile
  ) -> (Verdict, Words)? {
    let day = marketing.day
    guard !marketing.qualifications.isEmpty else {
      guard product.isQualified(on: product.day) else { return nil }
      return (
        .toReview,
        {
          Wording(
            fr:
              "Commercialisé le \(day), MITM sans qualification du laboratoire au registre : une "
              + "décision de l'ANSM ou une liste publiée l'y a mis.",
            en:
              "Marketed on \(day), a MITM without a qualification by a lab in the ledger: a decision of "
              + "ANSM or a published list put it there."
          )
        }
      )
    }
    if day >= strictFrom { return strict(marketing) }
    return day >= catchUpFrom ? catchUp(marketing) : annual(marketing)
  }

  private func strict(_ marketing: Commercialisation) -> (Verdict, Words) {
    let known = Wording(
      fr: marketing.filing.isImported ? " (la base publique ne donne que le jour)" : "",
      en: marketing.filing.isImported ? " (the public register gives the day only)" : ""
    )
    if let prior = marketing.prior {
      return (
        .met,
        {
          Wording(
            fr:
              "Qualifié le \(prior.filing.filedOn), avant la déclaration de commercialisation au "
              + "\(marketing.day)\(known.french).",
            en:
              "Qualified on \(prior.filing.filedOn), before the declaration of commercialisation for "
              + "\(marketing.day)\(known.english)."
          )
        }
      )
    }
    let first = marketing.firstFiling
    return (
      .breached,
      {
        Wording(
          fr:
            "Aucune qualification avant la déclaration de commercialisation au "
            + "\(marketing.day)\(known.french) ; la première est du \(first).",
          en:
            "No qualification before the declaration of commercialisation for "
            + "\(marketing.day)\(known.english); the first is of \(first)."
        )
      }
    )
  }

  private func catchUp(_ marketing: Commercialisation) -> (Verdict, Words) {
    let first = marketing.firstFiling
    let verdict: Verdict =
      first <= catchUpMetUntil ? .met : first <= catchUpReviewOn ? .toReview : .breached
    let doubt = Wording(
      fr: verdict == .toReview ? " Le texte est ambigu sur ce jour." : "",
      en: verdict == .toReview ? " The text is ambiguous about that day." : ""
    )
    return (
      verdict,
      {
        Wording(
          fr:
            "Commercialisé le \(marketing.day) : à qualifier avant le \(catchUpReviewOn) ; première "
            + "qualification le \(first).\(doubt.french)",
          en:
            "Marketed on \(marketing.day): to be qualified before \(catchUpReviewOn); first qualified on "
            + "\(first).\(doubt.english)"
        )
      }
    )
  }

  private func annual(_ marketing: Commercialisation) -> (Verdict, Words) {
    let statement = marketing.qualifications.first {
      $0.value.channel == .annualStatement && $0.filing.filedOn <= annualStatementUntil
    }
    if let statement {
      return (
        .met,
        {
          Wording(
            fr:
              "Commercialisé le \(marketing.day), qualifié par l'état annuel du "
              + "\(statement.filing.filedOn) (au plus tard le \(annualStatementUntil)).",
            en:
              "Marketed on \(marketing.day), qualified by the annual statement of "
              + "\(statement.filing.filedOn) (by \(annualStatementUntil) at the latest)."
          )
        }
      )
    }
    let (verdict, detail) = strict(marketing)
    return (verdict == .met ? .met : .toReview, detail)
  }

  private func remedy(for verdict: Verdict, _ marketing: Commercialisation) -> Wording? {
    switch verdict {
    case .breached:
      Wording(
        fr: "Rien ne répare un dépôt tardif ; seule une date erronée se corrige (corrects).",
        en: "Nothing mends a late filing; only a wrong date can be corrected (corrects)."
      )
    case .toReview where marketing.qualifications.isEmpty:
      Wording(
        fr: "La qualification du laboratoire, si elle existe, est à enregistrer.",
        en: "The lab's qualification, if there is one, is to be recorded."
      )
    default: nil
    }
  }
}

extension Commercialisation {
  /// The day of the first filing among the qualifications, which are not empty where it is asked.
  var firstFiling: LegalDate {
    qualifications.map(\.filing.filedOn).min() ?? day
  }
}
