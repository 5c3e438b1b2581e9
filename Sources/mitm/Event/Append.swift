import ArgumentParser
import CanonicalJSON
import Declarations
import Foundation
import Ledger
import MerkleLog

/// Records submissions.
struct Append: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(fr: "Enregistre des soumissions.", en: "Record submissions."),
    discussion: say(
      fr: """
        Chaque FICHIER contient du NDJSON, un tableau JSON ou un seul objet ; « - » est l'entrée \
        standard. Un fichier est pris en entier ou pas du tout. Envoyer deux fois la même chose ne \
        l'enregistre qu'une fois. Ce qui est refusé reste au journal : mitm log --refused.
        """,
      en: """
        Each FILE holds NDJSON, a JSON array or one object; “-” is standard input. A file is taken \
        whole or not at all. Sending the same thing twice records it once. What is refused stays in \
        the journal: mitm log --refused.
        """
    )
  )

  @Argument(
    help: ArgumentHelp(
      say(fr: "Les fichiers.", en: "The files."),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var files: [String]

  @OptionGroup var ledger: LedgerOptions

  @Flag(
    help: ArgumentHelp(
      say(
        fr: "Enregistre les bonnes lignes d'un fichier qui en a de mauvaises.",
        en: "Record the good lines of a file that has bad ones."
      )
    )
  )
  var keepGoing = false

  @Flag(
    help: ArgumentHelp(
      say(fr: "Essaie tout, n'écrit rien.", en: "Try everything, write nothing.")
    )
  )
  var dryRun = false

  @OptionGroup var output: FormatOptions

  func run() throws {
    guard output.format == .json || output.format == .table else {
      throw output.refused(by: "append")
    }
    let inputs = try files.map { (path: $0, file: try Input.open($0)) }
    var options = LedgerWriter.Options()
    options.keepsGoing = keepGoing
    options.isDryRun = dryRun
    let writer = try LedgerWriter(at: ledger.path)
    var outcomes: [(file: String, outcome: AppendOutcome)] = []
    for input in inputs {
      var deliveries = DeliveryReader(input.file)
      let progress = Progress(fr: "Soumissions lues :", en: "Submissions read:")
      let outcome = try writer.append(
        &deliveries,
        from: input.path,
        as: .commandLine(user: NSUserName()),
        options: options,
        progress: progress.show
      )
      progress.end()
      outcomes.append((input.path, outcome))
    }
    let report = AppendReport(outcomes, isDryRun: dryRun)
    switch output.format {
    case .json: try Output.print(report.json)
    default: try Output.print(report.lines)
    }
    if report.hasRefusals { throw Failure(silently: .badData) }
  }
}

/// What became of every file.
struct AppendReport {
  private let outcomes: [(file: String, outcome: AppendOutcome)]
  private let isDryRun: Bool

  init(_ outcomes: [(file: String, outcome: AppendOutcome)], isDryRun: Bool) {
    self.outcomes = outcomes
    self.isDryRun = isDryRun
  }

  var hasRefusals: Bool { outcomes.contains { !$0.outcome.refused.isEmpty } }

  var json: JSONValue {
    let last = outcomes.last?.outcome
    return .object([
      "appended": count(\.appended),
      "duplicates": count(\.duplicates),
      "refused": count(\.refused.count),
      "size": .integer(Int64(last?.size ?? 0)),
      "root": .string(last?.root.base64 ?? ""),
      "receipts": .array(outcomes.flatMap { $0.outcome.receipts.map(Self.json) }),
      "refusals": .array(
        outcomes.flatMap { file, outcome in outcome.refused.map { Self.json($0, file) } }
      ),
    ])
  }

  private func count(_ count: (AppendOutcome) -> Int) -> JSONValue {
    .integer(Int64(outcomes.reduce(0) { $0 + count($1.outcome) }))
  }

  private static func json(_ receipt: AppendOutcome.Receipt) -> JSONValue {
    .object([
      "id": receipt.reference.id.json, "source": receipt.reference.source.json,
      "sequence": .integer(Int64(receipt.sequence)),
    ])
  }

  private static func json(_ refused: AppendOutcome.Refused, _ file: String) -> JSONValue {
    var object: JSONObject = [
      "file": .string(file), "line": .integer(Int64(refused.line)),
      "rule": .string(refused.refusal.rule.rawValue),
      "message": .string(refused.refusal.message.said),
    ]
    object["field"] = refused.refusal.field.map { .string($0) }
    object["value"] = refused.refusal.value.map { .string($0) }
    return .object(object)
  }

  var lines: [String] {
    var lines: [String] = []
    for (file, outcome) in outcomes {
      let verb =
        isDryRun
        ? say(fr: "seraient enregistrés", en: "would be recorded")
        : say(fr: "enregistrés", en: "recorded")
      lines.append(
        say(
          fr: "\(file) : \(outcome.appended) \(verb), \(outcome.duplicates) déjà là, "
            + "\(outcome.refused.count) refusés",
          en: "\(file): \(outcome.appended) \(verb), \(outcome.duplicates) there already, "
            + "\(outcome.refused.count) refused"
        )
      )
      for refused in outcome.refused {
        let field = refused.refusal.field.map { ", \($0)" } ?? ""
        lines.append(
          "  \(file):\(refused.line)\(field) [\(refused.refusal.rule.rawValue)] "
            + refused.refusal.message.said
        )
      }
    }
    guard let last = outcomes.last?.outcome else { return lines }
    return lines + [
      say(
        fr: "Le registre a \(last.size) événements ; racine \(last.root.base64)",
        en: "The ledger has \(last.size) events; root \(last.root.base64)"
      )
    ]
  }
}
