import ArgumentParser
import CanonicalJSON
import Declarations
import Foundation
import Ledger
import MerkleLog
import Projections
import Questions
import Reports

/// Shows events as they were recorded.
struct Log: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(
      fr: "Les événements tels qu'enregistrés, le plus récent en dernier.",
      en: "The events as recorded, newest last."
    ),
    discussion: say(
      fr: "--refused montre ce qui a été envoyé et refusé, avec le motif.",
      en: "--refused shows what was sent and refused, with the reason."
    )
  )

  @OptionGroup var ledger: LedgerOptions

  @Option(
    help: ArgumentHelp(
      say(fr: "Ceux d'une spécialité.", en: "Those about one product."),
      valueName: "cis"
    ),
    transform: Product.parse
  )
  var cis: CIS?

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Ceux d'un laboratoire, ou à son sujet.",
        en: "Those from one lab, or about it."
      ),
      valueName: say(fr: "labo", en: "lab")
    ),
    transform: Laboratory.parse
  )
  var lab: Lab?

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Ceux d'un type, comme stock.reported.",
        en: "Those of one type, as stock.reported."
      ),
      valueName: "type"
    ),
    completion: .list(EventType.allCases.map(\.rawValue)),
    transform: { text in
      guard let type = EventType(rawValue: text) else {
        throw ValidationError(
          say(
            fr: "« \(text) » n'est pas un type du catalogue.",
            en: "“\(text)” is not a type of the catalogue."
          )
        )
      }
      return type
    }
  )
  var type: EventType?

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Les ruptures dont une cause contient ce texte, espaces et casse mis à part.",
        en: "The shortages of which a cause contains this text, white space and case aside."
      ),
      valueName: say(fr: "texte", en: "text")
    )
  )
  var cause: String?

  @Flag(
    help: ArgumentHelp(
      say(
        fr: "Ce qui a été refusé, au lieu de ce qui est enregistré.",
        en: "What was refused, instead of what is recorded."
      )
    )
  )
  var refused = false

  @OptionGroup var known: KnownOption
  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json, .csv, .ndjson], for: "log")
    let reader = try ledger.reader()
    if refused {
      guard cis == nil, lab == nil, type == nil, cause == nil, known.knownAt == nil else {
        throw Failure(
          .usage,
          fr:
            "--refused montre tout le journal des refus, sans --cis, --lab, --type, --cause ni --known-at.",
          en:
            "--refused shows the whole journal of refusals, without --cis, --lab, --type, --cause or "
            + "--known-at."
        )
      }
      return try RefusedReport(try reader.refusedSubmissions()).print(output)
    }
    let size = try Known.resolve(known.knownAt, in: reader)
    let isPlain = output.format == .json || output.format == .ndjson
    let voidedBy = isPlain ? [:] : try reader.history(size).voidedBy
    var lines: [EventLine] = []
    try reader.forEachEvent(in: 0..<size.size) { event in
      guard isMeant(event.submission) else { return }
      lines.append(EventLine(event, voidedBy: voidedBy[event.sequence]))
    }
    var answer = Output()
    switch output.format {
    case .json: answer.line(.array(lines.map { .object($0.event.json) }))
    case .ndjson: for line in lines { try answer.line(line.event.canonicalBytes) }
    case .csv: answer.text((CSV.line(EventLine.csvHeader) + lines.map(\.csv).joined()).text)
    default:
      var table = TextTable(EventLine.header(.ofThisRun), whole: EventLine.wholeColumns)
      for line in lines { table.add(line.cells(.ofThisRun)) }
      for line in table.lines(width: Output.width) { answer.line(line) }
      answer.line("")
      let root = try reader.root(of: size).base64
      answer.line(
        say(
          fr: "Événements : \(lines.count) sur \(size.size) connus ; racine \(root)",
          en: "Events: \(lines.count) of \(size.size) known; root \(root)"
        )
      )
    }
    try answer.flush()
  }

  private func isMeant(_ submission: Submission) -> Bool {
    if let cis, submission.subject != .product(cis) { return false }
    if let lab, submission.source != .lab(lab), submission.subject != .lab(lab) { return false }
    if let type, submission.type != type { return false }
    guard let cause else { return true }
    guard case .shortageDeclared(let shortage) = submission.fact else { return false }
    return shortage.causes.contains { Self.folded($0.text).contains(Self.folded(cause)) }
  }

  private static func folded(_ text: String) -> String {
    text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

/// What was sent and refused.
private struct RefusedReport {
  private let refused: [RefusedSubmission]

  init(_ refused: [RefusedSubmission]) {
    self.refused = refused
  }

  func print(_ output: FormatOptions) throws {
    var answer = Output()
    switch output.format {
    case .json: answer.line(.array(refused.map(json)))
    case .ndjson: for entry in refused { answer.line(json(entry)) }
    case .csv:
      answer.text(CSV.line(keys).text)
      for entry in refused { answer.text(CSV.line(cells(entry)).text) }
    default:
      for entry in refused {
        let field = entry.field.map { ", \($0)" } ?? ""
        let place = "\(entry.receivedAt)  \(entry.actor)  \(entry.file):\(entry.line)\(field)"
        answer.line(PlainText.shown("\(place)  [\(entry.rule)] \(entry.message.said)"))
        answer.line("    SHA-256 \(entry.sha256)")
        let beginning = String(decoding: entry.bytes.prefix(400), as: UTF8.self)
        answer.line("    " + PlainText.shown(beginning))
      }
      answer.line(say(fr: "Refus : \(refused.count)", en: "Refusals: \(refused.count)"))
    }
    try answer.flush()
  }

  private let keys = [
    "receivedat", "actor", "file", "line", "rule", "field", "value", "message", "length",
    "sha256", "body",
  ]

  private func cells(_ entry: RefusedSubmission) -> [String] {
    [
      entry.receivedAt, entry.actor, entry.file, String(entry.line), entry.rule, entry.field ?? "",
      entry.value ?? "", entry.message.said, String(entry.length), entry.sha256,
      String(decoding: entry.bytes, as: UTF8.self),
    ]
  }

  /// `body` is the text as sent; where that is no UTF-8, `bodyBase64` has its bytes.
  private func json(_ entry: RefusedSubmission) -> JSONValue {
    var object: JSONObject = [
      "receivedat": .string(entry.receivedAt), "actor": .string(entry.actor),
      "file": .string(entry.file), "line": .integer(Int64(entry.line)),
      "rule": .string(entry.rule), "message": .string(entry.message.said),
      "length": .integer(Int64(entry.length)), "sha256": .string(entry.sha256),
    ]
    object["field"] = entry.field.map { .string($0) }
    object["value"] = entry.value.map { .string($0) }
    if let text = String(validating: entry.bytes, as: UTF8.self) {
      object["body"] = .string(text)
    } else {
      object["bodyBase64"] = .string(Data(entry.bytes).base64EncodedString())
    }
    return .object(object)
  }
}
