import Declarations
import Foundation

extension Language {
  /// The language of this run: `--language`, else the environment's, else English.
  ///
  /// Help and usage errors are worded before the options are parsed, so the option is looked for
  /// here and only checked there.
  static let ofThisRun =
    option.language ?? Language(ofEnvironment: ProcessInfo.processInfo.environment)

  /// The arguments of this run but for a language that is one: it is for every command, also for those that only have others.
  static var otherArguments: [String] { option.others }

  private static let option: (language: Language?, others: [String]) = {
    var others: [String] = []
    var language: Language?
    var rest = CommandLine.arguments.dropFirst()
    while let argument = rest.popFirst() {
      // Behind these, an argument is what it says.
      guard argument != "--" else { return (language, others + [argument] + rest) }
      if argument == "--language", let next = rest.first.flatMap({ Language(rawValue: $0) }) {
        language = language ?? next
        rest.removeFirst()
      } else if argument.hasPrefix("--language="),
        let named = Language(rawValue: String(argument.dropFirst(11)))
      {
        language = language ?? named
      } else {
        others.append(argument)
      }
    }
    return (language, others)
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
