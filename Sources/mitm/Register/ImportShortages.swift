import ArgumentParser
import CanonicalJSON
import Declarations
import Foundation
import Ledger
import MerkleLog
import PublicRegister

/// Takes in a file of shortage declarations.
struct ImportShortages: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shortages",
    abstract: say(
      fr: "Importe un fichier de déclarations de rupture.",
      en: "Import a file of shortage declarations."
    ),
    discussion: say(
      fr: """
        Un CSV en UTF-8 avec les colonnes cis, cause, classification (rupture ou risque) et \
        date_evenement (AAAA-MM-JJ) ; les autres ne sont pas lues. Une ligne est un événement \
        shortage.declared de l'ANSM ; le même fichier deux fois n'ajoute rien. Les stocks sous le \
        seuil du décret : mitm log --cause "décret n°2021-349".
        """,
      en: """
        A CSV in UTF-8 with the columns cis, cause, classification (rupture or risque) and \
        date_evenement (YYYY-MM-DD); others are not read. A row is an event shortage.declared by \
        ANSM; the same file twice adds nothing. Stocks below the decree's threshold: mitm log \
        --cause "décret n°2021-349".
        """
    )
  )

  @Argument(
    help: ArgumentHelp(
      say(fr: "Le fichier.", en: "The file."),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var file: String

  @Option(
    help: ArgumentHelp(
      say(fr: "Écrit tous les constats dans un CSV.", en: "Write all findings to a CSV."),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var findings: String?

  @Flag(
    help: ArgumentHelp(
      say(fr: "Sortie 65 s'il y a des constats.", en: "Exit 65 when there are findings.")
    )
  )
  var strict = false

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var signing: SigningKeyOptions
  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json], for: "import shortages")
    _ = try Input.open(file)
    let read = try ShortageFile(at: URL(fileURLWithPath: file))
    let writer = try ledger.writer(signing: signing)
    let recording = Progress(fr: "Événements enregistrés :", en: "Events recorded:")
    let outcome = try writer.append(
      imported: read.submissions,
      from: [(read.location.path, read.length, read.digest)],
      as: .commandLine(user: NSUserName()),
      progress: recording.show
    )
    recording.end()
    if let refused = outcome.refused.first { throw refused.refusal }
    let report = ImportReport(
      files: [.init(name: read.location.lastPathComponent, rows: read.rowCount)],
      events: Array(repeating: .shortageDeclared, count: outcome.appended),
      findings: read.findings,
      outcome: outcome,
      remarks: [
        say(
          fr: "Déclarations d'un stock sous le seuil du décret : \(read.belowThresholdCount)",
          en: "Declarations of a stock below the decree's threshold: \(read.belowThresholdCount)"
        )
      ]
    )
    if let findings { try report.write(to: findings) }
    try output.format == .json ? Output.print(report.json) : Output.print(report.lines)
    if strict && !read.findings.isEmpty { throw Failure(silently: .badData) }
  }
}
