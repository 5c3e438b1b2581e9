package import Declarations

/// Something in the files that a person should know: a row that was not taken, or taken with a
/// doubt.
///
/// No row vanishes without one.
package struct Finding: Sendable {
  /// The kinds of findings, as scripts know them.
  package enum Kind: String, Sendable, CaseIterable {
    /// The file has no row at all.
    case empty
    /// The row cannot be read and was left out.
    case unreadable
    /// Another row of the file has the same key; this one was left out.
    case duplicate
    /// A byte stands for no character in the encoding of the file.
    case damagedText = "damaged-text"
    /// A date that is no real day, or lies outside what is plausible.
    case implausibleDate = "implausible-date"
    /// A date not later than the last import, which observed otherwise for that day.
    case dateBeforeLastImport = "date-before-last-import"
    /// A pack code whose check digit is wrong.
    case malformedCIP13 = "malformed-cip13"
    /// A class that is no ATC code.
    case malformedATC = "malformed-atc"
    /// A word that the files were not known to use.
    case unknownValue = "unknown-value"
    /// A holder whose name says that it is not to be used.
    case doNotUse = "do-not-use"
    /// A holder field that names several; it is kept as one name.
    case severalHolders = "several-holders"
    /// A product that was in the register and is not any more.
    case gone
    /// A published product that the register does not know.
    case publishedUnknown = "published-unknown"
    /// The register and a lab say different things about marketing.
    case marketingContradicted = "marketing-contradicted"
    /// The list was released before under another day.
    case publicationDay = "publication-day"
    /// A return to availability of a shortage that was never opened.
    case neverOpened = "never-opened"
    /// A return to availability without a day.
    case noReturnDay = "no-return-day"
    /// A start date that ANSM says is a date of update: until 2023-10-06.
    case updateDateAsStart = "update-date-as-start"
    /// The only day of a declaration, taken as that of its filing too.
    case eventDayAsFiling = "event-day-as-filing"
    /// A stock below the decree's threshold, on a day on which the decree was not in force.
    case stockBeforeDecree = "stock-before-decree"
    /// A stop announced of a product that is not marketed.
    case stopOfUnmarketed = "stop-of-unmarketed"
  }

  /// The name of the file.
  package let file: String
  /// The line, from 1; nil when it is about the file as a whole.
  package let line: Int?
  /// The kind.
  package let kind: Kind
  /// What was read and what was done about it.
  package let message: Wording
}

extension Finding.Kind {
  /// The kind in words.
  package var wording: Wording {
    switch self {
    case .empty: Wording(fr: "fichier vide", en: "empty file")
    case .unreadable: Wording(fr: "ligne illisible", en: "row that cannot be read")
    case .duplicate: Wording(fr: "ligne en double", en: "second row with one key")
    case .damagedText: Wording(fr: "caractère abîmé", en: "damaged character")
    case .implausibleDate: Wording(fr: "date peu plausible", en: "implausible date")
    case .dateBeforeLastImport:
      Wording(fr: "date antérieure au dernier import", en: "date before the last import")
    case .malformedCIP13: Wording(fr: "code CIP13 erroné", en: "malformed CIP13 code")
    case .malformedATC: Wording(fr: "code ATC erroné", en: "malformed ATC code")
    case .unknownValue: Wording(fr: "valeur inconnue", en: "unknown value")
    case .doNotUse: Wording(fr: "titulaire à ne pas utiliser", en: "holder not to be used")
    case .severalHolders: Wording(fr: "plusieurs titulaires", en: "several holders")
    case .gone: Wording(fr: "absente du fichier", en: "gone from the file")
    case .publishedUnknown:
      Wording(fr: "publiée, inconnue de la base publique", en: "published, unknown to the register")
    case .marketingContradicted:
      Wording(fr: "commercialisation contredite", en: "marketing contradicted")
    case .publicationDay:
      Wording(fr: "jour de publication différent", en: "other day of publication")
    case .neverOpened: Wording(fr: "rupture jamais ouverte", en: "shortage never opened")
    case .noReturnDay: Wording(fr: "remise sans date", en: "return without a day")
    case .updateDateAsStart:
      Wording(fr: "date de mise à jour prise pour un début", en: "day of update as a start")
    case .eventDayAsFiling:
      Wording(fr: "jour de l'événement pris pour le dépôt", en: "day of the event as filing")
    case .stockBeforeDecree:
      Wording(fr: "seuil invoqué avant le décret", en: "threshold named before the decree")
    case .stopOfUnmarketed:
      Wording(fr: "arrêt d'une spécialité non commercialisée", en: "stop of an unmarketed product")
    }
  }
}
