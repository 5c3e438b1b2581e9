import Declarations
import Foundation

extension Language {
  /// The language of this run: the environment's, else English.
  static let ofThisRun: Language = {
    let environment = ProcessInfo.processInfo.environment
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy
      .compactMap { environment[$0] }.first { !$0.isEmpty }
    return locale?.hasPrefix("fr") == true ? .french : .english
  }()
}

/// One sentence in the language of this run.
func say(fr french: String, en english: String) -> String {
  Wording(fr: french, en: english)[.ofThisRun]
}

/// Figures as the language of this run writes them.
func figure(_ format: String, _ values: any CVarArg...) -> String {
  let text = String(format: format, arguments: values)
  return Language.ofThisRun == .french ? text.replacing(".", with: ",") : text
}
