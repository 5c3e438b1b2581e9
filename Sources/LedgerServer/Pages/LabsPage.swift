import Compliance
import Declarations
import Projections
import Reports

/// Every lab, with the verdicts on it counted.
struct LabsPage {
  let basis: Basis
  let axes: Axes
  let labs: [LabCompliance]
  /// What the labs are called, as far as they were registered.
  let names: [Lab: String]

  func html(_ frame: Frame) -> HTML {
    let language = frame.language
    var body = frame.basis(basis, permanent: "/labs")
    let title = Wording(fr: "Conformité des laboratoires", en: "Compliance of labs")
    let verdicts = Verdict.allCases.dropLast()
    let header =
      [Wording(fr: "Laboratoire", en: "Lab"), Wording(fr: "Pire verdict", en: "Worst verdict")]
      + verdicts.map(Words.verdict) + [Wording(fr: "Sanctions", en: "Sanctions")]
    body += """
      <form class="question" method="get" action="/labs">\(frame.axes(axes, basis))\(frame.submit())</form>
      \(frame.table(title[language], header, labs.map { row($0, verdicts, frame) }))
      """
    return frame.page(title, in: .labs, body)
  }

  private func row(
    _ lab: LabCompliance,
    _ verdicts: ArraySlice<Verdict>,
    _ frame: Frame
  ) -> HTML {
    let language = frame.language
    let name: HTML =
      lab.lab.map { lab in
        let address = "/labs/\(lab.text)?\(frame.question(axes, basis))"
        return
          "<a href=\"\(address)\">\(lab.text)</a> <small class=\"note\">\(names[lab] ?? "")</small>"
      } ?? "\(Words.lab(nil)[language])"
    let counts: [HTML] = verdicts.map { verdict in
      let count = lab.judgements.count { $0.verdict == verdict }
      return "<td class=\"number\">\(count)</td>"
    }
    return """
      <tr><td>\(name)</td><td>\(VerdictMark.html(lab.headline, language))</td>\(counts)\
      <td class="number">\(lab.sanctions.count)</td></tr>

      """
  }
}

/// A verdict by its word, and by a colour beside it that says nothing more.
enum VerdictMark {
  static func html(_ verdict: Verdict, _ language: Language) -> HTML {
    let kind: HTML =
      switch verdict {
      case .met: "good"
      case .breached: "bad"
      case .toReview, .notAssessable, .notApplicable: "open"
      }
    return "<strong class=\"\(kind)\">\(Words.verdict(verdict)[language])</strong>"
  }
}
