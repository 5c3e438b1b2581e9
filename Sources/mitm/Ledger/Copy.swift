import ArgumentParser
import CanonicalJSON
import Declarations
import Foundation
import Ledger
import LedgerPostgreSQL
import MerkleLog

/// Brings one store of a ledger up to another.
struct Copy: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(
      fr: "Copie un registre d'un fichier vers un journal partagé, ou l'inverse.",
      en: "Copies a ledger from a file to a shared log, or the other way."
    ),
    discussion: say(
      fr: """
        Les octets, les signatures et le journal des envois passent tels quels ; tout est relu et prouvé contre les points de \
        contrôle. Ce qui est interrompu reprend où il en était, et ce qui est déjà là n'est pas copié. Deux registres qui ont \
        divergé ne se rejoignent pas : rien n'est copié.

        La clé privée ne voyage pas : qui enregistre au nouvel endroit l'y apporte (--signing-key).
        """,
      en: """
        Bytes, signatures and the journal of what was sent travel as they are; all of it is read again and proved against the \
        checkpoints. What is interrupted goes on where it was, and what is there already is not copied. Two ledgers that \
        have parted never meet: nothing is copied.

        The private key does not travel: whoever records at the new place brings it there (--signing-key).
        """
    )
  )

  @Argument(
    help: ArgumentHelp(
      say(fr: "D'où : un fichier, ou postgres://….", en: "From where: a file, or postgres://…."),
      valueName: say(fr: "source", en: "from")
    ),
    completion: .file()
  )
  var source: String

  @Argument(
    help: ArgumentHelp(
      say(
        fr: "Où : un fichier, ou postgres://… ; créé s'il n'y a rien.",
        en: "Where to: a file, or postgres://…; made where there is nothing."
      ),
      valueName: say(fr: "destination", en: "to")
    ),
    completion: .file()
  )
  var target: String

  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json], for: "copy")
    let from: any LogSource =
      try LogAddress.isMeant(by: source) ? SharedLog.open(source) : LedgerReader(at: source)
    let progress = Progress(fr: "Événements copiés :", en: "Events copied:")
    let head = try LogCopy.run(from: from, to: store(for: from), progress: progress.show)
    progress.end()
    let root = try proved(head, copiedFrom: from)
    let place = LogAddress.withoutSecrets(target)
    let events = Wording(head.size, fr: "événement", en: "event")
    switch output.format {
    case .json:
      try Output.print([
        "entries": .integer(Int64(head.entries)), "root": .string(root.base64),
        "size": .integer(Int64(head.size)), "to": .string(place),
      ])
    default:
      try Output.print([
        say(
          fr: "Copié et prouvé : \(place), \(events.french), racine \(root.base64)",
          en: "Copied and proved: \(place), \(events.english), root \(root.base64)"
        )
      ])
    }
  }

  /// What is copied to, made where there is nothing.
  private func store(for source: any LogSource) throws -> any LogStore {
    guard LogAddress.isMeant(by: target) else {
      if !FileManager.default.fileExists(atPath: target) {
        try LogCopy.create(at: target, like: source)
      }
      return try LedgerWriter(at: target, signing: nil)
    }
    let log = try SharedLog.open(target)
    do {
      _ = try log.head()
    } catch let error as LedgerError where error.kind == .unusable {
      try SharedLog.create(target, like: source)
    }
    return log
  }

  /// Reads what was copied once more, from its beginning, and proves it.
  private func proved(_ head: LogHead, copiedFrom original: any LogSource) throws -> Hash {
    let copy: any LogSource =
      try LogAddress.isMeant(by: target) ? SharedLog.open(target) : LedgerReader(at: target)
    let progress = Progress(fr: "Événements prouvés :", en: "Events proved:")
    defer { progress.end() }
    return try LogCopy.root(of: copy, copiedFrom: original, upTo: head, progress: progress.show)
  }
}
