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
