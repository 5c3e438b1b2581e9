import Declarations
import Foundation

extension Language {
  /// The language of this run: `--language`, else the environment's, else English.
  ///
  /// Help and usage errors are worded before the options are parsed, so the option is looked for
  /// here and only checked there.
  static let ofThisRun: Language = {
    let arguments = CommandLine.arguments
    for (index, argument) in arguments.enumerated() {
      if argument == "--language", index + 1 < arguments.count,
        let language = Language(rawValue: arguments[index + 1])
      {
        return language
      }
      if argument.hasPrefix("--language="),
        let language = Language(rawValue: String(argument.dropFirst(11)))
      {
        return language
      }
    }
    let environment = ProcessInfo.processInfo.environment
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy
      .compactMap { environment[$0] }.first { !$0.isEmpty }
    return locale?.hasPrefix("fr") == true ? .french : .english
  }()
}

/// One sentence in the language of this run.
func say(fr french: String, en english: String) -> String {
  Wording(fr: french, en: english).said
}

extension Wording {
  /// The sentence in the language of this run.
  var said: String { self[.ofThisRun] }
}
