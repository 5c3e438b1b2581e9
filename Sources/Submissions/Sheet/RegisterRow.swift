package import CanonicalJSON
package import Declarations
import Spreadsheets

/// A row of a lab's register, as the lab keeps it.
package struct RegisterRow: Sendable {
  /// Its number in the file.
  package let number: Int
  /// What stands in each column that is known, cells that are empty too.
  package let values: [Column: String]

  /// The product; nil where the cell names none, and the catalogue says why.
  package let cis: CIS?
  /// The effective day; nil where the cell is none.
  package let effectiveOn: LegalDate?
  /// The type, with or without `fr.mitm.` and the version, or by the word of its template.
  package let type: EventType?

  /// Takes the cells as they stand, and reads the product, the day and the type from them.
  package init(number: Int, values: [Column: String]) {
    self.number = number
    self.values = values
    // Read once: a row is compared with many events.
    cis = try? CIS(parsing: (values[.cis] ?? "").withoutSpaces)
    effectiveOn = CellText.day(values[.effectiveon] ?? "")
    type = Self.type(values[.type] ?? "")
  }

  /// What stands in a column; empty where the register has none of it.
  package subscript(column: Column) -> String { values[column] ?? "" }

  /// The id of the event; nil where the lab kept none.
  package var id: String? { self[.id].isEmpty ? nil : self[.id] }
  /// The code of the product, the spaces left out that make it readable.
  package var code: String { self[.cis].withoutSpaces }
  /// The number at Démarche numérique; nil where the cell is none.
  package var dossier: Int? { CellText.integer(self[.dossier]) }

  private static func type(_ text: String) -> EventType? {
    EventType(rawValue: text) ?? (try? EventType(parsing: text)) ?? Template(rawValue: text)?.type
  }

  /// Whether what stands in a column is what an event says there; an empty id, time, reason or reference is
  /// no claim.
  package func agrees(_ column: Column, with value: JSONValue?) -> Bool {
    self[column].isEmpty && Column.withoutClaim.contains(column)
      || Self.agrees(self[column], column, with: value)
  }

  /// Whether a value stands for what a field of an event says; an empty cell says that there is none.
  package static func agrees(_ text: String, _ column: Column, with value: JSONValue?) -> Bool {
    guard let value else { return text.isEmpty }
    switch value {
    case .integer(let number): return CellText.integer(text) == Int(number)
    case .bool(let flag): return CellText.flag(text) == flag
    case .array(let elements):
      return column.value(of: text) == value || text == value.canonicalText
        || elements.isEmpty && text.isEmpty
    case .object: return text == value.canonicalText
    case .string(let known):
      if text == known { return true }
      switch column {
      case .type: return type(text)?.identifier == known
      case .cis, .cip13: return column.value(of: text) == value
      case .corrects: return known.hasSuffix("#\(text)")
      case .time:
        return agrees(text, with: known)
      default: return CellText.day(text).map { $0.description == known } ?? false
      }
    }
  }
}

extension RegisterRow {
  /// Whether a cell is a time of filing: to the second, to the minute, or to the day, as far as it says.
  private static func agrees(_ text: String, with known: String) -> Bool {
    guard let time = try? FilingTime(parsing: known), let kept = CellText.moment(text) else {
      return false
    }
    if CellText.day(text) != nil { return kept.day == time.day }
    let isToTheSecond = text.count { $0 == ":" } > 1
    return kept.instant == time.instant
      || !isToTheSecond
        && kept.instant.recordedText.prefix(16) == time.instant.recordedText.prefix(16)
  }
}

extension Column {
  /// The value of a cell in the form that events carry; what does not read as one is left as it is, for
  /// the catalogue to refuse.
  package func value(of text: String) -> JSONValue {
    switch self {
    case .units, .sales12m, .dossier, .qualificationDossier, .year:
      CellText.integer(text).map { .integer(Int64($0)) } ?? .string(text)
    case .urgent, .qualified: CellText.flag(text).map { .bool($0) } ?? .string(text)
    case .effectiveon, .plannedOn, .knownOn, .expectedEndOn:
      .string(CellText.day(text)?.description ?? text)
    case .cis, .cip13: .string(text.withoutSpaces)
    case .excluded: .array(text.split(separator: ";").map(Self.excludedMonth))
    case .causes: .array(text.split(separator: ";").map { .string($0.trimmed) })
    default: .string(text)
    }
  }
}

extension Column {
  /// A month that is left out of sales, and why: `2024-05 : grève`.
  private static func excludedMonth(_ text: Substring) -> JSONValue {
    let parts = text.split(separator: ":", maxSplits: 1)
    var object: JSONObject = ["month": .string(parts.first?.trimmed ?? "")]
    if parts.count > 1 { object["reason"] = .string(parts[1].trimmed) }
    return .object(object)
  }
}

extension String {
  /// The text without the spaces that make it readable.
  fileprivate var withoutSpaces: String {
    utf8.allSatisfy { (0x21...0x7E).contains($0) } ? self : filter { !$0.isWhitespace }
  }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

extension Submission {
  /// The retraction of this submission, as its own source would send it.
  package func retraction(named id: String, because reason: String) -> JSONObject {
    var object = json
    object["id"] = .string(id)
    object["type"] = .string(EventType.eventRetracted.identifier)
    object["data"] = .object([:])
    object["causationid"] = nil
    object["corrects"] = .string(reference.text)
    object["reason"] = .string(reason)
    return object
  }

  /// What a column says of an event; nil where the event has no such field.
  package func value(of column: Column) -> JSONValue? {
    switch column {
    case .id: .string(id.text)
    case .cis: subject.cis.map(\.json)
    case .type: type.json
    case .effectiveon: effectiveOn.json
    case .time: .string(time.text)
    case .reason: reason.map(\.json)
    case .corrects: corrects.map(\.json)
    default: data[column.rawValue]
    }
  }
}

extension JSONObject {
  /// What a column says of a submission, whatever it is worth; nil where it has no such field.
  package func value(of column: Column) -> JSONValue? {
    switch column {
    case .id, .type, .effectiveon, .time, .reason, .corrects: self[column.rawValue]
    case .cis:
      self["subject"]?.string.flatMap {
        $0.hasPrefix("cis/") ? .string(String($0.dropFirst(4))) : nil
      }
    default: self["data"]?.object?[column.rawValue]
    }
  }
}
