import ArgumentParser
import CanonicalJSON
import Declarations
import Ledger
import MerkleLog
import SampleLedger

/// Makes a ledger to try things on.
struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(
      fr: "Crée un registre d'exemple sur plusieurs années.",
      en: "Make a sample ledger over several years."
    ),
    discussion: say(
      fr: """
        Tout y est inventé : laboratoires, spécialités, codes. L'horloge est simulée, de septembre \
        2021 à mars 2026 ; la même graine donne les mêmes octets. Tools/demo le montre.
        """,
      en: """
        All of it is made up: labs, products, codes. The clock is simulated, from September 2021 to \
        March 2026; the same seed gives the same bytes. Tools/demo shows it.
        """
    )
  )

  @OptionGroup var ledger: LedgerOptions

  @Option(
    help: ArgumentHelp(
      say(fr: "La graine.", en: "The seed."),
      valueName: say(fr: "nombre", en: "number")
    )
  )
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      say(fr: "Le nombre de spécialités.", en: "How many products."),
      valueName: say(fr: "nombre", en: "number")
    )
  )
  var products = 60

  @OptionGroup var output: FormatOptions

  func validate() throws {
    guard !(1...100_000).contains(products) else { return }
    throw ValidationError(
      say(fr: "--products : de 1 à 100000.", en: "--products: from 1 to 100000.")
    )
  }

  func run() throws {
    try ledger.requireFile(for: "demo")
    try output.require([.table, .json], for: "demo")
    let progress = Progress(fr: "Événements enregistrés :", en: "Events recorded:")
    let key = SampleLedger.key(seed: seed)
    let outcome = try SampleLedger.make(
      at: ledger.path,
      seed: seed,
      products: products,
      signing: key,
      progress: progress.show
    )
    progress.end()
    try KeyFile.write(key, to: ledger.path + ".key")
    switch output.format {
    case .json:
      try Output.print([
        "ledger": .string(ledger.path), "root": .string(outcome.root.base64),
        "size": .integer(Int64(outcome.size)),
      ])
    default:
      let events = Wording(outcome.size, fr: "événement", en: "event")
      try Output.print([
        say(
          fr: "\(ledger.path) : \(events.french) ; racine \(outcome.root.base64)",
          en: "\(ledger.path): \(events.english); root \(outcome.root.base64)"
        )
      ])
    }
  }
}
