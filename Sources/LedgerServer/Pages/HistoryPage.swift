import Declarations
import Projections
import Reports

/// The size of a list over time, and what moved it.
struct HistoryPage {
  /// The periods.
  let answer: HistoryAnswer
  /// The same from day to day, for the picture.
  let plot: HistoryAnswer
  let axes: Axes
  let isPublished: Bool
  let seesAll: Bool

  func html(_ frame: Frame) -> HTML {
    let (language, basis) = (frame.language, answer.basis)
    let published = isPublished ? "&published=true" : ""
    let from = answer.firstDay.map { "&from=\($0)" } ?? ""
    let more = "\(published)\(from)&by=\(answer.step.rawValue)"
    let name = Wording(fr: "Périodes", en: "Periods")[language]
    return frame.page(
      answer.title,
      in: .list,
      """
      \(frame.basis(basis, permanent: "/history", more))
      \(form(frame))
      <figure tabindex="0">\(HTML(drawn: plot.svg(in: language, isDocument: false)))</figure>
      <p>\(answer.sum[language]) <a class="screen" href="/api/v1/history?\(basis.address)\(more)">JSON</a></p>
      \(frame.table(name, answer.table(in: language)))
      """
    )
  }

  private func form(_ frame: Frame) -> HTML {
    let language = frame.language
    let steps: [(step: ListHistory.Step, name: Wording)] = [
      (.month, Wording(fr: "mois", en: "month")), (.year, Wording(fr: "année", en: "year")),
      (.day, Wording(fr: "jour", en: "day")),
    ]
    let options: [HTML] = steps.map { step in
      let chosen: HTML = step.step == answer.step ? " selected" : ""
      return "<option value=\"\(step.step.rawValue)\"\(chosen)>\(step.name[language])</option>"
    }
    let current: HTML =
      "<option value=\"false\">\(Wording(fr: "en vigueur", en: "current")[language])</option>"
    let chosen: HTML = isPublished ? " selected" : ""
    return """
      <form class="question" method="get" action="/history">
      <label>\(Wording(fr: "Liste", en: "List")[language])
      <select name="published">\(seesAll ? current : nil)<option value="true"\(chosen)>\(Wording(fr: "publiée", en: "published")[language])</option></select></label>
      \(frame.axes(axes, answer.basis))
      <label>\(Wording(fr: "Par", en: "By")[language]) <select name="by">\(options)</select></label>
      \(frame.submit())</form>
      """
  }
}
