/// The limb of the definition (CSP, L5111-4) on which a qualification rests.
public enum Ground: String, Choice {
  /// *Pronostic vital*.
  case vital
  /// *Perte de chance importante*.
  case lossOfChance = "loss-of-chance"
  /// The filing does not say.
  case unspecified
}
