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
    ("Missing expected argument", "Argument attendu manquant :"),
    ("Missing one of: ", "Il manque l'un de : "),
    ("Unknown option", "Option inconnue"), ("Unexpected argument", "Argument inattendu"),
    ("Missing value for", "Valeur manquante pour"),
    ("is invalid for", "n'est pas valable pour"), ("The value ", "La valeur "),
    ("Please provide one of ", "Mots admis : "), (" or '", " ou '"),
    ("Did you mean ", "Vouliez-vous dire "), ("<subcommand>", "<commande>"),
  ]

  /// A message of the parser in the language of this run.
  static func translated(_ message: String) -> String {
    let plain = message.replacingOccurrences(of: "OVERVIEW: ", with: "")
    guard Language.ofThisRun == .french else { return plain }
    let pointed =
      plain
      .replacing(/See '(.+?)' for detailed help\./) { "« \($0.1) » donne l'aide d'une commande." }
      .replacing(/See '(.+?)' for more information\./) { "« \($0.1) » en dit plus." }
    return french.reduce(pointed) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
  }
}
