import ArgumentParser
import Foundation
import Ledger
import Projections
import Questions

/// Writes the canonical bytes of every event.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(
      fr: "Écrit les octets canoniques, un événement par ligne.",
      en: "Write the canonical bytes, one event a line."
    ),
    discussion: say(
      fr: """
        Ce qui est écrit est ce qui est haché : « mitm verify --against » le compare. --tiles écrit \
        le registre en tuiles (C2SP tlog-tiles), que tout serveur de fichiers peut publier.
        """,
      en: """
        What is written is what is hashed: “mitm verify --against” compares it. --tiles writes the \
        ledger as tiles (C2SP tlog-tiles), which any file server can publish.
        """
    )
  )

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var known: KnownOption
  @OptionGroup var output: FormatOptions

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Un dossier de tuiles, nouveau ou à mettre à jour.",
        en: "A folder of tiles, new or to be brought up to date."
      ),
      valueName: say(fr: "dossier", en: "folder")
    ),
    completion: .directory
  )
  var tiles: String?

  func validate() throws {
    guard tiles == nil || known.knownAt == nil else {
      throw ValidationError(
        say(
          fr: "--tiles va jusqu'au dernier point de contrôle, sans --known-at.",
          en: "--tiles goes up to the last checkpoint, without --known-at."
        )
      )
    }
  }

  func run() throws {
    try output.require([.table, .json, .ndjson], for: "export")
    let reader = try ledger.reader()
    if let tiles { return try export(reader, to: tiles) }
    let size = try Known.resolve(known.knownAt, in: reader).size
    var answer = Output()
    try reader.forEachBody(in: 0..<size) { _, bytes in try answer.line(bytes) }
    try answer.flush()
  }

  private func export(_ reader: LedgerReader, to folder: String) throws {
    let progress = Progress(fr: "Tuiles :", en: "Tiles:")
    let export = try reader.exportTiles(
      to: URL(fileURLWithPath: folder, isDirectory: true),
      progress: progress.show
    )
    progress.end()
    Notice.write(
      say(
        fr: "\(folder) : tuiles écrites \(export.written), événements \(export.checkpoint.size).",
        en: "\(folder): tiles written \(export.written), events \(export.checkpoint.size)."
      )
    )
  }
}
