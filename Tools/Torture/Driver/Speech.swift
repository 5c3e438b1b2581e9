import Declarations
import Foundation

extension Language {
  /// The language of this run: the environment's, else English.
  static let ofThisRun = Language(ofEnvironment: ProcessInfo.processInfo.environment)
}

/// One sentence in the language of this run.
func say(fr french: String, en english: String) -> String {
  Wording(fr: french, en: english).said
}

extension Wording {
  /// The sentence in the language of this run.
  var said: String { self[.ofThisRun] }
}

/// Something was lost, or is not so.
struct Lost: Error, CustomStringConvertible {
  let description: String

  /// Says what is wrong, behind what was done by which seed, where that is to be said.
  init(_ what: String? = nil, fr french: String, en english: String) {
    self.init(what, say(fr: french, en: english))
  }

  init(_ what: String?, _ said: String) {
    description = (what.map { $0 + Language.ofThisRun.colon } ?? "") + said
  }
}
