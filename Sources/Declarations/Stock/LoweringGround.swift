/// Why a threshold was lowered.
///
/// - SeeAlso: Code de la santé publique, art. R. 5124-49-4, III.
public enum LoweringGround: String, Choice {
  /// The shelf life is too short (III, a).
  case shelfLife = "shelf-life"
  /// Made for each patient, or of products of human origin (III, b).
  case perPatient = "per-patient"
  /// The need has seasons (III, c).
  case seasonal
  /// Anything else: a medical gas (*gaz à usage médical*, III, d), or a ground not stated.
  case other
}
