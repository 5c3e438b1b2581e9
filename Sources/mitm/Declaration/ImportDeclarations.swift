import ArgumentParser
import CanonicalJSON
import Declarations
import Foundation
import Ledger
import MerkleLog
import Projections
import Reports
import Spreadsheets
import Submissions

/// Declarations in a spreadsheet.
struct ImportDeclarations: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "declarations",
    abstract: say(
      fr: "Les déclarations d'un laboratoire, dans un CSV ou un XLSX.",
      en: "A lab's declarations, in a CSV or an XLSX."
    ),
    discussion: say(
      fr: """
        Les colonnes par leur nom, dans n'importe quel ordre (mitm template). Une faute nomme la feuille, la \
        ligne et la colonne ; --annotate écrit une copie du fichier où elles sont marquées. Un fichier est \
        pris en entier ou pas du tout. Le même fichier n'ajoute rien la seconde fois.
        """,
      en: """
        The columns by their names, in any order (mitm template). A fault names sheet, row and column; \
        --annotate writes a copy of the file in which they are marked. A file is taken whole or not at all. \
        The same file adds nothing the second time.
        """
    )
  )

  @Argument(
    help: ArgumentHelp(
      say(fr: "Le fichier.", en: "The file."),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var file: String

  @Option(
    help: ArgumentHelp(
      say(fr: "Le laboratoire qui déclare.", en: "The lab that declares."),
      valueName: say(fr: "labo", en: "lab")
    ),
    transform: Laboratory.parse
  )
  var lab: Lab

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      say(fr: "Le modèle que le fichier suit : ", en: "The template that the file follows: ")
        + Template.allCases.map(\.rawValue).joined(separator: ", ") + ".",
      valueName: say(fr: "modèle", en: "template")
    ),
    completion: .list(Template.allCases.map(\.rawValue)),
    transform: Template.parse
  )
  var template: Template = .register

  @Flag(
    help: ArgumentHelp(
      say(
        fr: "Enregistre les bonnes lignes d'un fichier qui en a de mauvaises.",
        en: "Record the good rows of a file that has bad ones."
      )
    )
  )
  var keepGoing = false

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Un classeur où écrire une copie du fichier, les fautes marquées.",
        en: "A workbook for a copy of the file with the faults marked."
      ),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var annotate: String?

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var signing: SigningKeyOptions
  @OptionGroup var output: FormatOptions

  func validate() throws {
    guard annotate == nil || annotate != file else {
      throw ValidationError(
        say(
          fr: "--annotate écrirait sur le fichier lui-même.",
          en: "--annotate would write over the file itself."
        )
      )
    }
  }

  func run() throws {
    try output.require([.table, .json], for: "import declarations")
    let saysType = template != .register
    let register = try Input.register(file, needing: template.needed, or: saysType ? nil : .cis)
    guard saysType || register.columns.contains(.type) else {
      throw Failure(
        .badData,
        fr:
          "« \(file) » n'a pas de colonne « Type » : --as dit ce que chaque ligne déclare (--as stock, …).",
        en: "“\(file)” has no column “type”: --as says what each row declares (--as stock, …)."
      )
    }
    guard !register.rows.isEmpty else {
      throw Failure(
        .badData,
        fr: "« \(file) » : aucune ligne sous les en-têtes.",
        en: "“\(file)”: no row under the headings."
      )
    }
    let now = try FilingTime(parsing: Instant.now().recordedText)
    var options = LedgerWriter.Options()
    options.keepsGoing = keepGoing
    let outcomes = try ledger.writer(signing: signing).append(
      [(file, DeliveryReader(try lines(of: register, filedAt: now)))],
      as: .commandLine(user: NSUserName()),
      options: options
    )
    guard let outcome = outcomes.first else { return }
    let faults = Self.faults(outcome.refused, register)
    try noteVoid(outcome)
    if let annotate { try Annotation.write(file, register, faults, to: annotate) }
    try report(outcome, faults, register)
    if !faults.isEmpty { throw Failure(silently: .badData) }
  }

  /// Each row as it would be sent, on the line that is its number, so that whatever names a line names the
  /// row; the journal keeps what is refused.
  private func lines(of register: Register, filedAt time: FilingTime) throws -> [UInt8] {
    let recorded = try ledger.reader().names()
    var bytes: [UInt8] = []
    var line = 1
    var names: [String: Int] = [:]
    for row in register.rows {
      var object = row.object(by: lab, filedAt: time, as: template.type)
      if let corrects = row.corrected(by: lab) {
        let target = try recorded.event(named: corrects)?.submission
        if let target { try check(target, isReplacedBy: row) }
        // A file that comes back to an earlier value states it twice.
        if row.id == nil, let name = object["id"]?.string {
          names[name, default: 0] += 1
          if let count = names[name], count > 1 { object["id"] = .string("\(name):\(count)") }
        }
        // A correction has the time of the filing that it corrects, unless that is what was wrong.
        if let target, row[.time].isEmpty { object["time"] = .string(target.time.text) }
      }
      // A time that the row states is never taken for another.
      if row[.time].isEmpty { object = try recorded.asFiled(object) }
      bytes += Array(repeating: 0x0A, count: max(row.number - line, 0))
      bytes += JSONValue.object(object).canonicalBytes + [0x0A]
      line = max(row.number, line) + 1
    }
    return bytes
  }

  /// Says what is there already and void: the file does not bring it back.
  private func noteVoid(_ outcome: AppendOutcome) throws {
    let names = try ledger.reader().names()
    let void = try outcome.receipts.filter { receipt in
      try receipt.isDuplicate && !names.isInForce(receipt.sequence)
    }
    guard !void.isEmpty else { return }
    let places = void.prefix(10).map { String($0.sequence) }.joined(separator: ", ")
    Notice.write(
      say(
        fr: "Déjà là, et corrigé ou rétracté depuis : \(void.count) (événements \(places)"
          + (void.count > 10 ? "…" : "")
          + "). Une ligne avec son propre « id » les déclare à nouveau.",
        en: "There already, and corrected or retracted since: \(void.count) (events \(places)"
          + (void.count > 10 ? "…" : "") + "). A row with an “id” of its own declares them again."
      )
    )
  }

  /// What was refused, cell by cell: beside what the catalogue names, what else is wrong with the row.
  private static func faults(
    _ refused: [AppendOutcome.Refused],
    _ register: Register
  ) -> [SheetFault] {
    let rows = Dictionary(register.rows.map { ($0.number, $0) }) { first, _ in first }
    return refused.flatMap { refused in
      let named = SheetFault(refused.refusal, onRow: refused.line, of: register)
      let others = (rows[refused.line]?.faults ?? [])
        .map { SheetFault($0, onRow: refused.line, of: register) }
        .filter { $0.column != named.column && refused.refusal.rule != .withheld }
      return [named] + others
    }
  }

  /// A row that replaces a correction would bring back what that one replaced: it is not sent.
  private func check(_ target: Submission, isReplacedBy row: RegisterRow) throws {
    guard let first = target.corrects, row.type != .eventRetracted else { return }
    let (name, line) = (target.id.text, row.number)
    throw Failure(
      .badData,
      fr:
        "« \(file) », ligne \(line) : « \(name) » est elle-même une correction ; la remplacer remettrait "
        + "« \(first.id.text) » en vigueur. Une ligne de type event.retracted qui corrige « \(name) », puis "
        + "celle-ci avec « \(first.id.text) », font ce qu'il faut.",
      en: "“\(file)”, line \(line): “\(name)” is a correction itself; replacing it would bring "
        + "“\(first.id.text)” back in force. A row of type event.retracted that corrects “\(name)”, then this "
        + "one with “\(first.id.text)”, do what is wanted."
    )
  }

  private func report(
    _ outcome: AppendOutcome,
    _ faults: [SheetFault],
    _ register: Register
  ) throws {
    switch output.format {
    case .json:
      try Output.print([
        "appended": .integer(Int64(outcome.appended)),
        "duplicates": .integer(Int64(outcome.duplicates)),
        "refusals": .array(faults.map { .object($0.json(file, register.sheetName)) }),
        "refused": .integer(Int64(outcome.refused.count)), "root": .string(outcome.root.base64),
        "size": .integer(Int64(outcome.size)),
      ])
    default:
      var lines = [
        say(
          fr: "\(file) : enregistrées \(outcome.appended), déjà là \(outcome.duplicates), fautes "
            + "\(faults.count)",
          en: "\(file): recorded \(outcome.appended), there already \(outcome.duplicates), faults "
            + "\(faults.count)"
        )
      ]
      lines += faults.prefix(20).map { "  " + $0.line(register.sheetName) }
      if faults.count > 20 {
        lines.append(
          say(
            fr: "  … et \(faults.count - 20) de plus ; --annotate les marque toutes",
            en: "  … and \(faults.count - 20) more; --annotate marks them all"
          )
        )
      }
      if faults.contains(where: { $0.refusal.rule == .conflict }) {
        lines.append(
          say(
            fr:
              "Une ligne qui a changé depuis se déclare avec « Corrige (identifiant) » (corrects) et « Motif » "
              + "(reason).",
            en: "A row that has changed since is declared with “corrects” and “reason”."
          )
        )
      }
      if outcome.appended == 0 && !faults.isEmpty && !keepGoing {
        lines.append(say(fr: "Rien n'est enregistré.", en: "Nothing is recorded."))
      }
      try Output.print(lines)
    }
  }
}

extension SheetFault {
  /// Sheet, row and column, as a spreadsheet shows them.
  func place(_ sheet: String?) -> String {
    let cell = (column.map(SheetRow.name(ofColumn:)) ?? "") + String(row)
    return (sheet.map { "\($0)!" } ?? "") + cell
  }

  func line(_ sheet: String?) -> String {
    let name = heading.map { say(fr: " « \($0) »", en: " “\($0)”") } ?? ""
    return "\(place(sheet))\(name) [\(refusal.rule.rawValue)] \(said)"
  }

  /// What is wrong, with what was read.
  var said: String {
    let message = refusal.message.said
    guard let value = refusal.value, !value.isEmpty, !message.contains(value) else {
      return message
    }
    return "\(message) (\(value))"
  }

  func json(_ file: String, _ sheet: String?) -> JSONObject {
    var object: JSONObject = [
      "file": .string(file), "line": .integer(Int64(row)), "message": .string(refusal.message.said),
      "place": .string(place(sheet)), "rule": .string(refusal.rule.rawValue),
    ]
    object["column"] = heading.map { .string($0) }
    object["sheet"] = sheet.map { .string($0) }
    object["field"] = refusal.field.map { .string($0) }
    object["value"] = refusal.value.map { .string($0) }
    return object
  }
}

extension EventNames {
  /// A submission with the time of the one that is recorded under its name, where they say the same but
  /// for that: it was filed when it was filed.
  func asFiled(_ object: JSONObject) throws -> JSONObject {
    guard let submission = try? Submission(object),
      let known = try event(named: submission.reference)?.submission.json
    else { return object }
    var filed = object
    filed["time"] = known["time"]
    return filed == known ? filed : object
  }
}
