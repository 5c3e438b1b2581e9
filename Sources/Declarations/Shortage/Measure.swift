/// A measure against a shortage (*mesure*).
public enum Measure: String, Choice {
  case information
  /// *Contingentement quantitatif*.
  case quantitativeRationing = "quantitative-rationing"
  /// *Contingentement qualitatif*.
  case qualitativeRationing = "qualitative-rationing"
  case distribution
  case importation = "import"
  case other
}
