import Declarations
import Foundation

/// The words of help and of usage errors that the parser of arguments knows in English only.
enum HelpText {
  private static let french = [
    ("OVERVIEW: ", ""), ("USAGE: ", "USAGE : "), ("ARGUMENTS:", "ARGUMENTS :"),
    ("OPTIONS:", "OPTIONS :"), ("SUBCOMMANDS:", "COMMANDES :"), ("Usage: ", "Usage : "),
    ("Error: ", "Erreur : "), ("Help:  ", "Aide :  "),
    ("Show help information.", "Affiche cette aide."),
    ("Show subcommand help information.", "Affiche l'aide d'une commande."),
    ("Show the version.", "Affiche la version."),
    ("(default:", "(par défaut :"), ("; default:", " ; par défaut :"),
    (" default:", " par défaut :"),
    ("(values:", "(valeurs :"), ("(aliases: ", "(autres noms : "),
    ("Please provide one of the following:", "Mots admis :"),
    ("<subcommand>", "<commande>"),
  ]

  /// A message of the parser in the language of this run.
  static func translated(_ message: String) -> String {
    let plain = message.replacingOccurrences(of: "OVERVIEW: ", with: "")
    guard Language.ofThisRun == .french else { return plain }
    let pointed =
      plain
      .replacing(/See '(.+?)' for detailed help\./) { "« \($0.1) » donne l'aide d'une commande." }
      .replacing(/See '(.+?)' for more information\./) { "« \($0.1) » en dit plus." }
    // A script for a shell has marks of its own.
    let isScript = Language.otherArguments.contains { $0.hasPrefix("--generate-completion") }
    return french.reduce(isScript ? plain : marked(faults(pointed))) {
      $0.replacingOccurrences(of: $1.0, with: $1.1)
    }
  }

  /// What is wrong with an argument, in French and in French quotes.
  private static func faults(_ message: String) -> String {
    let invalid = /The value '(.*?)' is invalid for '(.*?)'(: )?/
    var text = message.replacing(invalid) { found -> String in
      let colon = found.3 == nil ? "" : " : "
      return "La valeur « \(found.1) » n'est pas valable pour « \(found.2) »\(colon)"
    }
    text = text.replacing(/Unknown option '(.*?)'/) { "Option inconnue : « \($0.1) »" }
    text = text.replacing(/Did you mean '(.*?)'\?/) { "Vouliez-vous dire « \($0.1) » ?" }
    text = text.replacing(/Unexpected argument '(.*?)'/) { "Argument inattendu : « \($0.1) »" }
    text = text.replacing(/\d+ unexpected arguments: (.*)/) {
      "Arguments inattendus : \(quoted($0.1))"
    }
    text = text.replacing(/Missing value for '(.*?)'/) { "Valeur manquante pour « \($0.1) »" }
    text = text.replacing(/Missing expected argument '(.*?)'/) {
      "Argument attendu et manquant : « \($0.1) »"
    }
    text = text.replacing(/Missing one of: (.*)/) { "Il manque l'un de : \(quoted($0.1))" }
    return text.replacing(/Please provide one of ('.*')\./) { "Mots admis : \(quoted($0.1))." }
  }

  /// The words of a list of the parser, each in French quotes.
  private static func quoted(_ list: Substring) -> String {
    String(list).replacing("' and '", with: "', '").replacing("' or '", with: "', '")
      .replacing(/'(.*?)'/) { "« \($0.1) »" }
  }

  /// The parser breaks lines, also at the space before a mark that French does not part from its word.
  private static func marked(_ message: String) -> String {
    message.replacing(/;(\s+)default:/) { " ;\($0.1)par défaut :" }
      .replacing(/\n( *)([;:?!»]) ?/) { " \($0.2)\n\($0.1)" }
  }
}
