import Declarations

/// The days on which packs of a product began and ended to be marketed, as far as they are believed.
struct MarketingDates {
  var earliestDeclared: LegalDate?
  var latestStopped: LegalDate?
  /// A date that would have counted, had the last import not observed otherwise for that day.
  var tooEarly: (line: Int, text: String)?

  mutating func add(_ day: LegalDate, isMarketed: Bool) {
    if isMarketed {
      earliestDeclared = min(earliestDeclared ?? day, day)
    } else {
      latestStopped = max(latestStopped ?? day, day)
    }
  }
}

extension RegisterImport {
  /// Reads CIS_CIP_bdpm, which gives dates only: no event is made of a pack.
  mutating func readMarketingDates(_ progress: (Int) -> Void) throws -> [CIS: MarketingDates] {
    guard let file = folder[.presentations] else { return [:] }
    var dates: [CIS: MarketingDates] = [:]
    var rows = try file.rows(columns: 7)
    while let row = try rows.next(&findings) {
      if row.line % 1_000 == 0 { progress(row.line) }
      guard let cis = file.cis(of: row, &findings) else {
        rows.leaveOut(row)
        continue
      }
      if (try? CIP13(parsing: row.column(7))) == nil {
        findings.append(file.malformedCIP13(row.column(7), row.line))
      }
      guard let isMarketed = Self.isMarketed(row.column(5)) else {
        findings.append(file.unknown(row.column(5), row.line))
        continue
      }
      switch plausibility.judge(row.column(6)) {
      case .plausible(let day): dates[cis, default: .init()].add(day, isMarketed: isMarketed)
      case .beforeLastImport: dates[cis, default: .init()].tooEarly = (row.line, row.column(6))
      case .implausible: findings.append(file.implausible(row.column(6), row.line))
      }
    }
    return dates
  }

  /// Nil for a state that says neither: a suspension, or a word not known.
  private static func isMarketed(_ state: String) -> Bool? {
    // The register writes both apostrophes.
    let state = state.replacing("\u{2019}", with: "'")
    if state == "Déclaration de commercialisation" { return true }
    if state.hasPrefix("Déclaration d'arrêt") || state.hasPrefix("Arrêt") { return false }
    return nil
  }
}

extension RegisterFile {
  /// The product of a row, in its first column.
  func cis(of row: Row, _ findings: inout [Finding]) -> CIS? {
    do throws(Refusal) {
      return try CIS(parsing: row.column(1))
    } catch {
      findings.append(
        finding(
          .unreadable,
          row.line,
          Wording(
            fr: "\(error.message.french) Ligne laissée de côté.",
            en: "\(error.message.english) The row was left out."
          )
        )
      )
      return nil
    }
  }

  func unknown(_ value: String, _ line: Int) -> Finding {
    finding(
      .unknownValue,
      line,
      Wording(
        fr: "« \(value) » n'est pas une valeur connue de cette colonne.",
        en: "“\(value)” is not a known value of this column."
      )
    )
  }

  /// A date that is hard to believe: not used, but where the contract says that it is.
  func implausible(_ date: String, _ line: Int, isUsed: Bool = false) -> Finding {
    finding(
      .implausibleDate,
      line,
      isUsed
        ? Wording(
          fr: "« \(date) » n'est pas une date plausible ; elle est reprise telle quelle.",
          en: "“\(date)” is not a plausible date; it is taken as it is."
        )
        : Wording(
          fr: "« \(date) » n'est pas une date plausible ; elle n'est pas utilisée.",
          en: "“\(date)” is not a plausible date; it is not used."
        )
    )
  }

  func malformedCIP13(_ code: String, _ line: Int) -> Finding {
    finding(
      .malformedCIP13,
      line,
      Wording(
        fr: "« \(code) » n'est pas un code CIP13 ; le reste de la ligne est lu tout de même.",
        en: "“\(code)” is not a CIP13 code; the rest of the row is read all the same."
      )
    )
  }

  func duplicate(_ key: String, _ line: Int) -> Finding {
    finding(
      .duplicate,
      line,
      Wording(
        fr: "Une autre ligne a la même clé, \(key). Ligne laissée de côté.",
        en: "Another row has the same key, \(key). The row was left out."
      )
    )
  }
}
