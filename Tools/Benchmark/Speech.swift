import Declarations
import Foundation

extension Language {
  /// The language of this run: the environment's, else English.
  static let ofThisRun = Language(ofEnvironment: ProcessInfo.processInfo.environment)
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
