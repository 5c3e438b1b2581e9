package import Declarations

/// A dossier of Démarche numérique, as far as it is read.
package struct DemarcheDossier: Sendable {
  /// What became of it (*traitement*).
  package struct Step: Sendable {
    /// The state, as the platform calls it.
    package let state: String
    package let at: FilingTime
  }

  package let number: Int
  /// The state that it is in, as the platform calls it.
  package let state: String
  /// When it was filed (*date de dépôt*); nil of a draft, which declares nothing.
  package let filedAt: FilingTime?
  package let modifiedAt: FilingTime?
  /// The SIREN of who files; nil of a person.
  package let siren: String?
  package let companyName: String?
  /// What became of it, as far as it is dated.
  package let steps: [Step]
  /// The answers, by our field.
  package let answers: [FormMapping.Field: String]
}

/// A dossier that was deleted on the platform.
package struct DeletedDossier: Sendable {
  package let number: Int
  package let at: FilingTime
}

/// A page of dossiers.
package struct DossierPage: Sendable {
  package var dossiers: [DemarcheDossier] = []
  package var deleted: [DeletedDossier] = []
  /// What stood in the place of a dossier and could not be read, each with its place.
  package var refusals: [Refusal] = []
  /// Where the next page begins; nil on the last.
  package var nextCursor: String?
  /// Where the next page of deleted dossiers begins; nil on the last.
  package var nextDeletedCursor: String?

  static func refusal(_ french: String, _ english: String) -> Refusal {
    Refusal(.malformed, Wording(fr: french, en: english))
  }
}
