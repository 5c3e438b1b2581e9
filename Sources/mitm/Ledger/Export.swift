import ArgumentParser
import Ledger
import Projections

/// Writes the canonical bytes of every event.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(
      fr: "Écrit les octets canoniques, un événement par ligne.",
      en: "Write the canonical bytes, one event a line."
    ),
    discussion: say(
      fr: "Ce qui est écrit est ce qui est haché : « mitm verify --against » le compare.",
      en: "What is written is what is hashed: “mitm verify --against” compares it."
    )
  )

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var known: KnownOption
  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json, .ndjson], for: "export")
    let reader = try ledger.reader()
    let size = try Known.resolve(known.knownAt, in: reader).size
    var answer = Output()
    try reader.forEachBody(in: 0..<size) { _, bytes in try answer.line(bytes) }
    try answer.flush()
  }
}
