import Declarations

/// Where a shared log is.
public enum LogAddress {
  /// Whether a text names a shared log, and not a file.
  public static func isMeant(by text: String) -> Bool {
    text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
  }

  /// The address as it may be shown: the password is left out.
  public static func withoutSecrets(_ text: String) -> String {
    text.replacing(#/(?<scheme>postgres(?:ql)?://[^:/@\s]*):[^@\s]*@/#) { "\($0.output.scheme)@" }
      .replacing(#/(?<key>password=)[^&\s]*/#) { "\($0.output.key)…" }
  }
}
