import ArgumentParser
import CanonicalJSON
import Declarations
import Foundation
import Ledger
import Projections
import Questions
import Reports

/// One file with the answers about a lab or a product, and all that it takes to verify them.
struct Pack: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(
      fr: "Un dossier d'inspection en un fichier, vérifiable sans nous.",
      en: "An inspection pack in one file, to be verified without us."
    ),
    discussion: say(
      fr: """
        Les réponses (HTML, CSV, JSON), les événements, leurs accusés, le point de contrôle signé, la clé \
        de vérification, les règles, et le mode d'emploi pour tout vérifier. La même base donne les mêmes \
        octets.
        """,
      en: """
        The answers (HTML, CSV, JSON), the events, their receipts, the signed checkpoint, the verifier \
        key, the rules, and how to verify it all. The same basis gives the same bytes.
        """
    )
  )

  @OptionGroup var asked: ComplianceFilterOptions
  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var basis: BasisOptions

  @OptionGroup var form: FormatOptions

  private var scope: PackScope? {
    switch (asked.lab, asked.cis) {
    case (let lab?, nil): .lab(lab)
    case (nil, let cis?): .product(cis)
    default: nil
    }
  }

  func validate() throws {
    guard scope != nil else {
      throw ValidationError(
        say(fr: "--lab ou --cis, l'un des deux.", en: "--lab or --cis, one of the two.")
      )
    }
    guard form.output != nil else {
      throw ValidationError(
        say(
          fr: "--output nomme le fichier ZIP à écrire.",
          en: "--output names the ZIP file to write."
        )
      )
    }
  }

  func run() throws {
    try form.require([.table, .json], for: "pack", writesFile: true)
    guard let scope, let output = form.output else { return }
    let reader = try ledger.reader()
    let known = try Known.resolve(basis.known.knownAt, in: reader)
    let progress = Progress(fr: "Accusés :", en: "Receipts:")
    let contents = try PackContents(
      scope,
      in: reader,
      asOf: basis.day,
      known,
      progress: progress.show
    )
    progress.end()
    try ZipArchive.write(contents.files, to: output)
    switch form.format {
    case .json:
      try Output.print([
        "basis": contents.basis.json, "events": .integer(Int64(contents.events)),
        "file": .string(output), "files": .integer(Int64(contents.files.count)),
        "products": .integer(Int64(contents.products)),
      ])
    default:
      let products = Wording(contents.products, fr: "spécialité", en: "product")
      let events = Wording(contents.events, fr: "événement", en: "event")
      let files = Wording(contents.files.count, fr: "fichier", en: "file")
      try Output.print([
        say(
          fr: "\(output) : \(products.french), \(events.french) avec accusé, \(files.french)",
          en: "\(output): \(products.english), \(events.english) with receipt, \(files.english)"
        ),
        Words.basis(contents.basis).said,
      ])
    }
  }
}
