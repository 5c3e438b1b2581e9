import ArgumentParser
import CanonicalJSON
import Declarations
import Foundation
import Ledger
import Projections
import Reconciliation
import Reports
import Spreadsheets
import Submissions

/// A lab's register against the ledger.
struct Reconcile: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(
      fr: "Rapproche le registre d'un laboratoire de ce qui est déclaré ici.",
      en: "Reconcile a lab's register with the ledger."
    ),
    discussion: say(
      fr: """
        Le registre est un CSV ou un XLSX : id, ou cis et type, et toute autre colonne par son nom (mitm \
        template register). Chaque ligne a une seule classe, et les comptes tombent juste. --events écrit \
        les événements proposés, prêts pour « mitm append ». Sortie 1 tant qu'il reste à faire.
        """,
      en: """
        The register is CSV or XLSX: id, or cis and type, and any other column by its name (mitm template \
        register). Each row has one class, and the counts add up. --events writes the suggested events, \
        ready for “mitm append”. Exit 1 while anything is open.
        """
    )
  )

  @Argument(
    help: ArgumentHelp(
      say(fr: "Le registre du laboratoire.", en: "The lab's register."),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var file: String

  @Option(
    help: ArgumentHelp(
      say(fr: "Le laboratoire.", en: "The lab."),
      valueName: say(fr: "labo", en: "lab")
    ),
    transform: Laboratory.parse
  )
  var lab: Lab

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Où écrire les événements proposés, en NDJSON.",
        en: "Where to write the suggested events, as NDJSON."
      ),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var events: String?

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var basis: BasisOptions
  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json, .csv, .xlsx], for: "reconcile")
    let reader = try ledger.reader()
    let known = try Known.resolve(basis.known.knownAt, in: reader)
    let register = try Input.sheet(file) { try Register($0) }
    if !register.ignored.isEmpty {
      let names = register.ignored.joined(separator: ", ")
      Notice.write(
        say(
          fr: "Colonnes inconnues, non comparées : \(names)",
          en: "Columns that are not known, and not compared: \(names)"
        )
      )
    }
    var record = LabRecord(lab)
    let progress = Progress(fr: "Événements lus :", en: "Events read:")
    try reader.forEachEvent(in: 0..<known.size) { event in
      record.record(event)
      if event.sequence % 10_000 == 0 { progress.show(event.sequence) }
    }
    progress.end()
    var refused: [RefusedRow] = []
    try reader.forEachRefusedSubmission { submission in
      if let row = RefusedRow(submission.bytes, of: lab, message: submission.message) {
        refused.append(row)
      }
    }
    let day = basis.day
    let reconciliation = Reconciliation(
      register,
      with: record,
      refused: refused,
      lab: lab,
      asOf: day
    )
    if let events { try write(reconciliation, to: events) }
    try output.print(
      ReconciliationAnswer(reconciliation, of: lab, basis: try reader.basis(asOf: day, known))
    )
    if !reconciliation.isSettled { throw Failure(silently: .difference) }
  }

  private func write(_ reconciliation: Reconciliation, to path: String) throws {
    var bytes: [UInt8] = []
    for row in reconciliation.rows {
      if let event = row.suggestion { bytes += event.canonicalBytes + [0x0A] }
    }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }
}
