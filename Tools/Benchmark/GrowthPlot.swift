import Foundation

/// What each figure becomes as the ledger grows: a panel a figure, both axes logarithmic.
struct GrowthPlot {
  private static let (width, height, columns) = (300.0, 170.0, 3)
  private let tables: [Measurements]

  init(_ tables: [Measurements]) {
    self.tables = tables
  }

  var svg: String {
    let measured = tables.first?.rows ?? []
    let panels = measured.enumerated().map { panel($1, $0) }.joined(separator: "\n")
    let rows = (measured.count + Self.columns - 1) / Self.columns
    let (width, height) = (Self.width * Double(Self.columns), Self.height * Double(rows))
    let title = say(
      fr: "Ce que coûte le registre à mesure qu'il grandit",
      en: "What the ledger costs as it grows"
    )
    let what = say(
      fr: """
        Temps médian de chaque mesure selon le nombre d'événements ; les deux axes sont \
        logarithmiques. Les chiffres sont dans les titres des points.
        """,
      en: """
        Median time of each figure by the number of events; both axes logarithmic. The figures \
        stand in the titles of the panels' points.
        """
    )
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" role="img"
       aria-labelledby="title what" font-family="sans-serif" font-size="11">
      <title id="title">\(title)</title>
      <desc id="what">\(what)</desc>
      <rect width="100%" height="100%" fill="#fff"/>
      \(panels)
      </svg>

      """
  }

  private func panel(_ measured: Measurement, _ index: Int) -> String {
    let points = tables.compactMap { table in
      table.rows.first { $0.name == measured.name }.map {
        (events: table.events, seconds: $0.perThing)
      }
    }
    let low = floor(log10(points.map(\.seconds).min() ?? 1e-6))
    let high = max(ceil(log10(points.map(\.seconds).max() ?? 1)), low + 1)
    let first = log10(Double(tables.first?.events ?? 1))
    let last = max(log10(Double(tables.last?.events ?? 10)), first + 1)
    let left = Double(index % Self.columns) * Self.width
    let top = Double(index / Self.columns) * Self.height
    func x(_ events: Int) -> Double {
      left + 50 + (log10(Double(events)) - first) / (last - first) * 220
    }
    func y(_ seconds: Double) -> Double { top + 135 - (log10(seconds) - low) / (high - low) * 100 }
    func number(_ value: Double) -> String { String(format: "%.1f", value) }
    let line = points.map { "\(number(x($0.events))),\(number(y($0.seconds)))" }.joined(
      separator: " "
    )
    let said = say(fr: "événements : ", en: "events: ")
    let marks = points.map { point in
      """
      <circle cx="\(number(x(point.events)))" cy="\(number(y(point.seconds)))" r="3.5" fill="#0b4f8a">\
      <title>\(point.events) \(said)\(Self.said(point.seconds))</title></circle>
      """
    }
    let sizes = points.map { point in
      """
      <text x="\(number(x(point.events)))" y="\(number(top + 152))" text-anchor="middle" fill="#333">\
      \(Self.said(point.events))</text>
      """
    }
    let scale = [low, high].map { power in
      """
      <text x="\(number(left + 44))" y="\(number(y(pow(10, power)) + 4))" text-anchor="end" fill="#333">\
      \(Self.said(pow(10, power)))</text>
      """
    }
    let title = measured.said.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    return """
      <text x="\(number(left + 10))" y="\(number(top + 20))" font-weight="bold">\(title)</text>
      <path d="M\(number(left + 50)) \(number(top + 35))v100h220" fill="none" stroke="#777"/>
      <polyline points="\(line)" fill="none" stroke="#0b4f8a" stroke-width="2"/>
      \((marks + sizes + scale).joined(separator: "\n"))
      """
  }

  private static func said(_ seconds: Double) -> String {
    switch seconds {
    case 1...: figure("%.3g s", seconds)
    case 1e-3...: figure("%.3g ms", seconds * 1e3)
    case 1e-6...: figure("%.3g µs", seconds * 1e6)
    default: figure("%.3g ns", seconds * 1e9)
    }
  }

  private static func said(_ events: Int) -> String {
    let power = log10(Double(events))
    return power == power.rounded() ? "10^\(Int(power))" : String(events)
  }
}
