import ArgumentParser
import CanonicalJSON
import Compliance
import Declarations
import Foundation
import Ledger
import MerkleLog
import Projections
import Reports

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
  @OptionGroup var signing: SigningKeyOptions

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

  @Option(
    help: ArgumentHelp(
      say(
        fr:
          "Un dossier où écrire l'accusé de chaque soumission enregistrée, maintenant ou déjà : "
          + "<numéro>.tlog-proof et, à côté, <numéro>.event.json.",
        en:
          "A folder for the receipt of every submission that is recorded, now or before: "
          + "<sequence>.tlog-proof and, beside it, <sequence>.event.json."
      ),
      valueName: say(fr: "dossier", en: "folder")
    ),
    completion: .directory
  )
  var receipts: String?

  @OptionGroup var output: FormatOptions

  func validate() throws {
    guard receipts == nil || !dryRun else {
      throw ValidationError(
        say(fr: "Un essai ne donne pas d'accusés.", en: "A dry run gives no receipts.")
      )
    }
  }

  func run() throws {
    try output.require([.table, .json], for: "append")
    if let receipts { try makeFolder(receipts) }
    let inputs = try files.map { ($0, DeliveryReader(try Input.open($0))) }
    var options = LedgerWriter.Options()
    options.keepsGoing = keepGoing
    let progress = Progress(fr: "Soumissions lues :", en: "Submissions read:")
    let credential = Credential.commandLine(user: NSUserName())
    let outcomes: [AppendOutcome]
    var impact: Impact?
    if dryRun {
      let writer = try LedgerWriter(at: ledger.path, signing: nil)
      let foreseen = try writer.foresee(
        inputs,
        as: credential,
        options: options,
        progress: progress.show
      )
      outcomes = foreseen.outcomes
      impact = try self.impact(of: foreseen.events)
    } else {
      outcomes = try ledger.writer(signing: signing).append(
        inputs,
        as: credential,
        options: options,
        progress: progress.show
      )
    }
    progress.end()
    let report = AppendReport(Array(zip(files, outcomes)), isDryRun: dryRun, impact: impact)
    if output.format == .json {
      try Output.print(report.json)
    } else {
      try Output.print(report.lines)
    }
    // What is recorded is told before anything else can fail.
    if let receipts { try write(outcomes.flatMap(\.receipts), to: receipts) }
    if report.hasRefusals { throw Failure(silently: .badData) }
  }

  /// Which earlier answers would change.
  private func impact(of events: [Event]) throws -> Impact? {
    guard let first = events.first else { return nil }
    let reader = try ledger.reader()
    let known = KnownAt(size: first.sequence)
    let fold = try reader.fold(known, everything: true, followedBy: events)
    return Impact(
      of: events,
      before: Docket(fold.history(known)),
      after: Docket(fold.history(fold.knownAt)),
      try Duties(Rulebook())
    )
  }

  /// Before anything is recorded, so that a folder that cannot be made refuses the whole.
  private func makeFolder(_ path: String) throws {
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    var status = stat()
    let isFolder = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    guard isFolder, access(path, W_OK) == 0 else {
      throw Failure(
        .cannotCreate,
        fr: "Le dossier « \(path) » ne peut pas être créé ou écrit ; rien n'est enregistré.",
        en: "The folder “\(path)” cannot be made or written to; nothing is recorded."
      )
    }
  }

  private func write(_ receipts: [AppendOutcome.Receipt], to path: String) throws {
    let folder = URL(fileURLWithPath: path, isDirectory: true)
    let reader = try ledger.reader()
    for receipt in receipts {
      let proof = try reader.receipt(of: receipt.sequence)
      let name = folder.appending(path: String(receipt.sequence))
      try Evidence.write(Array(proof.encoded.utf8), to: name.appendingPathExtension("tlog-proof"))
      try Evidence.write(proof.extra ?? [], to: name.appendingPathExtension("event.json"))
    }
  }
}

/// What became of every file.
private struct AppendReport {
  private let outcomes: [(file: String, outcome: AppendOutcome)]
  private let isDryRun: Bool
  private let impact: Impact?

  init(
    _ outcomes: [(file: String, outcome: AppendOutcome)],
    isDryRun: Bool,
    impact: Impact?
  ) {
    self.outcomes = outcomes
    self.isDryRun = isDryRun
    self.impact = impact
  }

  var hasRefusals: Bool { outcomes.contains { !$0.outcome.refused.isEmpty } }

  var json: JSONValue {
    let last = outcomes.last?.outcome
    var answer: JSONObject = [
      "appended": count(\.appended),
      "duplicates": count(\.duplicates),
      "refused": count(\.refused.count),
      "size": .integer(Int64(last?.size ?? 0)),
      "receipts": .array(outcomes.flatMap { $0.outcome.receipts.map(Self.json) }),
      "refusals": .array(
        outcomes.flatMap { file, outcome in outcome.refused.map { .object($0.json(of: file)) } }
      ),
    ]
    // What was only tried has no root that anybody will ever see.
    if !isDryRun { answer["root"] = last.map { .string($0.root.base64) } }
    answer["impact"] = impact?.json(in: .ofThisRun)
    return .object(answer)
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

  /// Where to look for what was changed by what is recorded now.
  private var hint: String? {
    let recorded = outcomes.flatMap { $0.outcome.receipts }.filter { !$0.isDuplicate }
    guard !isDryRun, let first = recorded.map(\.sequence).min(),
      let last = recorded.map(\.sequence).max()
    else { return nil }
    let range = first == last ? "\(first)" : "\(first) \(last)"
    return say(
      fr: "« mitm impact \(range) » dit ce que cela change aux réponses d'avant.",
      en: "“mitm impact \(range)” says what that changes in earlier answers."
    )
  }

  /// How many refusals a person is shown; the journal has them all.
  private static let shownRefusals = 20

  var lines: [String] {
    var lines: [String] = []
    for (file, outcome) in outcomes {
      let verb =
        isDryRun
        ? say(fr: "à enregistrer", en: "to be recorded") : say(fr: "enregistrées", en: "recorded")
      lines.append(
        say(
          fr: "\(file) : \(verb) \(outcome.appended), déjà là \(outcome.duplicates), "
            + "refusées \(outcome.refused.count)",
          en: "\(file): \(verb) \(outcome.appended), there already \(outcome.duplicates), "
            + "refused \(outcome.refused.count)"
        )
      )
      for refused in outcome.refused.prefix(Self.shownRefusals) {
        let field = refused.refusal.field.map { ", \($0)" } ?? ""
        lines.append(
          "  \(file):\(refused.line)\(field) [\(refused.refusal.rule.rawValue)] "
            + refused.refusal.message.said
        )
      }
      let hidden = outcome.refused.count - Self.shownRefusals
      if hidden > 0 {
        lines.append(
          say(
            fr: "  … et \(hidden) de plus ; --format json, ou mitm log --refused",
            en: "  … and \(hidden) more; --format json, or mitm log --refused"
          )
        )
      }
    }
    if let impact {
      lines.append(
        say(
          fr: "Ce qui changerait aux réponses d'avant :",
          en: "What would change in earlier answers:"
        )
      )
      lines += impact.lines(in: .ofThisRun)
    }
    if let hint { lines.append(hint) }
    guard let last = outcomes.last?.outcome else { return lines }
    let root = last.root.base64
    return lines + [
      isDryRun
        ? say(
          fr: "Rien n'est écrit ; le registre aurait \(last.size) événements.",
          en: "Nothing is written; the ledger would have \(last.size) events."
        )
        : say(
          fr: "Événements au registre : \(last.size) ; racine \(root)",
          en: "Events in the ledger: \(last.size); root \(root)"
        )
    ]
  }
}

extension AppendOutcome.Refused {
  /// A refusal as answers carry it.
  func json(of file: String) -> JSONObject {
    var object: JSONObject = [
      "file": .string(file), "line": .integer(Int64(line)),
      "rule": .string(refusal.rule.rawValue), "message": .string(refusal.message.said),
    ]
    object["field"] = refusal.field.map { .string($0) }
    object["value"] = refusal.value.map { .string($0) }
    return object
  }
}
