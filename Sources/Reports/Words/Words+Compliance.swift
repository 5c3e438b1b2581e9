package import Compliance
package import Declarations

extension Words {
  /// What a verdict is called.
  package static func verdict(_ verdict: Verdict) -> Wording {
    switch verdict {
    case .met: Wording(fr: "conforme", en: "met")
    case .breached: Wording(fr: "MANQUEMENT", en: "BREACHED")
    case .toReview: Wording(fr: "à examiner", en: "to review")
    case .notAssessable: Wording(fr: "non vérifiable", en: "not assessable")
    case .notApplicable: Wording(fr: "sans objet", en: "not applicable")
    }
  }

  /// The verdict of a duty that may not arise at all.
  package static func verdict(_ judgement: Judgement?) -> Wording {
    judgement.map { verdict($0.verdict) } ?? Wording(fr: "aucun", en: "none")
  }

  /// What a duty is called.
  package static func rule(_ rule: RuleID) -> Wording {
    switch rule {
    case .declarationPrior: Wording(fr: "qualification préalable", en: "prior qualification")
    case .declarationDossier: Wording(fr: "numéro de dossier", en: "dossier number")
    case .declarationChannel: Wording(fr: "démarche numérique", en: "online form")
    case .stockSafety: Wording(fr: "stock de sécurité", en: "safety stock")
    case .planAnnual: Wording(fr: "plan annuel (PGP)", en: "annual plan (PGP)")
    case .stopNotice: Wording(fr: "préavis d'arrêt", en: "notice of stop")
    case .shortageDeclared: Wording(fr: "rupture déclarée", en: "shortage declared")
    case .injunctionMet: Wording(fr: "injonction respectée", en: "injunction met")
    }
  }

  /// Who answers; nobody is a word too.
  package static func lab(_ lab: Lab?) -> Wording {
    lab.map { Wording(fr: $0.text, en: $0.text) }
      ?? Wording(fr: "personne de connu", en: "nobody known")
  }

  /// How much stock a threshold asks for.
  static func threshold(_ amount: Threshold.Amount) -> Wording {
    switch amount {
    case .months(let months): Wording(fr: "\(months) mois", en: "\(months) months")
    case .days(let days): Wording(days, fr: "jour", en: "day")
    }
  }

  /// An amount in euros, from cents.
  package static func euros(_ cents: Int) -> Wording {
    let whole = Figure(cents / 100)
    let rest = String(cents % 100)
    let decimals = String(repeating: "0", count: 2 - rest.utf8.count) + rest
    return Wording(fr: "\(whole.french),\(decimals) €", en: "€\(whole.english).\(decimals)")
  }
}
