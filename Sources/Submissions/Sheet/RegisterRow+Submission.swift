import CanonicalJSON
package import Declarations
import Spreadsheets

extension RegisterRow {
  /// The event that the row declares.
  ///
  /// - Parameters:
  ///   - lab: Who declares.
  ///   - time: When it is filed, where the row has no time of its own.
  ///   - type: What every row of the file declares; nil where each says so itself.
  /// - Returns: The submission; its id is the row's, or is made of type, product and day.
  /// - Throws: ``Declarations/Refusal`` with the field: a column, or `data.` and a column.
  package func submission(
    by lab: Lab,
    filedAt time: FilingTime,
    as type: EventType? = nil
  ) throws(Refusal) -> Submission {
    guard let type = type ?? self.type else {
      throw Refusal(
        .unknownType,
        field: Column.type.rawValue,
        value: self[.type],
        Wording(
          fr: "« \(self[.type]) » n'est pas un type du catalogue.",
          en: "“\(self[.type])” is no type of the catalogue."
        )
      )
    }
    let cis: CIS
    do throws(Refusal) {
      cis = try CIS(parsing: self[.cis])
    } catch {
      throw error.inside(Column.cis.rawValue)
    }
    guard let day = effectiveOn else {
      throw Refusal(
        .malformed,
        field: Column.effectiveon.rawValue,
        value: self[.effectiveon],
        Wording(
          fr: "« \(self[.effectiveon]) » n'est pas une date (AAAA-MM-JJ ou JJ/MM/AAAA).",
          en: "“\(self[.effectiveon])” is no date (YYYY-MM-DD or DD/MM/YYYY)."
        )
      )
    }
    var object: JSONObject = [
      "data": .object(data), "effectiveon": .string(day.description),
      "id": .string(id ?? "\(type.rawValue):\(cis):\(day)"),
      "source": .string(Source.lab(lab).text), "specversion": "1.0",
      "subject": .string(Subject.product(cis).text),
      "time": .string(filingTime(else: time).text), "type": .string(type.identifier),
    ]
    if !self[.reason].isEmpty { object["reason"] = .string(self[.reason]) }
    return try Submission(object)
  }

  private func filingTime(else time: FilingTime) -> FilingTime {
    if let own = try? FilingTime(parsing: self[.time]) { return own }
    return CellText.day(self[.time]).map(FilingTime.init(midnightOf:)) ?? time
  }

  private var data: JSONObject {
    var data: JSONObject = [:]
    for (column, text) in values where column.isOfData && !text.isEmpty {
      data[column.rawValue] = column.value(of: text)
    }
    return data
  }
}

extension Column {
  /// Whether it is a field of `data`, and not of the event around it.
  package var isOfData: Bool {
    switch self {
    case .id, .cis, .type, .effectiveon, .time, .reason: false
    default: true
    }
  }
}
