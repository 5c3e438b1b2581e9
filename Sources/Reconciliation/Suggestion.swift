import CanonicalJSON
package import Declarations
import Spreadsheets

/// Events that would bring the ledger to what a register says, ready to be appended.
package enum Suggestion {
  /// The event that a row stands for, filed on a day; nil when the row does not say enough.
  package static func submission(of row: RegisterRow, by lab: Lab, on day: LegalDate) -> Submission? {
    guard let cis = row.cis, let type = row.type, let effectiveOn = row.effectiveOn else { return nil }
    var object: JSONObject = [
      "effectiveon": .string(effectiveOn.description),
      "id": .string(row.id ?? "register:\(type.rawValue):\(cis):\(effectiveOn)"),
      "source": .string(Source.lab(lab).text), "specversion": "1.0",
      "subject": .string(Subject.product(cis).text), "time": .string(time(row, on: day)),
      "type": .string(type.identifier),
    ]
    if !row[.reason].isEmpty { object["reason"] = .string(row[.reason]) }
    object["data"] = .object(data(of: row))
    return try? Submission(object)
  }

  /// The event that corrects another to what a row says; nil when there is nothing to correct, or what
  /// differs is no part of what can be.
  package static func correction(
    of event: Event,
    to row: RegisterRow,
    _ differences: [Reconciliation.Difference]
  ) -> Submission? {
    let fixed: Set<Column> = [.id, .cis, .type]
    guard !differences.isEmpty, differences.allSatisfy({ !fixed.contains($0.column) }) else { return nil }
    var object = event.submission.json
    var data = object["data"]?.object ?? [:]
    for difference in differences {
      let (column, text) = (difference.column, difference.register)
      switch column {
      case .effectiveon:
        guard let day = CellText.day(text) else { return nil }
        object["effectiveon"] = .string(day.description)
      case .time: object["time"] = .string(time(row, on: event.submission.time.day))
      case .reason: break
      default: data[column.rawValue] = text.isEmpty ? nil : value(text, column)
      }
    }
    object["data"] = .object(data)
    object["corrects"] = .string(event.submission.reference.text)
    object["id"] = .string("correction:\(event.sequence):\(name(of: differences))")
    object["reason"] = .string("rapprochement du registre du laboratoire")
    return try? Submission(object)
  }

  /// A short name of what is corrected, the same whenever it is asked for.
  private static func name(of differences: [Reconciliation.Difference]) -> String {
    let text = differences.map { "\($0.column.rawValue)=\($0.register)" }.joined(separator: ";")
    let plain = text.map { $0.isASCII && ($0.isLetter || $0.isNumber || "=;-".contains($0)) ? $0 : "_" }
    return String(plain.prefix(60))
  }

  private static func data(of row: RegisterRow) -> JSONObject {
    let outside: Set<Column> = [.id, .cis, .type, .effectiveon, .time, .reason]
    var data: JSONObject = [:]
    for (column, text) in row.values where !outside.contains(column) && !text.isEmpty {
      data[column.rawValue] = value(text, column)
    }
    return data
  }

  private static func time(_ row: RegisterRow, on day: LegalDate) -> String {
    if let time = try? FilingTime(parsing: row[.time]) { return time.text }
    return FilingTime(midnightOf: CellText.day(row[.time]) ?? day).text
  }

  /// The value of a cell in the form that events carry.
  private static func value(_ text: String, _ column: Column) -> JSONValue {
    switch column {
    case .units, .sales12m, .dossier, .qualificationDossier, .year:
      CellText.integer(text).map { .integer(Int64($0)) } ?? .string(text)
    case .urgent, .qualified: CellText.flag(text).map { .bool($0) } ?? .string(text)
    case .plannedOn, .knownOn, .expectedEndOn:
      .string(CellText.day(text)?.description ?? text)
    case .causes: .array(text.split(separator: ";").map { .string(String($0)) })
    default: .string(text)
    }
  }
}
