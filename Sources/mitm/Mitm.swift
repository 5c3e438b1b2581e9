import ArgumentParser
import Declarations
import Foundation

/// The command line of the ledger.
struct Mitm: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mitm",
    abstract: say(
      fr: "Le registre des déclarations de médicaments d'intérêt thérapeutique majeur (MITM).",
      en: "The ledger of declarations of medicines of major therapeutic interest (MITM)."
    ),
    discussion: say(
      fr: """
        Chaque fait déclaré est un événement qu'on ajoute et qu'on n'efface jamais. Toute réponse \
        dépend de deux axes : --as-of, la date à laquelle le fait vaut dans le monde, et \
        --known-at, ce que le registre savait alors. Elle imprime sa base.

        Pour commencer :
          mitm init
          mitm import bdpm DOSSIER --observed-on 2025-07-07 --published-on 2024-12-19
          mitm list --as-of 2025-07-07
          mitm trace 60234100

        Codes de sortie : 0 fait ; 1 la réponse est une différence ou un constat ; 64 usage ; \
        65 données refusées ; 66 entrée absente ; 70 défaut du programme ; 73 création \
        impossible ; 74 entrée-sortie ; 75 occupé, réessayez.
        """,
      en: """
        Every declared fact is an event that is added and never removed. Every answer depends on two \
        axes: --as-of, the day on which a fact holds in the world, and --known-at, what the ledger \
        knew then. It prints its basis.

        To begin:
          mitm init
          mitm import bdpm FOLDER --observed-on 2025-07-07 --published-on 2024-12-19
          mitm list --as-of 2025-07-07
          mitm trace 60234100

        Exit codes: 0 done; 1 the answer is a difference or a finding; 64 wrong usage; 65 data \
        refused; 66 no such input; 70 a bug; 73 cannot create; 74 input or output; 75 busy, try \
        again.
        """
    ),
    version: "0.1.0",
    subcommands: [
      Init.self, Append.self, Import.self, List.self, TraceProduct.self, BlameProduct.self,
      Diff.self, ShowHistory.self, Bisect.self, Log.self, Review.self,
      ShowImpact.self, ShowCompliance.self, Due.self, WhatIf.self, ShowRules.self, Declare.self,
      WriteTemplate.self, Reconcile.self,
      Seal.self, Pack.self, Prove.self, Receipt.self, SignedCheckpoint.self, Export.self,
      Verify.self,
      BackUp.self, Restore.self, Copy.self, Rebuild.self, Demo.self,
    ] + served
  )
}

extension Mitm {
  /// The commands of the server, where it is built.
  private static var served: [any ParsableCommand.Type] {
    #if Server
    [Serve.self, Access.self]
    #else
    []
    #endif
  }
}

@main
enum Main {
  static func main() {
    // A reader that goes away, as `head` does, ends the answer and is no failure.
    signal(SIGPIPE, SIG_IGN)
    var command: any ParsableCommand
    do {
      command = try Mitm.parseAsRoot(Language.otherArguments)
    } catch {
      Failure.exit(parsing: error)
    }
    do {
      try command.run()
    } catch {
      Failure.exit(running: error)
    }
  }
}
