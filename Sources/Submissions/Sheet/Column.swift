package import Declarations
import Spreadsheets

/// A column of a lab's register: what it says of an event.
package enum Column: String, Sendable, CaseIterable {
  case id, dossier, cis, type, effectiveon, time, reason, corrects
  case units, sales12m, excluded
  case `operator`, qualificationDossier
  case ground, channel, qualified
  case plannedOn, urgent, motive
  case year, sha256
  case file, cip13, kind, knownOn, causes, expectedEndOn
  case state

  /// Those of which an empty cell is no claim.
  package static let withoutClaim: [Column] = [.id, .time, .reason, .corrects]

  /// What the templates call it in French.
  package var french: String { name.french }

  /// What the column is for.
  package var meaning: Wording {
    switch self {
    case .id:
      Wording(
        fr: "l'identifiant de l'événement, s'il a été gardé",
        en: "the id of the event, if it was kept"
      )
    case .corrects:
      Wording(
        fr: "l'identifiant de l'événement que la ligne remplace ; le motif est alors obligatoire",
        en: "the id of the event that the row replaces; a reason is then mandatory"
      )
    case .dossier:
      Wording(fr: "le numéro de Démarche numérique", en: "the number at Démarche numérique")
    case .cis: Wording(fr: "8 chiffres", en: "8 digits")
    case .type:
      Wording(
        fr: "le type de l'événement, comme qualification.declared",
        en: "the type of the event, as qualification.declared"
      )
    case .effectiveon, .time, .plannedOn, .knownOn, .expectedEndOn:
      Wording(fr: "AAAA-MM-JJ ou JJ/MM/AAAA", en: "YYYY-MM-DD or DD/MM/YYYY")
    case .units:
      Wording(
        fr: "unités de la spécialité, prêtes pour la France",
        en: "units of the product, ready for France"
      )
    case .sales12m:
      Wording(
        fr:
          "unités vendues en France sur les 12 mois glissants, situations exceptionnelles exclues",
        en: "units sold in France over the 12 rolling months, exceptional situations left out"
      )
    case .excluded:
      Wording(
        fr: "les mois laissés hors des ventes et pourquoi, comme 2024-05 : grève ; 2024-06 : grève",
        en: "the months left out of the sales and why, as 2024-05: strike; 2024-06: strike"
      )
    case .operator: Wording(fr: "l'identifiant du laboratoire", en: "the id of the lab")
    case .urgent, .qualified: Wording(fr: "oui ou non", en: "yes or no")
    case .year: Wording(fr: "une année", en: "a year")
    case .channel:
      Wording(
        fr: Channel.allCases.map(\.rawValue).joined(separator: ", "),
        en: Channel.allCases.map(\.rawValue).joined(separator: ", ")
      )
    case .ground:
      Wording(
        fr: Ground.allCases.map(\.rawValue).joined(separator: ", "),
        en: Ground.allCases.map(\.rawValue).joined(separator: ", ")
      )
    case .kind:
      Wording(
        fr: ShortageKind.allCases.map(\.rawValue).joined(separator: ", "),
        en: ShortageKind.allCases.map(\.rawValue).joined(separator: ", ")
      )
    case .state:
      Wording(
        fr: DossierState.allCases.map(\.rawValue).joined(separator: ", "),
        en: DossierState.allCases.map(\.rawValue).joined(separator: ", ")
      )
    case .reason, .qualificationDossier, .motive, .sha256, .file, .cip13, .causes:
      Wording(fr: "texte", en: "text")
    }
  }

  /// The column that a heading names: the field's name, or the French heading of the templates, or what
  /// else people write.
  package init?(heading: String) {
    let name = CellText.heading(heading)
    guard let column = Self.byName[name] ?? Self.others[name] else { return nil }
    self = column
  }

  private static let byName = Dictionary(
    allCases.flatMap { [(CellText.heading($0.rawValue), $0), (CellText.heading($0.french), $0)] }
  ) { first, _ in first }

  private static let others: [String: Column] = [
    "cis": .cis, "dossier": .dossier, "numero de dossier": .dossier, "effet": .effectiveon,
    "date effet": .effectiveon, "depose le": .time, "stock": .units, "unites": .units,
    "ventes": .sales12m, "ventes sur 12 mois": .sales12m, "ventes 12 mois": .sales12m, "id": .id,
    "annee": .year, "corrige": .corrects,
    "type d evenement": .type,
  ]
}
