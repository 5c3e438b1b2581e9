/// How a filing reached the authority.
public enum Channel: String, Choice {
  /// The only channel since 2025-07-22.
  case demarcheNumerique = "demarche-numerique"
  /// *État annuel*.
  case annualStatement = "annual-statement"
  case letter
}
