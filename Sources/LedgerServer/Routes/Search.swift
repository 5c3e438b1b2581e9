import Declarations
import Foundation
import Projections

/// What is looked for in a list: words, each of which occurs in name, code, class or lab, whatever the accents and
/// capitals.
struct Search: Sendable {
  let text: String
  private let words: [String]

  init(_ text: String) {
    self.text = text
    words = Self.folded(text).split(separator: " ").map(String.init)
  }

  /// - Parameters:
  ///   - row: A row of a list.
  ///   - seesAll: Whether who looks is shown who answers for it; else the holder alone.
  /// - Returns: Whether the row is found.
  func finds(_ row: ListRow, _ seesAll: Bool) -> Bool {
    guard !words.isEmpty else { return true }
    let state = row.state
    let text = [
      state.cis.description, state.denomination?.text ?? "", state.atc?.text ?? "",
      (seesAll ? state.answering : state.holder)?.text ?? "",
    ].joined(separator: " ")
    let folded = Self.folded(text)
    return words.allSatisfy(folded.contains)
  }

  private static func folded(_ text: String) -> String {
    text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
  }
}
