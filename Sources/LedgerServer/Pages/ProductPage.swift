import Declarations
import Projections
import Reports

/// A product: its state and why, and every event about it with its receipt.
struct ProductPage {
  let answer: TraceAnswer
  /// On which days it was listed, as it was known.
  let knowledge: [AxesChart.Row]
  let axes: Axes

  func html(_ frame: Frame) -> HTML {
    let (basis, language) = (answer.basis, frame.language)
    let cis = answer.trace.state.cis.description
    let isListed = answer.trace.state.isListed
    let events = Wording(fr: "Événements", en: "Events")[language]
    var body = frame.basis(basis, permanent: "/products/\(cis)")
    body += """
      <form class="question" method="get" action="/products/\(cis)">
      \(frame.axes(axes, basis))\(frame.submit())</form>
      <section class="card \(isListed ? "good" as HTML : "bad")">
      <h2>\(answer.headline[language])</h2>
      <p>\(answer.answering[language])</p>
      \(answer.whyNot.map { "<p>\($0[language])</p>" as HTML })
      </section>
      <h2>\(Wording(fr: "Pourquoi", en: "Why")[language])</h2>
      \(answer.trace.steps.map { condition($0, language) })
      \(picture(language))
      <h2>\(events)</h2>
      \(frame.table(events, Self.header, zip(answer.trace.timeline, answer.events).reversed().map { row($0, $1, frame) }))
      """
    return frame.page(
      Wording(fr: answer.title, en: answer.title),
      in: nil,
      body
    )
  }

  /// How many changes of knowledge the picture has room for.
  private static let shown = 20

  private func picture(_ language: Language) -> HTML? {
    guard !knowledge.isEmpty else { return nil }
    let title = Wording(
      fr: "Sur la liste, selon le jour (en travers) et selon ce qui était connu (de haut en bas)",
      en: "On the list, by day (across) and by what was known (downwards)"
    )[language]
    let rows = Array(knowledge.suffix(Self.shown))
    let chart = AxesChart(title: title, rows: rows, day: answer.basis.asOf, in: language)
    let heading = Wording(fr: "Les deux axes", en: "Both axes")[language]
    return """
      <h2>\(heading)</h2>
      <figure tabindex="0">\(HTML(drawn: chart.svg))<figcaption>\(title)</figcaption></figure>
      <details><summary>\(Wording(fr: "La même chose en mots", en: "The same in words")[language])</summary>
      <ul>\(chart.sentences.map { "<li>\($0)</li>" as HTML })</ul></details>
      """
  }

  private func condition(_ step: Trace.Step, _ language: Language) -> HTML {
    let leaves: [HTML] = answer.leaves(of: step).map { lines in
      "<li>\(lines.map { "\($0[language])<br>" as HTML })</li>\n"
    }
    return """
      <section class="card \(step.verdict.holds ? "good" as HTML : "bad")">
      <h2>\(answer.heading(of: step)[language])</h2><ul>\(leaves)</ul></section>

      """
  }

  private static let header = [
    Wording(fr: "N°", en: "No."), Wording(fr: "Effet", en: "Effective"),
    Wording(fr: "Déposé", en: "Filed"), Wording(fr: "Reçu", en: "Received"),
    Wording(fr: "Source", en: "Source"),
    Wording(fr: "Type", en: "Type"), Wording(fr: "Remarques", en: "Remarks"),
    Wording(fr: "Accusé", en: "Receipt"),
  ]

  private func row(_ entry: Trace.Entry, _ traced: TracedEvent, _ frame: Frame) -> HTML {
    let language = frame.language
    let (event, submission) = (traced.event, traced.event.submission)
    let remarks = EventLine(event, voidedBy: entry.voidedBy).remarks(language)
    let receipt = Wording(
      fr: "accusé de l'événement \(event.sequence)",
      en: "receipt of event \(event.sequence)"
    )
    return """
      <tr\(entry.voidedBy == nil ? "" as HTML : " class=\"void\"")>\
      <td class="code"><a href="/api/v1/events/\(event.sequence)">\(event.sequence)</a></td>\
      <td class="code">\(submission.effectiveOn.description)</td>\
      <td class="code">\(submission.time.day.description)</td>\
      <td class="code">\(ParisTime.day(of: event.recordedAt).description)</td>\
      <td>\(submission.source.text)</td><td>\(frame.type(of: event))</td>\
      <td class="note">\(remarks)</td>\
      <td class="code"><a href="/api/v1/events/\(event.sequence)/proof" aria-label="\(receipt[language])">tlog-proof</a>\
      </td></tr>

      """
  }
}
