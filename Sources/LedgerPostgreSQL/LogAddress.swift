import Declarations

/// Where a shared log is.
public enum LogAddress {
  /// Whether a text names a shared log, and not a file.
  public static func isMeant(by text: String) -> Bool {
    let scheme = text.prefix { $0 != ":" }.lowercased()
    return ["postgres", "postgresql"].contains(scheme)
      && text.dropFirst(scheme.count).hasPrefix("://")
  }

  /// Whether user and password are written as they have to be, each of their `@ : / ? #` as a percent sign and its number:
  /// else they are read as a part of what follows, and shown with it.
  static func isEscaped(_ text: String) -> Bool {
    let isOutside = text.drop { $0 != ":" }.dropFirst(3)
    guard let end = isOutside.lastIndex(of: "@") else { return true }
    let user = isOutside[..<end]
    return !user.contains { "@/?#".contains($0) } && user.count { $0 == ":" } <= 1
  }

  /// The address as it may be shown: the password is left out.
  public static func withoutSecrets(_ text: String) -> String {
    // A password may have what should be escaped: it ends at the last @.
    text.replacing(#/(?i)(?<scheme>postgres(?:ql)?://[^:/@\s]*):\S*@/#) { "\($0.output.scheme)@" }
      .replacing(#/(?<key>password=)[^&\s]*/#) { "\($0.output.key)…" }
  }
}
