/// What is short.
public enum ShortageKind: String, Choice {
  /// *Rupture de stock*.
  case stockout
  /// *Risque de rupture de stock*.
  case risk
  /// *Tension d'approvisionnement*.
  case tension
  /// *Rupture d'approvisionnement*: at the pharmacies.
  case supplyRupture = "supply-rupture"
}
