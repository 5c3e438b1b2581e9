/// One of the two lists.
public enum ListKind: String, Sendable, CaseIterable {
  /// The current list (*liste en vigueur*).
  case current
  /// The published list (*liste publiée*).
  case published
}
