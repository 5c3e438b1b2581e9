/// Why a threshold was lowered.
public enum LoweringGround: String, Choice {
  case shelfLife = "shelf-life"
  case perPatient = "per-patient"
  case seasonal
  case other
}
