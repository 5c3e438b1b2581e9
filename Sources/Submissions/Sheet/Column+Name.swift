package import Declarations

extension Column {
  /// What a person calls it.
  package var name: Wording { Wording(fr: french, en: english) }

  private var english: String {
    switch self {
    case .id: "Identifier"
    case .dossier: "Dossier number"
    case .cis: "CIS code"
    case .type: "Type"
    case .effectiveon: "Effective day"
    case .time: "Day of filing"
    case .reason: "Reason"
    case .corrects: "Corrects (identifier)"
    case .units: "Stock (units)"
    case .sales12m: "Sales over 12 months (units)"
    case .excluded: "Excluded months"
    case .operator: "Operator"
    case .qualificationDossier: "Qualification dossier"
    case .ground: "Ground"
    case .channel: "Channel"
    case .qualified: "Qualified"
    case .plannedOn: "Stop planned on"
    case .urgent: "Urgent"
    case .motive: "Motive of the stop"
    case .year: "Year of the plan"
    case .sha256: "SHA-256 of the plan"
    case .file: "Declaration number"
    case .cip13: "CIP13 code"
    case .kind: "Kind"
    case .knownOn: "Known on"
    case .causes: "Causes"
    case .expectedEndOn: "Expected end"
    case .state: "State of the dossier"
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
    case .shortage: Wording(fr: "une rupture ou un risque", en: "a shortage or a risk of one")
    case .plan: Wording(fr: "un plan de gestion des pénuries", en: "a shortage management plan")
    }
  }
}
