/// How a filing reached the authority.
///
/// - SeeAlso: Décision du directeur général de l'ANSM du 18 juillet 2025.
public enum Channel: String, Choice {
  /// The online form (*Démarche numérique*), the only channel since 2025-07-22.
  case demarcheNumerique = "demarche-numerique"
  /// *État annuel* of the establishment (CSP, art. R. 5124-46), the way of the years before.
  case annualStatement = "annual-statement"
  /// *Courrier*.
  case letter
}
