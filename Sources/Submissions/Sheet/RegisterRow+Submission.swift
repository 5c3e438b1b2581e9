package import CanonicalJSON
package import Declarations
import MerkleLog
import Spreadsheets

extension RegisterRow {
  /// What the row declares, as it would be sent; what is wrong with it is for the catalogue to say.
  ///
  /// - Parameters:
  ///   - lab: Who declares.
  ///   - time: When it is filed, where the row has no time of its own.
  ///   - type: What every row of the file declares; nil where each says so itself.
  /// - Returns: The object; its id is the row's, or is made of type, product and day, or of what it corrects.
  package func object(
    by lab: Lab,
    filedAt time: FilingTime,
    as type: EventType? = nil
  ) -> JSONObject {
    // A row that says its own type is not taken for another.
    let type = self[.type].isEmpty ? type : self.type
    let name = type?.rawValue ?? self[.type]
    let day = effectiveOn?.description ?? self[.effectiveon]
    var object: JSONObject = [
      "data": .object(data), "effectiveon": .string(day),
      "id": .string(id ?? self.name(of: name, day)),
      "source": .string(Source.lab(lab).text), "specversion": "1.0",
      "subject": .string("cis/\(code)"), "time": .string(filingTime(else: time)),
      "type": .string(type?.identifier ?? name),
    ]
    if !self[.reason].isEmpty { object["reason"] = .string(self[.reason]) }
    if !self[.corrects].isEmpty { object["corrects"] = .string(corrects(of: lab)) }
    return object
  }

  /// The event that the row replaces: `/labs/acme#id`, or its id alone where it is the lab's own.
  private func corrects(of lab: Lab) -> String {
    self[.corrects].contains("#") ? self[.corrects] : "\(Source.lab(lab).text)#\(self[.corrects])"
  }

  /// The event that the row replaces, where it names one.
  package func corrected(by lab: Lab) -> EventReference? {
    self[.corrects].isEmpty ? nil : try? EventReference(parsing: corrects(of: lab))
  }

  /// The id of a row that has none; whatever the row holds, the id is not what is wrong with it.
  private func name(of type: String, _ day: String) -> String {
    let name =
      "\(type):\(code):\(day)" + (self[.corrects].isEmpty ? distinction : ":corrects:\(statement)")
    let plain = name.filter { $0.isASCII && !$0.isWhitespace && !$0.isNewline }
    // As long as an id may be, and still told apart from another that begins alike.
    return plain.utf8.count <= 128 ? plain : "\(plain.prefix(111)):\(Self.digest(plain))"
  }

  /// What a correction replaces and what it states, in short: two corrections of one event are two.
  private var statement: String {
    let columns = Column.allCases.filter { $0.isOfData || $0 == .corrects }
    return Self.digest(columns.map { "\($0.rawValue)=\(self[$0])" }.joined(separator: "\u{1F}"))
  }

  /// Sixteen digits that tell a text from others, for the ids that are made for a lab.
  package static func digest(_ text: String) -> String {
    String(Hash(of: text.utf8).hex.prefix(16))
  }

  /// What tells two events of one type, product and day apart, where anything of the row does.
  private var distinction: String {
    let name = self[.file].isEmpty ? self[.dossier] : self[.file]
    return [name, self[.cip13], self[.year]].map { text in
      let plain = text.filter { $0.isASCII && !$0.isWhitespace && !$0.isNewline }
      return plain.isEmpty ? "" : ":\(plain.prefix(64))"
    }.joined()
  }

  private func filingTime(else time: FilingTime) -> String {
    self[.time].isEmpty ? time.text : statedTime
  }

  /// The time that the row states; what does not read as one is left as it is, for the catalogue to refuse:
  /// it decides duties.
  var statedTime: String { CellText.moment(self[.time])?.text ?? self[.time] }

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
  var isOfData: Bool {
    switch self {
    case .id, .cis, .type, .effectiveon, .time, .reason, .corrects: false
    default: true
    }
  }
}
