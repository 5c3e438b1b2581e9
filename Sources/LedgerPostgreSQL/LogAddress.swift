import Declarations

/// Where a shared log is.
public enum LogAddress {
  /// Whether a text names a shared log, and not a file.
  public static func isMeant(by text: String) -> Bool {
    let scheme = text.prefix { $0 != ":" }.lowercased()
    return ["postgres", "postgresql"].contains(scheme)
      && text.dropFirst(scheme.count).hasPrefix("://")
  }

  /// The address as it may be shown: the password is left out.
  public static func withoutSecrets(_ text: String) -> String {
    // A password may have what should be escaped: it ends at the last @.
    text.replacing(#/(?i)(?<scheme>postgres(?:ql)?://[^:/@\s]*):\S*@/#) { "\($0.output.scheme)@" }
      .replacing(#/(?<key>password=)[^&\s]*/#) { "\($0.output.key)…" }
  }
}
