import ArgumentParser

/// Takes in what others publish.
struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(
      fr: "Reprend ce que d'autres publient.",
      en: "Take in what others publish."
    ),
    subcommands: [
      ImportBDPM.self, ImportShortages.self, ImportDemarche.self, ImportDeclarations.self,
      ImportMirror.self,
    ],
    // `mitm import --mirror FILE` names no subcommand.
    defaultSubcommand: ImportMirror.self
  )
}
