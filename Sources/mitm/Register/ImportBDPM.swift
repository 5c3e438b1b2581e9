import ArgumentParser
import CanonicalJSON
import Declarations
import Foundation
import Ledger
import MerkleLog
import PublicRegister
import Reports
import Spreadsheets

/// Imports a folder of the public register.
struct ImportBDPM: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bdpm",
    abstract: say(
      fr: "Importe un dossier de la Base de données publique des médicaments.",
      en: "Import a folder of the public register of medicines."
    ),
    discussion: say(
      fr: """
        Sont lus, s'ils sont là : CIS_bdpm.txt, CIS_CIP_bdpm.txt, CIS_MITM.txt et \
        CIS_CIP_Dispo_Spec.txt. N'est ajouté que ce qui a changé : le même dossier deux fois \
        n'ajoute rien. Les constats disent quelles lignes n'ont pas été prises, et pourquoi.
        """,
      en: """
        Read, where they are there: CIS_bdpm.txt, CIS_CIP_bdpm.txt, CIS_MITM.txt and \
        CIS_CIP_Dispo_Spec.txt. Only what changed is added: the same folder twice adds nothing. The \
        findings say which rows were not taken, and why.
        """
    )
  )

  @Argument(
    help: ArgumentHelp(
      say(fr: "Le dossier.", en: "The folder."),
      valueName: say(fr: "dossier", en: "folder")
    ),
    completion: .directory
  )
  var folder: String

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Le jour où les fichiers ont été téléchargés.",
        en: "The day on which the files were fetched."
      ),
      valueName: "date"
    ),
    transform: AsOf.parse
  )
  var observedOn: LegalDate

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Le jour où l'ANSM a publié la liste ; obligatoire avec CIS_MITM.txt.",
        en: "The day on which ANSM published the list; mandatory with CIS_MITM.txt."
      ),
      valueName: "date"
    ),
    transform: AsOf.parse
  )
  var publishedOn: LegalDate?

  @Flag(
    help: ArgumentHelp(
      say(
        fr: "Prend un dossier plus ancien que le dernier importé.",
        en: "Take a folder older than the last one imported."
      )
    )
  )
  var allowOlder = false

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Écrit les constats dans ce fichier CSV.",
        en: "Write the findings to this CSV file."
      ),
      valueName: say(fr: "chemin", en: "path")
    ),
    completion: .file()
  )
  var findings: String?

  @Flag(
    help: ArgumentHelp(
      say(
        fr: "Code de sortie 65 s'il y a des constats.",
        en: "Exit with 65 when there are findings."
      )
    )
  )
  var strict = false

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var signing: SigningKeyOptions
  @OptionGroup var output: FormatOptions

  func validate() throws {
    let today = ParisTime.day(of: .now())
    guard observedOn <= today else {
      throw ValidationError(
        say(
          fr: "--observed-on \(observedOn) est après aujourd'hui, \(today).",
          en: "--observed-on \(observedOn) is after today, \(today)."
        )
      )
    }
    guard let publishedOn, publishedOn > observedOn else { return }
    throw ValidationError(
      say(
        fr: "--published-on \(publishedOn) est après --observed-on \(observedOn).",
        en: "--published-on \(publishedOn) is after --observed-on \(observedOn)."
      )
    )
  }

  func run() throws {
    try output.require([.table, .json], for: "import bdpm")
    let register = try read()
    let writer = try ledger.writer(signing: signing)
    let reader = try ledger.reader()
    let size = try reader.size
    let memory = try RegisterMemory(observedOn: observedOn) { record in
      try reader.forEachEvent(in: 0..<size, record)
    }
    let progress = Progress(fr: "Lignes lues :", en: "Rows read:")
    let imported = try RegisterImport(
      of: register,
      .init(observedOn: observedOn, publishedOn: publishedOn, allowsOlder: allowOlder),
      against: memory,
      progress: progress.show
    )
    let recording = Progress(fr: "Événements enregistrés :", en: "Events recorded:")
    let outcome = try writer.append(
      imported: imported.submissions,
      from: register.files.map { ($0.location.path, $0.length, $0.digest) },
      as: .commandLine(user: NSUserName()),
      progress: recording.show
    )
    recording.end()
    if let refused = outcome.refused.first { throw refused.refusal }
    let report = ImportReport(
      files: imported.folder.files.map {
        .init(name: $0.name.rawValue, rows: $0.rowCount, note: $0.encoding.rawValue)
      },
      events: imported.submissions.map(\.fact.type),
      findings: imported.findings,
      outcome: outcome,
      wasImported: imported.wasImported
    )
    if let findings { try report.write(to: findings) }
    try output.format == .json ? Output.print(report.json) : Output.print(report.lines)
    if strict && !imported.findings.isEmpty { throw Failure(silently: .badData) }
  }

  private func read() throws -> RegisterFolder {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory),
      isDirectory.boolValue
    else {
      throw Failure(
        .noInput,
        fr: "« \(folder) » n'est pas un dossier.",
        en: "“\(folder)” is not a folder."
      )
    }
    let register: RegisterFolder
    do {
      register = try RegisterFolder(at: URL(fileURLWithPath: folder))
    } catch let refusal as Refusal where [.empty, .missing].contains(refusal.rule) {
      throw Failure(.noInput, refusal.message)
    }
    guard register[.list] == nil || publishedOn != nil else {
      throw Failure(
        .usage,
        fr: "--published-on est obligatoire avec CIS_MITM.txt.",
        en: "--published-on is mandatory with CIS_MITM.txt."
      )
    }
    return register
  }
}
