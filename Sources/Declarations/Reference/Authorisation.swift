/// The state of a marketing authorisation (*autorisation de mise sur le marché*).
public enum Authorisation: String, Choice {
  /// *Active*, the only one with which a product is listed.
  case active
  /// *Suspendue*.
  case suspended
  /// *Archivée*.
  case archived
  /// *Abrogée*.
  case repealed
  /// *Retirée*.
  case withdrawn
}
