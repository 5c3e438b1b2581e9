import Declarations
import Foundation
import HTTPTypes
import Hummingbird

/// What a person prefers, as the browser says it.
enum Preference {
  /// The language of words: `lang`, else the one of `Accept-Language` that is liked best, else French.
  static func language(of request: Request) -> Language {
    if let asked = request.uri.queryParameters["lang"].flatMap({ Language(rawValue: String($0)) }) {
      return asked
    }
    return language(acceptedBy: request.headers[.acceptLanguage] ?? "") ?? .french
  }

  /// The language that a header names with the greatest weight, the first of several (RFC 9110, 12.5.4).
  static func language(acceptedBy header: String) -> Language? {
    var best: (language: Language, weight: Int)?
    for part in header.split(separator: ",") {
      let pieces = part.split(separator: ";", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespacesAndNewlines).lowercased() }
      let tag = pieces[0].split(separator: "-").first.map(String.init) ?? ""
      let quality = pieces.dropFirst().first { $0.hasPrefix("q=") }?.dropFirst(2)
      guard let language = Language(rawValue: tag),
        let weight = quality.map(thousandths) ?? 1_000,
        weight > best?.weight ?? 0
      else { continue }
      best = (language, weight)
    }
    return best?.language
  }

  /// A weight from 0 to 1 with three digits at most; nil where it is none.
  private static func thousandths(_ text: Substring) -> Int? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let rest = parts.count == 2 ? parts[1] : ""
    guard ["0", "1"].contains(parts[0]), rest.count <= 3,
      rest.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int(parts[0] + rest + String(repeating: "0", count: 3 - rest.count))
    else { return nil }
    return min(number, 1_000)
  }
}
