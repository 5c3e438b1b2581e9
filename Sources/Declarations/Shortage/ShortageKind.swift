/// What is short.
///
/// - SeeAlso: Code de la santé publique, art. R. 5124-49-1.
public enum ShortageKind: String, Choice {
  /// *Rupture de stock*.
  case stockout
  /// *Risque de rupture de stock*.
  case risk
  /// *Tension d'approvisionnement*: ANSM's word for what is available in part, which no article has.
  case tension
  /// *Rupture d'approvisionnement*: at the pharmacies.
  case supplyRupture = "supply-rupture"
}
