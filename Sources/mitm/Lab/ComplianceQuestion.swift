import ArgumentParser
import Compliance
import Declarations
import Ledger
import Projections
import Questions

/// What of the compliance is asked for.
struct ComplianceFilterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      say(fr: "Ce laboratoire, en détail.", en: "This lab, in detail."),
      valueName: say(fr: "labo", en: "lab")
    ),
    transform: Laboratory.parse
  )
  var lab: Lab?

  @Option(
    help: ArgumentHelp(
      say(fr: "Ce qui concerne une spécialité.", en: "What concerns one product."),
      valueName: "cis"
    ),
    transform: Product.parse
  )
  var cis: CIS?

  var filter: ComplianceFilter { ComplianceFilter(lab: lab, cis: cis) }

  /// Says that a lab is unknown, which its empty answer does not: its name may be mistyped.
  ///
  /// - Parameter entries: The compliance of the lab alone.
  func noteUnknown(_ entries: [LabCompliance]) {
    guard let lab, cis == nil, entries.allSatisfy({ $0.judgements.isEmpty && $0.sanctions.isEmpty })
    else { return }
    Notice.write(
      say(
        fr:
          "À cette base, aucune obligation du laboratoire « \(lab) » n'est connue ; « mitm compliance » donne les noms.",
        en: "At this basis no duty of the lab “\(lab)” is known; “mitm compliance” has the names."
      )
    )
  }
}

/// What every question about compliance begins with.
struct ComplianceQuestion {
  let book: Rulebook
  let duties: Duties
  let docket: Docket
  let basis: Basis

  init(_ ledger: LedgerOptions, _ options: BasisOptions) throws {
    let reader = try ledger.reader()
    let known = try Known.resolve(options.known.knownAt, in: reader)
    book = try Rulebook()
    duties = try Duties(book)
    docket = Docket(try reader.wholeHistory(known))
    basis = try reader.basis(asOf: options.day, known)
  }
}
