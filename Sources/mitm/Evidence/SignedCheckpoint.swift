import ArgumentParser
import CanonicalJSON
import Declarations
import Foundation
import Ledger
import MerkleLog

/// Shows the signed head of the ledger, or verifies one offline.
struct SignedCheckpoint: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint",
    abstract: say(
      fr: "Le point de contrôle signé du registre.",
      en: "The signed checkpoint of the ledger."
    ),
    discussion: say(
      fr: """
        Une note signée (C2SP tlog-checkpoint, Ed25519) : origine, taille, racine. Qui en garde une \
        copie pourra prouver que rien de ce qu'elle couvre n'a changé. --verify vérifie une note \
        sans le registre ; avec --proof, aussi que celle de la preuve la prolonge.
        """,
      en: """
        A signed note (C2SP tlog-checkpoint, Ed25519): origin, size, root. Whoever keeps a copy can \
        prove later that nothing it covers was changed. --verify checks a note without the ledger; \
        with --proof, also that the one in the proof extends it.
        """
    )
  )

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var signing: SigningKeyOptions

  @Flag(
    help: ArgumentHelp(
      say(
        fr: "Tous les points de contrôle gardés, l'un après l'autre, pour un miroir.",
        en: "Every checkpoint that is kept, one after the other, for a mirror."
      )
    )
  )
  var all = false

  @Flag(
    help: ArgumentHelp(
      say(
        fr: "La clé de vérification du registre, seule.",
        en: "The verifier key of the ledger, alone."
      )
    )
  )
  var verifierKey = false

  @Option(
    help: ArgumentHelp(
      say(fr: "Vérifie cette note, hors ligne.", en: "Verify this note, offline."),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var verify: String?

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Avec --verify : une preuve de « mitm prove --consistency ».",
        en: "With --verify: a proof of “mitm prove --consistency”."
      ),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var proof: String?

  @OptionGroup var verifier: VerifierKeyOptions
  @OptionGroup var output: FormatOptions

  func validate() throws {
    guard verify != nil || (proof == nil && verifier.key == nil) else {
      throw ValidationError(
        say(fr: "--proof et --key vont avec --verify.", en: "--proof and --key go with --verify.")
      )
    }
  }

  func run() throws {
    try output.require([.table, .json], for: "checkpoint")
    if let verify { return try check(verify) }
    if verifierKey {
      let key = try ledger.reader().verifierKey
      return output.format == .json
        ? try Output.print(["verifierKey": .string(key)]) : try Output.print([key])
    }
    var stored = try ledger.reader().lastCheckpoint
    let size = try ledger.reader().size
    if stored.map({ $0.size < size }) ?? true {
      // A writer that was interrupted, or a ledger of before there were checkpoints.
      _ = try ledger.writer(signing: signing)
      stored = try ledger.reader().lastCheckpoint
    }
    guard let stored else { return }
    let notes = all ? try ledger.reader().checkpoints : [stored]
    var answer = Output()
    for checkpoint in notes {
      if output.format == .json {
        answer.line(.object(checkpoint.json))
      } else {
        answer.text(checkpoint.note)
      }
    }
    try answer.flush()
  }

  private func check(_ path: String) throws {
    let key = try verifier.keyOrLedgers(ledger)
    let text = try Evidence.text(of: path)
    let checkpoint = try Evidence.verifying(path) { () throws(NoteError) in
      // Of several each must hold; the last one covers most.
      var last: Checkpoint?
      for note in try SignedNote.sequence(parsing: text) {
        last = try Checkpoint(verifying: note, with: key)
      }
      guard let last else { throw .malformed(line: 1) }
      return last
    }
    let later = try proof.map { try extending(checkpoint, by: $0, with: key) }
    switch output.format {
    case .json:
      var answer = checkpoint.json
      answer["extendedTo"] = later.map { .object($0.json) }
      answer["ok"] = true
      try Output.print(answer)
    default:
      let events = Wording(checkpoint.size, fr: "événement", en: "event")
      var lines = [
        say(
          fr: "Vérifié : \(key.name) a signé \(events.french), racine \(checkpoint.root.base64)",
          en: "Verified: \(key.name) signed \(events.english), root \(checkpoint.root.base64)"
        )
      ]
      if let later {
        let events = Wording(later.size, fr: "événement", en: "event")
        lines.append(
          say(
            fr: "Prolongé sans rien changer jusqu'à \(events.french), racine \(later.root.base64)",
            en: "Extended, with nothing changed, to \(events.english), root \(later.root.base64)"
          )
        )
      }
      try Output.print(lines)
    }
  }

  private func extending(
    _ checkpoint: Checkpoint,
    by path: String,
    with key: VerifierKey
  ) throws -> Checkpoint {
    let text = try Evidence.text(of: path)
    let later = try Evidence.verifying(path) { () throws(NoteError) in
      try AddCheckpointRequest(parsing: text).verify(extending: checkpoint, with: key)
    }
    guard let later else {
      let events = Wording(checkpoint.size, fr: "événement", en: "event")
      throw Failure(
        .difference,
        fr: "« \(path) » ne prouve pas que le registre prolonge celui de \(events.french).",
        en: "“\(path)” does not prove that the ledger extends that of \(events.english)."
      )
    }
    return later
  }
}

extension Checkpoint {
  fileprivate var json: JSONObject {
    [
      "origin": .string(origin), "root": .string(root.base64), "size": .integer(Int64(size)),
    ]
  }
}

extension StoredCheckpoint {
  fileprivate var json: JSONObject {
    [
      "note": .string(note), "root": .string(root.base64), "size": .integer(Int64(size)),
    ]
  }
}
