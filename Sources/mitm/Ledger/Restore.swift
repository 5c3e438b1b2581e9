import ArgumentParser
import CanonicalJSON
import Declarations
import Foundation
import Glibc
import Ledger
import MerkleLog

/// Puts a copy in the place of the ledger, and records that it was done.
struct Restore: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(
      fr: "Fait d'une copie le registre, en disant ce qui est perdu.",
      en: "Make a copy the ledger, and say what is lost."
    ),
    discussion: say(
      fr: """
        Un registre qui ne contient pas sa tête signée n'est pas ouvert : c'est une copie plus \
        ancienne, ou modifiée. Sans COPIE, « restore » accepte le fichier tel qu'il est en place ; \
        avec COPIE, il la vérifie et la met à la place du registre, dont l'ancien fichier est gardé \
        à côté. Un événement ledger.restored le dit pour toujours, et une nouvelle tête est signée. \
        Qui garde un point de contrôle des événements perdus verra qu'ils manquent.
        """,
      en: """
        A ledger that does not contain its signed head is not opened: it is an earlier copy, or an \
        edited one. Without COPY, “restore” accepts the file as it lies there; with COPY, it verifies \
        it and puts it in the place of the ledger, whose file from before is kept beside. An event \
        ledger.restored says so for ever, and a new head is signed. Whoever keeps a checkpoint of the \
        events that are lost will see that they are missing.
        """
    )
  )

  @Argument(
    help: ArgumentHelp(
      say(
        fr: "La copie, ou le dossier d'une sauvegarde ; sinon le fichier en place.",
        en: "The copy, or the folder of a backup; else the file in place."
      ),
      valueName: say(fr: "copie", en: "copy")
    ),
    completion: .file()
  )
  var copy: String?

  @Option(
    help: ArgumentHelp(
      say(
        fr: "D'une sauvegarde, les N premiers événements seulement.",
        en: "Of a backup, the first N events only."
      ),
      valueName: "N"
    )
  )
  var size: Int?

  @Flag(
    help: ArgumentHelp(
      say(fr: "Sans demander.", en: "Without asking.")
    )
  )
  var yes = false

  @Option(
    help: ArgumentHelp(
      say(fr: "Pourquoi, pour le registre.", en: "Why, for the record."),
      valueName: say(fr: "texte", en: "text")
    )
  )
  var reason: String?

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var signing: SigningKeyOptions
  @OptionGroup var output: FormatOptions

  func run() throws {
    try ledger.requireFile(for: "restore")
    try output.require([.table, .json], for: "restore")
    let reason = try reason.map { try FreeText(parsing: $0) }
    let progress = Progress(fr: "Événements relus :", en: "Events read:")
    let path = LedgerReader.location(of: ledger.path)
    let restoration = try Restoration(
      of: path,
      from: source(),
      signing: signing.key(for: path),
      progress: progress.show
    )
    progress.end()
    noteUnnamed(restoration.unnamedParts)
    guard restoration.isNeeded else {
      if output.format == .json { return try Output.print(["restored": false]) }
      return try Output.print([
        say(
          fr: "Rien à restaurer : le registre contient sa tête signée.",
          en: "Nothing to restore: the ledger contains its signed head."
        )
      ])
    }
    for line in Self.losses(restoration) { Notice.write(line) }
    try confirm()
    let done = try restoration.carryOut(user: NSUserName(), reason: reason)
    try answer(restoration, done)
  }

  /// What is to stand.
  private func source() throws -> Restoration.Source {
    if let copy, !FileManager.default.fileExists(atPath: copy) {
      throw Failure(
        .noInput,
        fr: "« \(copy) » n'existe pas : ni copie d'un registre, ni dossier d'une sauvegarde.",
        en: "“\(copy)” does not exist: neither a copy of a ledger nor the folder of a backup."
      )
    }
    guard let copy, Backup.isThere(at: copy) else {
      guard size == nil else {
        throw Failure(
          .usage,
          fr: "--size demande le dossier d'une sauvegarde.",
          en: "--size needs the folder of a backup."
        )
      }
      return copy.map { .copy($0) } ?? .inPlace
    }
    return .backup(copy, size: size)
  }

  private func noteUnnamed(_ parts: [String]) {
    guard !parts.isEmpty else { return }
    let names = parts.joined(separator: ", ")
    Notice.write(
      say(
        fr:
          "Dans le dossier, mais pas dans backup.json : \(names). Si ce fichier est plus ancien qu'elles, "
          + "remettez d'abord le bon.",
        en:
          "In the folder, but not in backup.json: \(names). If that file is older than they are, put the right "
          + "one back first."
      )
    )
  }

  private static func losses(_ restoration: Restoration) -> [String] {
    let events = Wording(restoration.size, fr: "événement", en: "event")
    var lines = [
      say(
        fr: "À restaurer : \(events.french), racine \(restoration.root.base64)",
        en: "To be restored: \(events.english), root \(restoration.root.base64)"
      )
    ]
    if let lost = restoration.lostEvents, lost > 0 {
      lines.append(
        say(
          fr: "PERDU : événements du registre actuel qui ne sont pas dans la copie : \(lost).",
          en: "LOST: events of the ledger as it is that are not in the copy: \(lost)."
        )
      )
    }
    if let lost = restoration.lostEntries, lost > 0 {
      lines.append(
        say(
          fr: "PERDU : entrées du journal actuel qui ne sont pas dans la copie : \(lost).",
          en: "LOST: entries of the journal as it is that are not in the copy: \(lost)."
        )
      )
    }
    if let signed = restoration.lostSize {
      lines.append(
        say(
          fr:
            signed > restoration.size
            ? "PERDU : événements signés : \(signed) ; il en manque à la fin : "
              + "\(signed - restoration.size)."
            : "PERDU : les \(signed) premiers événements ne sont pas ceux qui ont été signés.",
          en:
            signed > restoration.size
            ? "LOST: events that were signed: \(signed); missing at the end: "
              + "\(signed - restoration.size)."
            : "LOST: the first \(signed) events are not those that were signed."
        )
      )
    }
    if restoration.headSize == nil, restoration.lostSize == nil {
      lines.append(
        restoration.hasForeignHead
          ? say(
            fr:
              "La tête à côté du registre est illisible ou d'un autre : ce qui est perdu n'est pas "
              + "connu. Elle est gardée sous un autre nom.",
            en:
              "The head beside the ledger is unreadable or another's: what is lost is not known. It is "
              + "kept under another name."
          )
          : say(
            fr: "Aucune tête signée n'est à côté du registre : ce qui est perdu n'est pas connu.",
            en: "No signed head lies beside the ledger: what is lost is not known."
          )
      )
    }
    return lines
  }

  private func confirm() throws {
    guard !yes else { return }
    guard isatty(STDIN_FILENO) == 1 else {
      throw Failure(
        .usage,
        fr: "Rien n'est restauré : ajoutez --yes pour le faire.",
        en: "Nothing is restored: add --yes to do it."
      )
    }
    Notice.show(say(fr: "Restaurer ? [oui/non] ", en: "Restore? [yes/no] "))
    let answer = readLine()?.lowercased() ?? ""
    guard ["oui", "o", "yes", "y"].contains(answer) else {
      throw Failure(.difference, fr: "Rien n'est restauré.", en: "Nothing is restored.")
    }
  }

  private func answer(
    _ restoration: Restoration,
    _ done: (sequence: Int, before: String?)
  ) throws {
    switch output.format {
    case .json:
      var object: JSONObject = [
        "root": .string(restoration.root.base64), "sequence": .integer(Int64(done.sequence)),
        "size": .integer(Int64(restoration.size)),
      ]
      object["before"] = done.before.map { .string($0) }
      object["lostSize"] = restoration.lostSize.map { .integer(Int64($0)) }
      object["lostEvents"] = restoration.lostEvents.map { .integer(Int64($0)) }
      object["lostEntries"] = restoration.lostEntries.map { .integer(Int64($0)) }
      try Output.print(object)
    default:
      try Output.print(
        [
          say(
            fr:
              "Restauré et inscrit par l'événement \(done.sequence) ; une nouvelle tête est signée.",
            en: "Restored, and recorded by event \(done.sequence); a new head is signed."
          )
        ]
          + (done.before.map {
            [
              say(
                fr: "Le fichier d'avant est là : \($0)",
                en: "The file from before is here: \($0)"
              )
            ]
          } ?? [])
      )
    }
  }
}
