import CanonicalJSON
import Declarations
import Foundation
import Ledger
import MerkleLog
import PublicRegister
import Reports

/// What an import did.
struct ImportReport {
  /// A file that was read.
  struct File {
    let name: String
    let rows: Int
    var note: String?
  }

  let files: [File]
  /// The types of the events that were appended.
  let events: [EventType]
  let findings: [Finding]
  let outcome: AppendOutcome
  /// Whether all of it was there before.
  var wasImported = false
  /// What else a person should know.
  var remarks: [String] = []

  private var appended: [(type: EventType, count: Int)] {
    let counts = Dictionary(grouping: events) { $0 }.mapValues(\.count)
    return EventType.allCases.compactMap { type in counts[type].map { (type, $0) } }
  }

  private var kinds: [(kind: Finding.Kind, count: Int)] {
    let counts = Dictionary(grouping: findings, by: \.kind).mapValues(\.count)
    return Finding.Kind.allCases.compactMap { kind in counts[kind].map { (kind, $0) } }
  }

  var json: JSONValue {
    var counts = JSONObject()
    for (type, count) in appended { counts[type.identifier] = .integer(Int64(count)) }
    var rows = JSONObject()
    for file in files { rows[file.name] = .integer(Int64(file.rows)) }
    return .object([
      "appended": .object(counts),
      "rows": .object(rows),
      "findings": .array(findings.map(Self.json)),
      "size": .integer(Int64(outcome.size)),
      "root": .string(outcome.root.base64),
    ])
  }

  private static func json(_ finding: Finding) -> JSONValue {
    var object: JSONObject = [
      "file": .string(finding.file), "kind": .string(finding.kind.rawValue),
      "message": .string(finding.message.said),
    ]
    object["line"] = finding.line.map { .integer(Int64($0)) }
    return .object(object)
  }

  var lines: [String] {
    var lines = [say(fr: "Lignes lues", en: "Rows read")]
    for file in files {
      lines.append("  " + label(file.name, file.rows) + (file.note.map { " (\($0))" } ?? ""))
    }
    lines.append(
      say(
        fr: "Événements ajoutés : \(outcome.appended)",
        en: "Events appended: \(outcome.appended)"
      )
    )
    lines += appended.map { "  " + label($0.type.rawValue, $0.count) }
    lines.append(
      say(
        fr: "Constats : \(findings.count)",
        en: "Findings: \(findings.count)"
      )
    )
    lines += kinds.map { "  " + label("\($0.kind.wording.said) [\($0.kind.rawValue)]", $0.count) }
    if !findings.isEmpty {
      lines.append(
        say(
          fr: "  --findings FICHIER les écrit tous, ligne par ligne.",
          en: "  --findings FILE writes them all, line by line."
        )
      )
    }
    if wasImported {
      lines.append(
        say(
          fr: "Ce dossier était déjà importé pour ce jour.",
          en: "This folder was imported for that day before."
        )
      )
    }
    return lines + remarks + [
      say(
        fr: "Événements au registre : \(outcome.size) ; racine \(outcome.root.base64)",
        en: "Events in the ledger: \(outcome.size); root \(outcome.root.base64)"
      )
    ]
  }

  private func label(_ name: String, _ count: Int) -> String {
    say(fr: "\(name) : \(count)", en: "\(name): \(count)")
  }

  func write(to path: String) throws {
    let table =
      CSV.line(["file", "line", "kind", "message"])
      + findings.map { finding in
        CSV.line([
          finding.file, finding.line.map(String.init) ?? "", finding.kind.rawValue,
          finding.message.said,
        ])
      }.joined()
    do {
      try Data(table.text.utf8).write(to: URL(fileURLWithPath: path))
    } catch {
      throw Failure(
        .cannotCreate,
        fr: "« \(path) » ne peut pas être écrit ; l'import, lui, est enregistré.",
        en: "“\(path)” cannot be written; the import itself is recorded."
      )
    }
  }
}
