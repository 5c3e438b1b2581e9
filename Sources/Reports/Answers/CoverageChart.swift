package import Compliance
package import Declarations

/// What a product's stock covered over time, as a picture and in rows.
package struct CoverageChart {
  private let cis: CIS
  private let points: [StockCoverage]
  private let day: LegalDate

  /// Puts it together.
  ///
  /// - Parameters:
  ///   - cis: The product.
  ///   - points: What was covered, from each day on.
  ///   - day: The last day.
  package init(of cis: CIS, _ points: [StockCoverage], until day: LegalDate) {
    (self.cis, self.points, self.day) = (cis, points, day)
  }

  /// The picture: percent of the threshold, which is 100.
  package func svg(in language: Language) -> String {
    StepChart(
      title: Wording(
        fr: "\(cis) : couverture du stock, en % du seuil, jusqu'au \(day)",
        en: "\(cis): what the stock covers, in % of the threshold, up to \(day)"
      )[language],
      description: table(in: language).rows.suffix(12).map { $0.joined(separator: ", ") }
        .joined(separator: language.semicolon),
      steps: points.compactMap { point in
        // What is far beyond the threshold would flatten all that matters.
        point.percent.map {
          (day: point.on, value: min($0, 400), cause: Self.percent($0)[language])
        }
      },
      end: day,
      level: (100, Wording(fr: "seuil", en: "threshold")[language]),
      name: "stock-\(cis)"
    ).svg(in: language, isDocument: false)
  }

  private static func percent(_ value: Int) -> Wording {
    Wording(fr: "\(value) %", en: "\(value)%")
  }

  /// The same in rows, the last first.
  package func table(in language: Language) -> TextTable {
    var table = TextTable(
      [
        Wording(fr: "Dès le", en: "From"), Wording(fr: "% du seuil", en: "% of threshold"),
        Wording(fr: "Seuil", en: "Threshold"), Wording(fr: "Événement", en: "Event"),
      ].map { $0[language] }
    )
    for point in points.reversed() {
      table.add([
        point.on.description, point.percent.map { Self.percent($0)[language] } ?? "–",
        Words.threshold(point.threshold)[language], String(point.report),
      ])
    }
    return table
  }
}
