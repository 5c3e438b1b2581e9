package import Declarations

extension Column {
  /// What a person calls it.
  package var name: Wording {
    switch self {
    case .id: Wording(fr: "Identifiant", en: "Identifier")
    case .dossier: Wording(fr: "N° de dossier", en: "Dossier number")
    case .cis: Wording(fr: "Code CIS", en: "CIS code")
    case .type: Wording(fr: "Type", en: "Type")
    case .effectiveon: Wording(fr: "Date d'effet", en: "Effective day")
    case .time: Wording(fr: "Date de dépôt", en: "Day of filing")
    case .reason: Wording(fr: "Motif", en: "Reason")
    case .corrects: Wording(fr: "Corrige (identifiant)", en: "Corrects (identifier)")
    case .units: Wording(fr: "Stock (unités)", en: "Stock (units)")
    case .sales12m: Wording(fr: "Ventes sur 12 mois (unités)", en: "Sales over 12 months (units)")
    case .excluded: Wording(fr: "Mois exclus", en: "Excluded months")
    case .operator: Wording(fr: "Exploitant", en: "Operator")
    case .qualificationDossier: Wording(fr: "Dossier de qualification", en: "Qualification dossier")
    case .ground: Wording(fr: "Fondement", en: "Ground")
    case .channel: Wording(fr: "Canal", en: "Channel")
    case .qualified: Wording(fr: "Qualifié", en: "Qualified")
    case .plannedOn: Wording(fr: "Arrêt prévu le", en: "Stop planned on")
    case .urgent: Wording(fr: "Urgent", en: "Urgent")
    case .motive: Wording(fr: "Motif de l'arrêt", en: "Motive of the stop")
    case .year: Wording(fr: "Année du plan", en: "Year of the plan")
    case .sha256: Wording(fr: "SHA-256 du plan", en: "SHA-256 of the plan")
    case .file: Wording(fr: "N° de déclaration", en: "Declaration number")
    case .cip13: Wording(fr: "Code CIP13", en: "CIP13 code")
    case .kind: Wording(fr: "Nature", en: "Kind")
    case .knownOn: Wording(fr: "Connue le", en: "Known on")
    case .causes: Wording(fr: "Causes", en: "Causes")
    case .expectedEndOn: Wording(fr: "Fin prévue le", en: "Expected end")
    case .state: Wording(fr: "État du dossier", en: "State of the dossier")
    }
  }

  /// Whether it holds a day.
  package var isDay: Bool {
    switch self {
    case .effectiveon, .plannedOn, .knownOn, .expectedEndOn: true
    default: false
    }
  }

  /// What may stand in it, where that is one of few words; nil where it is free.
  package var choices: [(value: String, name: Wording)]? {
    switch self {
    case .ground:
      Ground.allCases.map { ground in
        let name =
          switch ground {
          case .vital: Wording(fr: "pronostic vital en jeu", en: "life is at stake")
          case .lossOfChance: Wording(fr: "perte de chance importante", en: "grave loss of chance")
          case .unspecified: Wording(fr: "non précisé", en: "unspecified")
          }
        return (ground.rawValue, name)
      }
    case .channel:
      Channel.allCases.map { channel in
        let name =
          switch channel {
          case .demarcheNumerique: Wording(fr: "Démarche numérique", en: "Démarche numérique")
          case .annualStatement: Wording(fr: "état annuel", en: "annual statement")
          case .letter: Wording(fr: "courrier", en: "letter")
          }
        return (channel.rawValue, name)
      }
    case .kind:
      ShortageKind.allCases.map { kind in
        let name =
          switch kind {
          case .stockout: Wording(fr: "rupture de stock", en: "out of stock")
          case .risk: Wording(fr: "risque de rupture", en: "risk of a shortage")
          case .tension: Wording(fr: "tension d'approvisionnement", en: "strained supply")
          case .supplyRupture:
            Wording(fr: "rupture d'approvisionnement", en: "interrupted supply")
          }
        return (kind.rawValue, name)
      }
    case .urgent, .qualified:
      [("oui", Wording(fr: "oui", en: "yes")), ("non", Wording(fr: "non", en: "no"))]
    default: nil
    }
  }
}

extension Template {
  /// What is declared, as a person says it.
  package var name: Wording {
    switch self {
    case .register: Wording(fr: "registre", en: "register")
    case .stock: Wording(fr: "un état de stock", en: "a stock report")
    case .qualification: Wording(fr: "une qualification MITM", en: "a MITM qualification")
    case .modification:
      Wording(fr: "une modification de la qualification", en: "a modification of the qualification")
    case .commercialisation: Wording(fr: "une commercialisation", en: "a commercialisation")
    case .stop: Wording(fr: "un arrêt à venir", en: "a stop to come")
    case .stopped: Wording(fr: "un arrêt effectif", en: "a stop that has taken place")
    case .suspended:
      Wording(fr: "une suspension de commercialisation", en: "a suspension of marketing")
    case .resumed: Wording(fr: "une remise sur le marché", en: "a return to the market")
    case .shortage: Wording(fr: "une rupture ou un risque", en: "a shortage or a risk of one")
    case .ended:
      Wording(fr: "la fin d'une rupture ou d'un risque", en: "the end of a shortage or a risk")
    case .plan: Wording(fr: "un plan de gestion des pénuries", en: "a shortage management plan")
    case .retraction:
      Wording(
        fr: "la rétractation de ce qui a été déclaré par erreur",
        en: "the retraction of what was declared by mistake"
      )
    }
  }
}
