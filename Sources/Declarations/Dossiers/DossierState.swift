/// The state of a filing on the platform (*état du dossier*).
public enum DossierState: String, Choice {
  case enConstruction = "en-construction"
  case enInstruction = "en-instruction"
  case accepted
  case refused
  /// *Classé sans suite*.
  case closed
  case deleted
}
