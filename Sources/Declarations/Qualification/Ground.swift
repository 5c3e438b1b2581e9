/// The limb of art. L. 5111-4 on which a qualification rests.
public enum Ground: String, Choice {
  /// *Pronostic vital*.
  case vital
  /// *Perte de chance importante*.
  case lossOfChance = "loss-of-chance"
  /// The filing does not say.
  case unspecified
}
