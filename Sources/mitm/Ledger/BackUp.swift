import ArgumentParser
import CanonicalJSON
import Declarations
import Ledger
import MerkleLog

/// Adds what is new to a backup.
struct BackUp: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: say(
      fr: "Sauvegarde le registre dans un dossier, en n'y copiant que le nouveau.",
      en: "Back the ledger up to a folder, copying only what is new."
    ),
    discussion: say(
      fr: """
        Le registre peut servir pendant ce temps. Ce qui est copié est relu et son empreinte comparée à celle du registre ; \
        ce qui l'était déjà est comparé à ses empreintes. Dans le dossier : les événements, les points de contrôle et le \
        journal de tout ce qui a été reçu. N'y sont ni la clé privée, ni les jetons (<registre>.access), ni le journal des \
        lectures (<registre>.reads) : gardez-les à part.

        « mitm restore DOSSIER » en refait le registre, à toute taille antérieure aussi (--size).
        """,
      en: """
        The ledger may be used meanwhile. What is copied is read back and its root compared with the ledger's; what was there \
        is compared with its digests. In the folder: the events, the checkpoints and the journal of everything that was \
        sent. Not in it: the private key, the tokens (<ledger>.access) and the log of reads (<ledger>.reads); keep those \
        elsewhere.

        “mitm restore FOLDER” makes the ledger out of it again, of any earlier size, too (--size).
        """
    )
  )

  @Argument(
    help: ArgumentHelp(
      say(
        fr: "Le dossier ; il est créé s'il manque.",
        en: "The folder; it is made where it is not there."
      ),
      valueName: say(fr: "dossier", en: "folder")
    ),
    completion: .directory
  )
  var folder: String

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json], for: "backup")
    let progress = Progress(fr: "Événements copiés :", en: "Events copied:")
    let backup = try Backup(of: ledger.reader(), to: folder, progress: progress.show)
    progress.end()
    if output.format == .json {
      return try Output.print([
        "copied": .integer(Int64(backup.copied)), "entries": .integer(Int64(backup.entries)),
        "parts": .integer(Int64(backup.parts)), "root": .string(backup.root.base64),
        "size": .integer(Int64(backup.size)),
      ])
    }
    let events = Wording(backup.size, fr: "événement", en: "event")
    try Output.print([
      say(
        fr: "Sauvegardé et relu : \(events.french), nouveaux : \(backup.copied) ; "
          + "entrées du journal : \(backup.entries) ; racine \(backup.root.base64)",
        en: "Backed up and read back: \(events.english), new: \(backup.copied); "
          + "entries of the journal: \(backup.entries); root \(backup.root.base64)"
      )
    ])
  }
}
