package import CanonicalJSON
package import Declarations
import Spreadsheets

extension RegisterRow {
  /// What the row declares, as it would be sent; what is wrong with it is for the catalogue to say.
  ///
  /// - Parameters:
  ///   - lab: Who declares.
  ///   - time: When it is filed, where the row has no time of its own.
  ///   - type: What every row of the file declares; nil where each says so itself.
  /// - Returns: The object; its id is the row's, or is made of type, product and day.
  package func object(
    by lab: Lab,
    filedAt time: FilingTime,
    as type: EventType? = nil
  ) -> JSONObject {
    let type = type ?? self.type
    let name = type?.rawValue ?? self[.type]
    let day = effectiveOn?.description ?? self[.effectiveon]
    var object: JSONObject = [
      "data": .object(data), "effectiveon": .string(day),
      "id": .string(id ?? "\(name):\(self[.cis]):\(day)\(distinction)"),
      "source": .string(Source.lab(lab).text), "specversion": "1.0",
      "subject": .string("cis/\(self[.cis])"), "time": .string(filingTime(else: time)),
      "type": .string(type?.identifier ?? name),
    ]
    if !self[.reason].isEmpty { object["reason"] = .string(self[.reason]) }
    return object
  }

  /// The event that the row declares.
  ///
  /// - Throws: ``Declarations/Refusal`` with the field.
  package func submission(by lab: Lab, filedAt time: FilingTime) throws(Refusal) -> Submission {
    try Submission(object(by: lab, filedAt: time))
  }

  /// What tells two events of one type, product and day apart, where anything of the row does.
  private var distinction: String {
    let name = self[.file].isEmpty ? self[.dossier] : self[.file]
    let plain = name.filter { $0.isASCII && !$0.isWhitespace && !$0.isNewline }
    return plain.isEmpty ? "" : ":\(plain.prefix(64))"
  }

  /// What does not read as a time is left as it is, for the catalogue to refuse: it decides duties.
  private func filingTime(else time: FilingTime) -> String {
    if self[.time].isEmpty { return time.text }
    return CellText.day(self[.time]).map { FilingTime(midnightOf: $0).text } ?? self[.time]
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
