/// A measure against a shortage (*mesure*).
public enum Measure: String, Choice {
  /// Of professionals and patients.
  case information
  /// *Contingentement quantitatif*.
  case quantitativeRationing = "quantitative-rationing"
  /// *Contingentement qualitatif*.
  case qualitativeRationing = "qualitative-rationing"
  /// Other or fewer ways to the pharmacies (*circuits de distribution*).
  case distribution
  /// Of packs that are labelled for another country (*importation*).
  case importation = "import"
  /// Anything else.
  case other
}
