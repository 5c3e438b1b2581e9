/// The limb of the definition on which a qualification rests.
///
/// - SeeAlso: Code de la santé publique, art. L. 5111-4.
public enum Ground: String, Choice {
  /// *Pronostic vital*.
  case vital
  /// *Perte de chance importante*.
  case lossOfChance = "loss-of-chance"
  /// The filing does not say.
  case unspecified
}
