/// Who changed a sanction.
public enum Amender: String, Choice {
  case court
  case ansm
}
