import ArgumentParser
import CanonicalJSON
import Ledger
import MerkleLog

/// Throws the index away and builds it again.
struct Rebuild: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(
      fr: "Reconstruit l'index à partir des événements.",
      en: "Build the index again from the events."
    ),
    discussion: say(
      fr: """
        L'index se déduit des événements ; le perdre ne perd rien. --check compare sans rien \
        écrire : sortie 1 s'il diffère.
        """,
      en: """
        The index follows from the events; losing it loses nothing. --check compares and writes \
        nothing: exit 1 when it differs.
        """
    )
  )

  @OptionGroup var ledger: LedgerOptions

  @Flag(help: ArgumentHelp(say(fr: "Compare, n'écrit rien.", en: "Compare, write nothing.")))
  var check = false

  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json], for: "rebuild")
    let writer = try LedgerWriter(at: ledger.path, signing: nil)
    let start = ContinuousClock.now
    let rebuild = try writer.rebuildIndex(isCheck: check)
    let seconds = (ContinuousClock.now - start).components.seconds
    switch output.format {
    case .json:
      try Output.print([
        "digest": .string(rebuild.digest.base64), "equal": .bool(rebuild.isEqual),
        "events": .integer(Int64(rebuild.events)), "seconds": .integer(seconds),
      ])
    default:
      let verdict =
        rebuild.isEqual
        ? say(fr: "identique à l'ancien", en: "equal to the old one")
        : say(fr: "DIFFÉRENT de l'ancien", en: "DIFFERENT from the old one")
      try Output.print([
        say(
          fr:
            "Index de \(rebuild.events) événements, empreinte \(rebuild.digest.base64) : \(verdict)",
          en: "Index of \(rebuild.events) events, digest \(rebuild.digest.base64): \(verdict)"
        )
      ])
    }
    if check && !rebuild.isEqual { throw Failure(silently: .difference) }
  }
}
