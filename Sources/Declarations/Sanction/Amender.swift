/// Who changed a sanction.
public enum Amender: String, Choice {
  /// The administrative court (*juge administratif*).
  case court
  /// ANSM itself.
  case ansm
}
