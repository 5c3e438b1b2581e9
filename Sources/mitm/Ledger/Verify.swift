import ArgumentParser
import CanonicalJSON
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
        Octets, suite des numéros, heures, hachages, arbre, racine. Un registre réécrit en entier \
        serait cohérent avec lui-même : comparez-le à un export gardé ailleurs, avec --against.
        """,
      en: """
        Bytes, sequence, times, hashes, tree, root. A ledger that was rewritten as a whole would fit \
        itself: compare it with an export kept elsewhere, by --against.
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

  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json], for: "verify")
    let export = try against.map { try Input.bytes(of: $0) }
    let progress = Progress(fr: "Événements relus :", en: "Events read:")
    let verification = try Verification.ofLedger(
      at: ledger.path,
      against: export,
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
          return .object(object)
        }
      ),
    ]
    answer["confirmed"] = verification.confirmed.map { .integer(Int64($0)) }
    return .object(answer)
  }

  private func lines(_ verification: Verification) -> [String] {
    let summary =
      verification.isClean
      ? say(
        fr: "Intact : \(verification.size) événements, racine \(verification.root.base64)",
        en: "Intact: \(verification.size) events, root \(verification.root.base64)"
      )
      : say(
        fr: "ALTÉRÉ : \(verification.problems.count) constats sur \(verification.size) événements",
        en: "ALTERED: \(verification.problems.count) problems in \(verification.size) events"
      )
    let confirmed = verification.confirmed.map { confirmed in
      say(
        fr: "L'export confirme \(confirmed) événements sur \(verification.size).",
        en: "The export confirms \(confirmed) of \(verification.size) events."
      )
    }
    return [summary] + [confirmed].compactMap(\.self)
      + verification.problems.map { "  [\($0.kind.rawValue)] \($0.message.said)" }
  }
}
