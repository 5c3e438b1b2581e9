import ArgumentParser
import CanonicalJSON
import Compliance
import Declarations
import Foundation
import Ledger
import MerkleLog
import Projections
import Reports

/// Records submissions.
struct Append: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(fr: "Enregistre des soumissions.", en: "Record submissions."),
    discussion: say(
      fr: """
        Chaque FICHIER contient du NDJSON, un tableau JSON ou un seul objet ; « - » est l'entrée \
        standard. Un fichier est pris en entier ou pas du tout. Envoyer deux fois la même chose ne \
        l'enregistre qu'une fois. Ce qui est refusé reste au journal : mitm log --refused.
        """,
      en: """
        Each FILE holds NDJSON, a JSON array or one object; “-” is standard input. A file is taken \
        whole or not at all. Sending the same thing twice records it once. What is refused stays in \
        the journal: mitm log --refused.
        """
    )
  )

  @Argument(
    help: ArgumentHelp(
      say(fr: "Les fichiers.", en: "The files."),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var files: [String]

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var signing: SigningKeyOptions

  @Flag(
    help: ArgumentHelp(
      say(
        fr: "Enregistre les bonnes lignes d'un fichier qui en a de mauvaises.",
        en: "Record the good lines of a file that has bad ones."
      )
    )
  )
  var keepGoing = false

  @Flag(
    help: ArgumentHelp(
      say(fr: "Essaie tout, n'écrit rien.", en: "Try everything, write nothing.")
    )
  )
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      say(
        fr:
          "Un dossier où écrire l'accusé de chaque soumission enregistrée, maintenant ou déjà : "
          + "<numéro>.tlog-proof et, à côté, <numéro>.event.json.",
        en:
          "A folder for the receipt of every submission that is recorded, now or before: "
          + "<sequence>.tlog-proof and, beside it, <sequence>.event.json."
      ),
      valueName: say(fr: "dossier", en: "folder")
    ),
    completion: .directory
  )
  var receipts: String?

  @OptionGroup var output: FormatOptions

  func validate() throws {
    guard receipts == nil || !dryRun else {
      throw ValidationError(
        say(fr: "Un essai ne donne pas d'accusés.", en: "A dry run gives no receipts.")
      )
    }
  }

  func run() throws {
    try output.require([.table, .json], for: "append")
    if let receipts { try makeFolder(receipts) }
    let inputs = try files.map { ($0, DeliveryReader(try Input.open($0))) }
    var options = LedgerWriter.Options()
    options.keepsGoing = keepGoing
    let progress = Progress(fr: "Soumissions lues :", en: "Submissions read:")
    let credential = Credential.commandLine(user: NSUserName())
    let outcomes: [AppendOutcome]
    var impact: Impact?
    if dryRun {
      let writer = try ledger.trialWriter()
      let foreseen = try writer.foresee(
        inputs,
        as: credential,
        options: options,
        progress: progress.show
      )
      outcomes = foreseen.outcomes
      impact = try ledger.reader().impact(of: foreseen.events)
    } else {
      outcomes = try ledger.writer(signing: signing).append(
        inputs,
        as: credential,
        options: options,
        progress: progress.show
      )
    }
    progress.end()
    let report = AppendReport(Array(zip(files, outcomes)), isDryRun: dryRun, impact: impact)
    if output.format == .json {
      try Output.print(report.json)
    } else {
      try Output.print(report.lines)
    }
    // What is recorded is told before anything else can fail.
    if let receipts { try write(outcomes.flatMap(\.receipts), to: receipts) }
    if report.hasRefusals { throw Failure(silently: .badData) }
  }

  /// Before anything is recorded, so that a folder that cannot be made refuses the whole.
  private func makeFolder(_ path: String) throws {
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    var status = stat()
    let isFolder = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    guard isFolder, access(path, W_OK) == 0 else {
      throw Failure(
        .cannotCreate,
        fr: "Le dossier « \(path) » ne peut pas être créé ou écrit ; rien n'est enregistré.",
        en: "The folder “\(path)” cannot be made or written to; nothing is recorded."
      )
    }
  }

  private func write(_ receipts: [AppendOutcome.Receipt], to path: String) throws {
    let folder = URL(fileURLWithPath: path, isDirectory: true)
    let reader = try ledger.reader()
    for receipt in receipts {
      let proof = try reader.receipt(of: receipt.sequence)
      let name = folder.appending(path: String(receipt.sequence))
      try Evidence.write(Array(proof.encoded.utf8), to: name.appendingPathExtension("tlog-proof"))
      try Evidence.write(proof.extra ?? [], to: name.appendingPathExtension("event.json"))
    }
  }
}
