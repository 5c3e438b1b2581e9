package import Declarations
package import Projections

/// The words of tables, in both languages.
///
/// JSON and CSV keep the codes.
package enum Words {
  /// What the state of a product is called.
  package static func state(_ name: StateName) -> Wording {
    switch name {
    case .listed: Wording(fr: "inscrit", en: "listed")
    case .qualifiedNotMarketed:
      Wording(fr: "qualifié, non commercialisé", en: "qualified, not marketed")
    case .qualifiedNotAuthorised:
      Wording(fr: "qualifié, AMM non active", en: "qualified, not authorised")
    case .marketedNotQualified:
      Wording(fr: "commercialisé, non qualifié", en: "marketed, not qualified")
    case .none: Wording(fr: "aucun", en: "none")
    }
  }

  /// What has to hold for a product to be on the list.
  package static func condition(_ condition: ListingCondition) -> Wording {
    switch condition {
    case .qualified: Wording(fr: "qualifié", en: "qualified")
    case .marketed: Wording(fr: "commercialisé", en: "marketed")
    case .authorised: Wording(fr: "autorisé", en: "authorised")
    }
  }

  /// Who decided that a product is qualified, or no longer is.
  package static func origin(_ origin: Origin) -> Wording {
    switch origin {
    case .lab: Wording(fr: "laboratoire", en: "lab")
    case .ansm: Wording(fr: "ANSM", en: "ANSM")
    case .publication: Wording(fr: "liste publiée", en: "published list")
    }
  }

  /// Who states something, in a sentence.
  package static func source(_ source: Source) -> Wording {
    switch source {
    case .lab(let lab): Wording(fr: "le laboratoire \(lab)", en: "lab \(lab)")
    case .ansm: Wording(fr: "l'ANSM", en: "ANSM")
    case .bdpm: Wording(fr: "la base publique", en: "the public register")
    case .ledger: Wording(fr: "le registre", en: "the ledger")
    }
  }

  /// How many products entered a list, and how many left it; English has one word for any number.
  static func moved(entered: Int, left: Int) -> Wording {
    let (came, went) = (
      Wording(entered, fr: "entrée", en: "entered"), Wording(left, fr: "sortie", en: "left")
    )
    return Wording(
      fr: "\(came.french) − \(went.french)",
      en: "\(entered) entered − \(left) left"
    )
  }

  /// Why a row or a verdict differs between two bases.
  package static func cause(_ cause: DiffCause) -> Wording {
    switch cause {
    case .corrected: Wording(fr: "corrigé depuis", en: "corrected since")
    case .recorded: Wording(fr: "appris depuis", en: "learned since")
    case .effective: Wording(fr: "a pris effet", en: "took effect")
    case .rule: Wording(fr: "par la règle", en: "by the rule")
    }
  }

  /// What a key of a row is called in a table.
  package static func field(_ key: String) -> Wording {
    switch key {
    case "qualified": condition(.qualified)
    case "marketed": condition(.marketed)
    case "authorised": condition(.authorised)
    case "atc": Wording(fr: "ATC", en: "ATC")
    case "denomination": Wording(fr: "dénomination", en: "name")
    case "holder": Wording(fr: "titulaire", en: "holder")
    case "operator": Wording(fr: "exploitant", en: "operator")
    case "origin": Wording(fr: "origine", en: "origin")
    case "since": Wording(fr: "depuis", en: "since")
    case "state": Wording(fr: "état", en: "state")
    case "withdrawalPending": Wording(fr: "retrait demandé", en: "withdrawal requested")
    default: Wording(fr: key, en: key)
    }
  }

  /// The line under every table that says what the answer is a function of.
  package static func basis(_ basis: Basis) -> Wording {
    let events = Wording(basis.knownAt.size, fr: "événement", en: "event")
    return Wording(
      fr:
        "Base : à la date du \(basis.asOf), connue après \(events.french) ; racine "
        + "\(basis.root) ; référentiel \(basis.rulebook)",
      en:
        "Basis: as of \(basis.asOf), known after \(events.english); root "
        + "\(basis.root); rulebook \(basis.rulebook)"
    )
  }
}
