/// Whether a pack is marketed (*état de commercialisation*).
public enum PresentationState: String, Choice {
  case marketed
  case stopAnnounced = "stop-announced"
  case stopped
  case suspended
  case unknown
}
