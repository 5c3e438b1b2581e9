import Declarations
import Spreadsheets

/// The rows of a file of shortage declarations, one after the other.
struct ShortageRows {
  static let needed = ["cis", "cause", "classification", "date_evenement"]
  /// The day on which the decree's threshold came into force.
  private static let decreeInForce = LegalDate(year: 2021, month: 9, day: 1)

  let file: String
  /// The places of the columns that are needed.
  let columns: [String: Int]
  /// How many columns there are.
  let width: Int
  private(set) var submissions: [Submission] = []
  private(set) var belowThresholdCount = 0
  private var findings: [Finding] = []
  /// The line of each row that was taken, by its four columns.
  private var lines: [String: Int] = [:]

  init(file: String, header: [String]) {
    self.file = file
    columns = Dictionary(header.enumerated().map { ($1, $0) }) { first, _ in first }
    width = header.count
  }

  /// What a person should know, first of all what is assumed of every row.
  var allFindings: [Finding] {
    guard !submissions.isEmpty else { return findings }
    let assumed = Finding(
      file: file,
      line: nil,
      kind: .eventDayAsFiling,
      message: Wording(
        fr:
          "date_evenement est prise pour le jour de dépôt aussi : le fichier n'en donne pas d'autre.",
        en: "date_evenement is taken as the day of filing too: the file gives no other."
      )
    )
    return [assumed] + findings
  }

  /// Reads a row: an event, or a finding that says why not.
  mutating func read(_ record: CSVReader.Record) throws(Refusal) {
    guard let fields = record.fields, fields.count == width else {
      return find(
        .unreadable,
        record.line,
        "La ligne n'a pas \(width) champs lisibles ; elle est laissée de côté.",
        "The row has not \(width) fields that can be read; it is left out."
      )
    }
    let row = Self.needed.map { name in columns[name].map { fields[$0] } ?? "" }
    let cis: CIS
    let day: LegalDate
    do throws(Refusal) {
      cis = try CIS(parsing: row[0])
      day = try LegalDate(parsing: row[3])
    } catch {
      return find(.unreadable, record.line, error.message.french, error.message.english)
    }
    guard let kind = Self.kind(row[2]) else {
      return find(
        .unknownValue,
        record.line,
        "classification « \(row[2]) » : rupture ou risque est attendu ; la ligne est laissée de côté.",
        "classification “\(row[2])”: rupture or risque is expected; the row is left out."
      )
    }
    let key = [row[0], row[2], row[3], row[1]].joined(separator: "\t")
    if let first = lines[key] {
      return find(
        .duplicate,
        record.line,
        "La même déclaration qu'à la ligne \(first) ; elle est laissée de côté.",
        "The same declaration as on line \(first); it is left out."
      )
    }
    lines[key] = record.line
    try take(cis, day, kind, causes: row[1], key: key, record.line)
  }

  private mutating func take(
    _ cis: CIS,
    _ day: LegalDate,
    _ kind: ShortageKind,
    causes: String,
    key: String,
    _ line: Int
  ) throws(Refusal) {
    let hash = RegisterImport.hash(key)
    var texts: [FreeText] = []
    for cause in causes.split(separator: ", ") {
      texts.append(try FreeText(parsing: String(cause)))
    }
    if texts.contains(where: { Self.isBelowThreshold($0.text) }) {
      belowThresholdCount += 1
      if let inForce = Self.decreeInForce, day < inForce {
        find(
          .stockBeforeDecree,
          line,
          "Le \(day), le seuil du décret n'était pas encore en vigueur ; enregistrée telle quelle.",
          "On \(day) the decree's threshold was not in force yet; recorded as it is."
        )
      }
    }
    submissions.append(
      try Submission(
        id: try Identifier(parsing: "shortage.declared:declarations:\(cis):\(hash)"),
        source: .ansm,
        subject: .product(cis),
        time: FilingTime(midnightOf: day),
        effectiveOn: day,
        fact: .shortageDeclared(
          ShortageDeclared(
            file: try Identifier(parsing: "declaration:\(cis):\(hash)"),
            kind: kind,
            causes: texts
          )
        )
      )
    )
  }

  private static func kind(_ classification: String) -> ShortageKind? {
    switch classification {
    case "rupture": .stockout
    case "risque": .risk
    default: nil
    }
  }

  /// Whether a cause is that of a stock below the threshold of the decree, however it is spaced.
  static func isBelowThreshold(_ cause: String) -> Bool {
    cause.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
      == ShortageFile.belowThreshold
  }

  private mutating func find(
    _ kind: Finding.Kind,
    _ line: Int,
    _ french: String,
    _ english: String
  ) {
    let message = Wording(fr: french, en: english)
    findings.append(Finding(file: file, line: line, kind: kind, message: message))
  }
}
