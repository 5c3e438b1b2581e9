import ArgumentParser
import CanonicalJSON
import Declarations
import Foundation
import Ledger
import MerkleLog
import Projections
import Questions

/// Seals the list of a day.
struct Seal: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(
      fr: "Scelle la liste en vigueur à une date.",
      en: "Seal the current list of a day."
    ),
    discussion: say(
      fr: """
        Un événement list.sealed fixe la racine des lignes de la liste. Qui rejoue les mêmes \
        événements retrouve cette racine ; « mitm prove --listed » et « --absent » prouvent ensuite \
        qu'une spécialité y était, ou non. Sceller deux fois la même base ne scelle qu'une fois.
        """,
      en: """
        An event list.sealed fixes the root over the rows of the list. Whoever replays the same \
        events finds that root; “mitm prove --listed” and “--absent” then prove that a product was \
        on it, or was not. Sealing the same basis twice seals it once.
        """
    )
  )

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var signing: SigningKeyOptions
  @OptionGroup var basis: BasisOptions
  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json], for: "seal")
    let writer = try ledger.writer(signing: signing)
    let reader = try ledger.reader()
    let known = try Known.resolve(basis.known.knownAt, in: reader)
    // Asked once: at midnight the basis and the rows would be of two days.
    let day = basis.day
    let sealed = try reader.basis(asOf: day, known)
    let list = SealedList(try reader.listHistory(known), asOf: day)
    let time =
      known.size == 0
      ? FilingTime(midnightOf: day)
      : try FilingTime(parsing: reader.event(at: known.size - 1).recordedAt.recordedText)
    let sequence = try writer.append(
      own: try list.submission(sealed, at: time),
      user: NSUserName()
    )
    switch output.format {
    case .json:
      try Output.print([
        "basis": sealed.json, "root": .string(list.root.base64),
        "rows": .integer(Int64(list.rows.count)), "sequence": .integer(Int64(sequence)),
      ])
    default:
      let products = Wording(list.rows.count, fr: "spécialité", en: "product")
      try Output.print([
        say(
          fr:
            "Liste au \(basis.day) scellée par l'événement \(sequence) : \(products.french), "
            + "racine \(list.root.base64)",
          en:
            "List as of \(basis.day) sealed by event \(sequence): \(products.english), "
            + "root \(list.root.base64)"
        )
      ])
    }
  }
}
