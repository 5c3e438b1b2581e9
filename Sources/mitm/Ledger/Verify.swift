import ArgumentParser
import CanonicalJSON
import Declarations
import Foundation
import Ledger
import MerkleLog

/// Computes everything again from the bytes and says what does not fit.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(
      fr: "Relit chaque octet et recalcule tout.",
      en: "Read every byte and compute all again."
    ),
    discussion: say(
      fr: """
        Octets, suite des numéros, heures, hachages, arbre, racine, points de contrôle signés, tête, \
        journal des envois, index, listes scellées. Qui tient la clé pourrait tout réécrire et \
        signer : comparez à un point de contrôle ou à un export gardés ailleurs (--checkpoint, \
        --against). --from N ne relit que la suite, ce qui précède étant garanti par --checkpoint.
        """,
      en: """
        Bytes, sequence, times, hashes, tree, root, signed checkpoints, head, journal of what was \
        sent, index, sealed lists. Whoever holds the key could rewrite and sign it all: compare with \
        a checkpoint or an export kept elsewhere (--checkpoint, --against). --from N reads the rest \
        only; what comes before is vouched for by --checkpoint.
        """
    )
  )

  @OptionGroup var ledger: LedgerOptions

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Un export du même registre, peut-être plus ancien.",
        en: "An export of the same ledger, perhaps an earlier one."
      ),
      valueName: "export"
    ),
    completion: .file()
  )
  var against: String?

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Un point de contrôle signé auquel vous faites confiance.",
        en: "A signed checkpoint that you trust."
      ),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var checkpoint: String?

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Commence à cet événement ; demande --checkpoint.",
        en: "Begin at this event; needs --checkpoint."
      ),
      valueName: "n"
    )
  )
  var from = 0

  @OptionGroup var verifier: VerifierKeyOptions
  @OptionGroup var output: FormatOptions

  func validate() throws {
    guard from == 0 || (from > 0 && checkpoint != nil && against == nil) else {
      throw ValidationError(
        say(
          fr: "--from N (N ≥ 0) demande --checkpoint, et va sans --against.",
          en: "--from N (N ≥ 0) needs --checkpoint, and goes without --against."
        )
      )
    }
  }

  func run() throws {
    try output.require([.table, .json], for: "verify")
    let options = Verification.Options(
      export: try against.map { try Input.bytes(of: $0, limit: 1 << 36) },
      key: try verifier.given(),
      checkpoint: try checkpoint.flatMap { path in
        let text = try Evidence.text(of: path)
        return try Evidence.verifying(path) { () throws(NoteError) in
          // Of several the last one covers most.
          try SignedNote.sequence(parsing: text).last
        }
      },
      start: from
    )
    let progress = Progress(fr: "Événements relus :", en: "Events read:")
    let verification = try Verification.ofLedger(
      at: ledger.followed(),
      options,
      progress: progress.show
    )
    progress.end()
    switch output.format {
    case .json: try Output.print(json(verification))
    default: try Output.print(lines(verification))
    }
    if !verification.isClean { throw Failure(silently: .difference) }
  }

  private func json(_ verification: Verification) -> JSONValue {
    var answer: JSONObject = [
      "ok": .bool(verification.isClean),
      "size": .integer(Int64(verification.size)),
      "root": .string(verification.root.base64),
      "problems": .array(
        verification.problems.map { problem in
          var object: JSONObject = [
            "kind": .string(problem.kind.rawValue), "message": .string(problem.message.said),
          ]
          object["sequence"] = problem.sequence.map { .integer(Int64($0)) }
          object["table"] = problem.row.map { .string($0.table) }
          object["row"] = problem.row.map { .string($0.key) }
          return .object(object)
        }
      ),
    ]
    // A partial verification must not be taken for a whole one.
    if from > 0 { answer["from"] = .integer(Int64(from)) }
    answer["confirmed"] = verification.confirmed.map { .integer(Int64($0)) }
    return .object(answer)
  }

  /// Nothing was altered where all that is wrong is that something is not signed, or signed elsewhere.
  private func verdict(_ verification: Verification) -> String {
    let isAltered = !verification.problems.allSatisfy { [.unsigned, .head].contains($0.kind) }
    let (count, size) = (verification.problems.count, verification.size)
    return isAltered
      ? say(
        fr: "ALTÉRÉ : constats : \(count) ; événements : \(size)",
        en: "ALTERED: problems: \(count); events: \(size)"
      )
      : say(
        fr: "NON PROUVÉ : constats : \(count) ; événements : \(size)",
        en: "NOT PROVED: problems: \(count); events: \(size)"
      )
  }

  private func lines(_ verification: Verification) -> [String] {
    let read = from == 0 ? "" : say(fr: ", relus depuis le \(from)", en: ", read from \(from) on")
    let first = verification.firstSequence.map { first in
      say(fr: ", le premier à l'événement \(first)", en: ", the first at event \(first)")
    }
    let events = Wording(verification.size, fr: "événement", en: "event")
    let summary =
      verification.isClean
      ? say(
        fr: "Intact : \(events.french)\(read), racine \(verification.root.base64)",
        en: "Intact: \(events.english)\(read), root \(verification.root.base64)"
      )
      : verdict(verification) + (first ?? "")
    let signed = say(
      fr:
        "Signés : \(verification.signed) sur \(verification.size). Listes scellées, rejouées : "
        + "\(verification.seals).",
      en:
        "Signed: \(verification.signed) of \(verification.size). Sealed lists, replayed: "
        + "\(verification.seals)."
    )
    let confirmed = verification.confirmed.map { confirmed in
      say(
        fr: "L'export confirme \(Wording(confirmed, fr: "événement", en: "event").french) sur "
          + "\(verification.size).",
        en: "The export confirms \(confirmed) of \(events.english)."
      )
    }
    let head =
      verification.hasHead || !verification.isClean
      ? nil
      : say(
        fr: "Aucune tête signée à côté : si un état plus récent a été signé, rien ne le dit ici.",
        en: "No signed head beside it: whether a later state was signed, nothing says here."
      )
    return [summary, signed] + [head, confirmed].compactMap(\.self)
      + verification.problems.map { problem in
        let place = problem.row.map { " \($0.table) \($0.key)" } ?? ""
        return "  [\(problem.kind.rawValue)\(place)] \(problem.message.said)"
      }
  }
}
