import ArgumentParser
import CanonicalJSON
import Declarations
import Foundation
import Ledger
import MerkleLog

/// Makes again what is derived in a ledger: its tree and its index.
struct Rebuild: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(
      fr: "Reconstruit l'arbre et l'index à partir des événements.",
      en: "Build the tree and the index again from the events."
    ),
    discussion: say(
      fr: """
        Les sous-arbres et l'index se déduisent des événements ; les perdre ne perd rien. Un hachage n'est \
        refait que si les octets des événements donnent la racine signée. --check compare sans rien écrire : \
        sortie 1 si quelque chose diffère ; un index d'une version antérieure n'est pas une différence.
        """,
      en: """
        Subtrees and index follow from the events; losing them loses nothing. A hash is made again only \
        where the bytes of the events give the root that was signed. --check compares and writes nothing: \
        exit 1 when something differs; an index of an earlier version is no difference.
        """
    )
  )

  private static let treeDiffers = say(
    fr: "Arbre : DIFFÉRENT de l'ancien ; les octets des événements sont ceux qui ont été signés.",
    en: "Tree: DIFFERENT from the old one; the bytes of the events are those that were signed."
  )

  @OptionGroup var ledger: LedgerOptions

  @Flag(help: ArgumentHelp(say(fr: "Compare, n'écrit rien.", en: "Compare, write nothing.")))
  var check = false

  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json], for: "rebuild")
    // A copy that is damaged is not brought further first.
    let isThere = FileManager.default.fileExists(atPath: ledger.path)
    let writer = try LedgerWriter(rebuilding: isThere ? ledger.path : ledger.followed())
    let start = ContinuousClock.now
    let isTreeEqual = try writer.rebuildTree(isCheck: check)
    let rebuild = try writer.rebuildIndex(isCheck: check)
    let isEqual = isTreeEqual && rebuild.isEqual
    let seconds = (ContinuousClock.now - start).components.seconds
    switch output.format {
    case .json:
      var object: JSONObject = [
        "digest": .string(rebuild.digest.base64), "equal": .bool(isEqual),
        "events": .integer(Int64(rebuild.events)), "seconds": .integer(seconds),
      ]
      if rebuild.wasOutdated { object["outdated"] = .bool(true) }
      try Output.print(object)
    default:
      let verdict =
        rebuild.isEqual
        ? say(fr: "identique à l'ancien", en: "equal to the old one")
        : rebuild.wasOutdated
          ? say(
            fr: "l'ancien était d'une version antérieure",
            en: "the old one was of an earlier version"
          )
          : say(fr: "DIFFÉRENT de l'ancien", en: "DIFFERENT from the old one")
      let events = Wording(rebuild.events, fr: "événement", en: "event")
      try Output.print([
        say(
          fr: "Index de \(events.french), empreinte \(rebuild.digest.base64) : \(verdict)",
          en: "Index of \(events.english), digest \(rebuild.digest.base64): \(verdict)"
        )
      ])
      if !isTreeEqual { try Output.print([Self.treeDiffers]) }
    }
    if check {
      guard isEqual || isTreeEqual && rebuild.wasOutdated else {
        throw Failure(silently: .difference)
      }
    } else {
      // What is right in itself may still not be what was signed last.
      _ = try LedgerReader(at: ledger.path)
    }
  }
}
