import ArgumentParser
import CanonicalJSON
import Declarations
import Foundation
import Ledger
import MerkleLog

/// Builds an identical ledger from what anybody may have.
struct ImportMirror: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mirror",
    abstract: say(
      fr: "Construit un registre identique à partir d'un export (mitm import --mirror).",
      en: "Build an identical ledger from an export (mitm import --mirror)."
    ),
    discussion: say(
      fr: """
        mitm export > evenements.ndjson
        mitm checkpoint --all > signatures
        mitm import --mirror evenements.ndjson --checkpoint signatures --key CLÉ --ledger miroir.sqlite

        Ce qui n'est pas prouvé est refusé, et rien n'est construit. Le miroir donne les mêmes \
        réponses et les mêmes accusés ; sans la clé privée il ne peut pas écrire.
        """,
      en: """
        mitm export > events.ndjson
        mitm checkpoint --all > signatures
        mitm import --mirror events.ndjson --checkpoint signatures --key KEY --ledger mirror.sqlite

        What does not prove out is refused, and nothing is built. The mirror gives the same answers \
        and the same receipts; without the private key it cannot write.
        """
    )
  )

  @Option(
    help: ArgumentHelp(
      say(
        fr: "L'export : un événement par ligne ; « - » est l'entrée standard.",
        en: "The export: one event a line; “-” is standard input."
      ),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var mirror: String

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Les points de contrôle signés ; le dernier couvre l'export.",
        en: "The signed checkpoints; the last one covers the export."
      ),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var checkpoint: String

  @OptionGroup var verifier: VerifierKeyOptions
  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var output: FormatOptions

  func run() throws {
    try ledger.requireFile(for: "import --mirror")
    try output.require([.table, .json], for: "import --mirror")
    guard let key = try verifier.given() else {
      throw Failure(
        .usage,
        fr: "--key dit de quelle clé l'export doit être signé.",
        en: "--key says which key the export must be signed with."
      )
    }
    let text = try Evidence.text(of: checkpoint)
    let notes = try Evidence.verifying(checkpoint) { () throws(NoteError) in
      try SignedNote.sequence(parsing: text)
    }
    let progress = Progress(fr: "Événements lus :", en: "Events read:")
    let built = try Mirror(
      at: ledger.path,
      from: DeliveryReader(Input.open(mirror)),
      checkpoints: notes,
      key: key,
      progress: progress.show
    )
    progress.end()
    switch output.format {
    case .json:
      try Output.print([
        "checkpoints": .integer(Int64(built.checkpoints)), "ledger": .string(ledger.path),
        "root": .string(built.root.base64), "size": .integer(Int64(built.size)),
      ])
    default:
      let events = Wording(built.size, fr: "événement", en: "event")
      try Output.print([
        say(
          fr:
            "Miroir construit et vérifié : \(ledger.path), \(events.french), racine "
            + built.root.base64,
          en: "Mirror built and verified: \(ledger.path), \(events.english), root "
            + built.root.base64
        )
      ])
    }
  }
}
