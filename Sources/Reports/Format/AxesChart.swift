// Both axes of a product as one picture: days go to the right, knowledge goes down, and what is filled is listed.
// All coordinates are integers, so that the same answer draws the same bytes on any machine.

package import Declarations

/// A picture of the days on which something held, as they were known one event after the other.
package struct AxesChart {
  /// What was known from an event on.
  package struct Row: Sendable, Equatable {
    /// The event from which on it was known so; nil before any.
    package let event: Int?
    /// The days on which it held; the last stretch has no end where it holds still.
    package let stretches: [(from: LegalDate, to: LegalDate?)]

    /// States both.
    package init(event: Int?, stretches: [(from: LegalDate, to: LegalDate?)]) {
      (self.event, self.stretches) = (event, stretches)
    }

    package static func == (left: Row, right: Row) -> Bool {
      left.event == right.event && left.hasSameDays(as: right)
    }

    /// Whether the same days are meant.
    package func hasSameDays(as other: Row) -> Bool {
      stretches.elementsEqual(other.stretches) { $0.from == $1.from && $0.to == $1.to }
    }
  }

  private let title: String
  private let rows: [Row]
  private let day: LegalDate
  private let language: Language

  /// Puts a picture together.
  ///
  /// - Parameters:
  ///   - title: What it shows.
  ///   - rows: What was known, in the order of the events.
  ///   - day: The day that is asked about.
  ///   - language: The language of its words.
  package init(title: String, rows: [Row], day: LegalDate, in language: Language) {
    (self.title, self.rows, self.day, self.language) = (title, rows, day, language)
  }

  private static let (width, left, right, top) = (840, 110, 48, 34)
  private static let rowHeight = 26

  /// What each row shows, in words.
  package var sentences: [String] {
    rows.map { row in
      let days = row.stretches.map { stretch in
        stretch.to.map { to in
          Wording(fr: "du \(stretch.from) au \(to)", en: "from \(stretch.from) to \(to)")
        } ?? Wording(fr: "depuis le \(stretch.from)", en: "since \(stretch.from)")
      }.map { $0[language] }.joined(separator: ", ")
      let colon = language.colon
      let never = Wording(fr: "jamais", en: "never")[language]
      return "\(label(row))\(colon)\(days.isEmpty ? never : days)"
    }
  }

  private func label(_ row: Row) -> String {
    row.event.map { Wording(fr: "dès l'événement \($0)", en: "from event \($0)")[language] }
      ?? Wording(fr: "avant", en: "before")[language]
  }

  /// The picture as a part of a page.
  package var svg: String {
    let height = Self.top + rows.count * Self.rowHeight + 34
    var svg = "<svg viewBox=\"0 0 \(Self.width) \(height)\" role=\"img\""
    svg += " aria-labelledby=\"axes-title\" font-family=\"sans-serif\" font-size=\"12\">\n"
    svg += "<title id=\"axes-title\">\(Markup.escaped(title))</title>\n"
    for (index, row) in rows.enumerated() { svg += bar(row, at: index) }
    let foot = Self.top + rows.count * Self.rowHeight
    for tick in ticks {
      svg += "<path d=\"M\(x(tick)) \(foot)v6\" stroke=\"#333\"/>"
      svg += "<text x=\"\(x(tick))\" y=\"\(foot + 20)\" text-anchor=\"middle\">\(tick)</text>\n"
    }
    svg += "<path d=\"M\(x(day)) \(Self.top - 8)V\(foot)\" stroke=\"#a4001d\" stroke-width=\"2\"/>"
    svg += "<text x=\"\(x(day))\" y=\"\(Self.top - 14)\" text-anchor=\"middle\""
    svg += " fill=\"#a4001d\">\(day)</text>\n"
    return svg + "</svg>\n"
  }

  private func bar(_ row: Row, at index: Int) -> String {
    let place = Self.top + index * Self.rowHeight
    let event = row.event.map { "\(Wording(fr: "n°", en: "no.")[language]) \($0)" } ?? "–"
    var bar =
      "<text x=\"\(Self.left - 10)\" y=\"\(place + 15)\" text-anchor=\"end\">\(event)</text>"
    bar += "<path d=\"M\(Self.left) \(place + 11)H\(Self.width - Self.right)\" stroke=\"#ccc\"/>"
    for stretch in row.stretches {
      let (start, end) = (x(stretch.from), x(stretch.to ?? last))
      bar +=
        "<rect x=\"\(start)\" y=\"\(place + 3)\" width=\"\(max(end - start, 2))\" height=\"16\""
      bar += " fill=\"#0b5d1e\"/>"
    }
    return bar + "\n"
  }

  // MARK: Scale

  private var days: [LegalDate] {
    rows.flatMap { row in row.stretches.flatMap { [$0.from, $0.to].compactMap(\.self) } } + [day]
  }
  private var first: LegalDate { (days.min() ?? day).adding(days: -30) }
  private var last: LegalDate { (days.max() ?? day).adding(days: 30) }

  private func x(_ day: LegalDate) -> Int {
    let inner = Self.width - Self.left - Self.right
    let span = max(last.dayNumber - first.dayNumber, 1)
    return Self.left + (day.dayNumber - first.dayNumber) * inner / span
  }

  private var ticks: [LegalDate] {
    let span = last.dayNumber - first.dayNumber
    return (0...4).map { first.adding(days: span * $0 / 4) }
  }
}
