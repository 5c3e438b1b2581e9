import Declarations

/// The declaration of commercialisation quotes the dossier number of the prior qualification.
struct DeclarationDossier: Duty {
  private let rule: Rule

  init(_ book: Rulebook) throws(RulebookFault) {
    rule = book[.declarationDossier]
  }

  func judge(_ product: ProductFile, into judgements: inout [Judgement]) {
    guard let marketing = product.commercialisation, rule.isInForce(on: marketing.day),
      !marketing.qualifications.isEmpty || product.isQualified(on: product.day)
    else { return }
    let (verdict, detail) = verdict(on: marketing, of: product)
    judgements.append(
      Judgement(
        .declarationDossier,
        lab: product.answering(on: marketing.day),
        cis: product.cis,
        verdict,
        since: marketing.day,
        evidence: marketing.evidence,
        detail: detail(),
        remedy: verdict == .breached ? Self.remedy : nil
      )
    )
  }

  private func verdict(
    on marketing: Commercialisation,
    of product: ProductFile
  ) -> (Verdict, Words) {
    guard !marketing.filing.isImported else {
      return (
        .notAssessable,
        {
          Wording(
            fr:
              "Commercialisation au \(marketing.day) d'après la base publique, qui ne donne pas de dossier.",
            en: "Marketed from \(marketing.day) by the public register, which gives no dossier."
          )
        }
      )
    }
    guard let quoted = marketing.dossier else {
      return (
        .breached,
        {
          Wording(
            fr: "La déclaration de commercialisation au \(marketing.day) ne cite aucun dossier.",
            en: "The declaration of commercialisation for \(marketing.day) quotes no dossier."
          )
        }
      )
    }
    if let match = marketing.qualifications.first(where: { $0.value.dossier == quoted }) {
      return (
        .met,
        {
          Wording(
            fr:
              "Le dossier \(quoted.number) est celui de la qualification du \(match.filing.filedOn).",
            en:
              "Dossier \(quoted.number) is that of the qualification of \(match.filing.filedOn)."
          )
        }
      )
    }
    guard let other = product.docket.productsByDossier[quoted]?.min() else {
      return (
        .breached,
        {
          Wording(
            fr: "Le dossier \(quoted.number) n'est connu d'aucune qualification.",
            en: "Dossier \(quoted.number) is known from no qualification."
          )
        }
      )
    }
    return (
      .breached,
      {
        Wording(
          fr: "Le dossier \(quoted.number) est celui d'une autre spécialité, \(other).",
          en: "Dossier \(quoted.number) is that of another product, \(other)."
        )
      }
    )
  }

  private static let remedy = Wording(
    fr: "Une déclaration corrigée (corrects) qui cite le bon dossier.",
    en: "A corrected declaration (corrects) that quotes the right dossier."
  )
}
