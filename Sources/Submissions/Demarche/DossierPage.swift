package import Declarations

/// A dossier of Démarche numérique, as far as it is read.
package struct DemarcheDossier: Sendable {
  /// What became of it (*traitement*).
  package struct Step: Sendable {
    /// The state, as the platform calls it.
    package let state: String
    /// When it came to that state (*date de traitement*).
    package let at: FilingTime
  }

  /// The number that the platform gave it (*numéro de dossier*).
  package let number: Int
  /// The state that it is in, as the platform calls it.
  package let state: String
  /// When it was filed (*date de dépôt*); nil of a draft, which declares nothing.
  package let filedAt: FilingTime?
  /// When it was last changed (*dernière modification*); nil where that is not said.
  package let modifiedAt: FilingTime?
  /// The SIREN of who files; nil of a person.
  package let siren: String?
  /// The name of who files (*raison sociale*); nil of a person.
  package let companyName: String?
  /// What became of it, as far as it is dated.
  package let steps: [Step]
  /// The answers, by our field.
  package let answers: [FormMapping.Field: String]
}

/// A dossier that was deleted on the platform.
package struct DeletedDossier: Sendable {
  /// The number that it had on the platform.
  package let number: Int
  /// When it was deleted (*date de suppression*).
  package let at: FilingTime
}

/// A page of dossiers.
package struct DossierPage: Sendable {
  /// The dossiers that could be read, in the order in which they came.
  package var dossiers: [DemarcheDossier] = []
  /// What was deleted on the platform; none of an export, which does not say.
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
