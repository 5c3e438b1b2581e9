/// The state of a marketing authorisation (*autorisation de mise sur le marché*).
public enum Authorisation: String, Choice {
  case active
  case suspended
  case archived
  /// *abrogée*
  case repealed
  /// *retirée*
  case withdrawn
}
