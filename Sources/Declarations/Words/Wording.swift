/// A language that people read the ledger in.
public enum Language: String, Sendable, CaseIterable {
  case french = "fr"
  case english = "en"

  /// The language that a run is asked for by its environment: `LC_ALL`, else `LC_MESSAGES`, else `LANG`; else English.
  package init(ofEnvironment environment: [String: String]) {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy
      .compactMap { environment[$0] }.first { !$0.isEmpty }
    self = locale?.hasPrefix("fr") == true ? .french : .english
  }

  /// The colon between a word and what is said of it, with the spaces that the language has.
  public var colon: String { self == .french ? " : " : ": " }

  /// The semicolon between two of several clauses, with its spaces.
  public var semicolon: String { self == .french ? " ; " : "; " }
}

/// A sentence for people, in every language of the ledger.
///
/// Programs read codes, never sentences.
public struct Wording: Sendable, Equatable {
  /// The sentence in French.
  public let french: String
  /// The sentence in English.
  public let english: String

  /// Says one thing in both languages.
  public init(fr french: String, en english: String) {
    self.french = french
    self.english = english
  }

  /// A number of things, by a noun that both languages give an "s" in the plural; French begins it at 2.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - french: The noun in French, for one.
  ///   - english: The noun in English, for one.
  ///   - figure: The number as people read it; nil for its digits.
  public init(_ count: Int, fr french: String, en english: String, as figure: Wording? = nil) {
    let figure = figure ?? Wording(fr: String(count), en: String(count))
    self.init(
      fr: "\(figure.french) \(french)\(abs(count) < 2 ? "" : "s")",
      en: "\(figure.english) \(english)\(count == 1 ? "" : "s")"
    )
  }

  /// The sentence in one language.
  public subscript(language: Language) -> String {
    switch language {
    case .french: french
    case .english: english
    }
  }

  /// The sentence in both, for what nobody asks for in a language: the server's log, its figures.
  package var inBoth: String { "\(english) / \(french)" }
}
