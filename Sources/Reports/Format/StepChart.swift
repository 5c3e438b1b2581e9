// A number over time, drawn as SVG by hand: steps, since a list keeps its size between two days. All
// coordinates are integers, so that the same answer draws the same bytes on any machine.

import Declarations

/// A plot of a number that changes on certain days.
struct StepChart {
  /// What is plotted, for who sees it and for who hears it.
  let title: String
  let description: String
  /// The days on which the number changes, ascending, its value from then on, and what changed it.
  let steps: [(day: LegalDate, value: Int, cause: String)]
  /// The last day.
  let end: LegalDate
  /// A value that the others are held against, and what it is called.
  var level: (value: Int, name: String)?
  /// What tells the words of this picture from those of others on its page.
  var name = "plot"

  private static let (width, height) = (840, 360)
  private static let (left, right, top, bottom) = (72, 48, 40, 40)

  /// The picture as a document of its own, or as a part of a page.
  func svg(in language: Language, isDocument: Bool) -> String {
    let namespace = isDocument ? " xmlns=\"http://www.w3.org/2000/svg\"" : ""
    let frame = "viewBox=\"0 0 \(Self.width) \(Self.height)\""
    let labels = "\(name)-title \(name)-desc"
    var svg = "<svg\(namespace) \(frame) role=\"img\" aria-labelledby=\"\(labels)\""
    svg += " font-family=\"sans-serif\" font-size=\"12\">\n"
    svg += "<title id=\"\(name)-title\">\(Markup.escaped(title))</title>\n"
    svg += "<desc id=\"\(name)-desc\">\(Markup.escaped(description))</desc>\n"
    svg += "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    svg += "<text x=\"\(Self.left)\" y=\"22\" font-size=\"15\">\(Markup.escaped(title))</text>\n"
    return svg + grid + threshold + line(language) + "</svg>\n"
  }

  // MARK: Scales

  private var firstDay: LegalDate { steps.first?.day ?? end }
  private var values: [Int] { steps.map(\.value) + [level?.value].compactMap(\.self) }
  /// With a level the whole of a value counts, and not only how it changes.
  private var low: Int { level == nil ? values.min() ?? 0 : 0 }
  private var high: Int { max(values.max() ?? 1, low + 1) }

  private func x(_ day: LegalDate) -> Int {
    let span = max(end.dayNumber - firstDay.dayNumber, 1)
    let inner = Self.width - Self.left - Self.right
    return Self.left + (day.dayNumber - firstDay.dayNumber) * inner / span
  }

  private func y(_ value: Int) -> Int {
    let inner = Self.height - Self.top - Self.bottom
    return Self.height - Self.bottom - (value - low) * inner / (high - low)
  }

  // MARK: Parts

  private var grid: String {
    var parts = ""
    for value in valueTicks {
      let place = y(value)
      parts += "<path d=\"M\(Self.left) \(place)H\(Self.width - Self.right)\" stroke=\"#ccc\"/>"
      parts +=
        "<text x=\"\(Self.left - 8)\" y=\"\(place + 4)\" text-anchor=\"end\">\(value)</text>\n"
    }
    for day in dayTicks {
      let place = x(day)
      let foot = Self.height - Self.bottom
      parts += "<path d=\"M\(place) \(foot)v6\" stroke=\"#333\"/>"
      parts += "<text x=\"\(place)\" y=\"\(foot + 20)\" text-anchor=\"middle\">\(day)</text>\n"
    }
    return parts
  }

  private var threshold: String {
    guard let level else { return "" }
    let (place, end) = (y(level.value), Self.width - Self.right)
    return "<path d=\"M\(Self.left) \(place)H\(end)\" stroke=\"#a4001d\" stroke-dasharray=\"6 4\"/>"
      + "<text x=\"\(end)\" y=\"\(place - 6)\" text-anchor=\"end\" fill=\"#a4001d\">"
      + "\(Markup.escaped(level.name))</text>\n"
  }

  private func line(_ language: Language) -> String {
    guard let first = steps.first else { return "" }
    var path = "M\(x(first.day)) \(y(first.value))"
    for step in steps.dropFirst() { path += "H\(x(step.day))V\(y(step.value))" }
    path += "H\(x(end))"
    // Each step says what made it, to who points at it and to who hears it.
    let marks = steps.filter { !$0.cause.isEmpty }.map { step in
      "<circle cx=\"\(x(step.day))\" cy=\"\(y(step.value))\" r=\"4\" fill=\"#00568f\">"
        + "<title>\(step.day)\(language.colon)\(step.value) (\(Markup.escaped(step.cause)))</title>"
        + "</circle>\n"
    }
    return "<path d=\"\(path)\" fill=\"none\" stroke=\"#00568f\" stroke-width=\"2\"/>\n"
      + marks.joined()
  }

  private var valueTicks: [Int] {
    Array(Set((0...4).map { low + (high - low) * $0 / 4 })).sorted()
  }

  private var dayTicks: [LegalDate] {
    let span = end.dayNumber - firstDay.dayNumber
    return Array(Set((0...5).map { span * $0 / 5 })).sorted().map { firstDay.adding(days: $0) }
  }
}
