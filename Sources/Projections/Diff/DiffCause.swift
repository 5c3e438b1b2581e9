/// Why something differs between (D1, N1) and (D2, N2).
public enum DiffCause: String, Sendable, CaseIterable {
  /// An event on which it rested at first was voided since.
  case corrected
  /// Something was recorded since that tells more, without voiding what it rested on.
  case recorded
  /// Nothing new was learned: a fact already known took effect.
  case effective
  /// Neither: a rule began to apply, or a term of the law ran out. Rows of a list never have it.
  case rule

  /// The causes that rows of a list have.
  public static let ofLists: [DiffCause] = [.corrected, .recorded, .effective]
}
