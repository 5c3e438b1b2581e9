import Compliance
import Declarations
import Projections
import Reports

/// Every lab, with the verdicts on it counted.
struct LabsPage {
  let basis: Basis
  let axes: Axes
  let labs: [LabCompliance]

  func html(_ frame: Frame) -> HTML {
    let language = frame.language
    let permanent =
      "/labs?asOf=\(basis.asOf)&knownAt=\(basis.knownAt.size)&lang=\(language.rawValue)"
    var body = frame.basis(basis, permanent: permanent)
    let title = Wording(fr: "Conformité des laboratoires", en: "Compliance of labs")
    let verdicts = Verdict.allCases.dropLast()
    body += """
      <form class="question" method="get" action="/labs">\(frame.axes(axes, basis))\(frame.submit())</form>
      <div class="scroll" tabindex="0" role="region" aria-label="\(title[language])">
      <table><thead><tr><th scope="col">\(Wording(fr: "Laboratoire", en: "Lab")[language])</th>
      <th scope="col">\(Wording(fr: "Pire verdict", en: "Worst verdict")[language])</th>
      \(verdicts.map { "<th scope=\"col\">\(Words.verdict($0)[language])</th>" as HTML })
      <th scope="col">\(Wording(fr: "Sanctions", en: "Sanctions")[language])</th></tr></thead><tbody>
      \(labs.map { row($0, verdicts, language) })
      </tbody></table></div>
      """
    return frame.page(title, in: .labs, body)
  }

  private func row(
    _ lab: LabCompliance,
    _ verdicts: ArraySlice<Verdict>,
    _ language: Language
  ) -> HTML {
    let name: HTML =
      lab.lab.map { lab in
        let address = "/labs/\(lab.text)?asOf=\(basis.asOf)&lang=\(language.rawValue)"
        return "<a href=\"\(address)\">\(lab.text)</a>"
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

/// One lab: every verdict with its arithmetic, and the sanctions.
struct LabPage {
  let basis: Basis
  let axes: Axes
  let compliance: LabCompliance

  func html(_ frame: Frame) -> HTML {
    let language = frame.language
    let name = compliance.lab?.text ?? ""
    let permanent =
      "/labs/\(name)?asOf=\(basis.asOf)&knownAt=\(basis.knownAt.size)&lang=\(language.rawValue)"
    var body = frame.basis(basis, permanent: permanent)
    body += """
      <form class="question" method="get" action="/labs/\(name)">\(frame.axes(axes, basis))\(frame.submit())</form>
      <p>\(Wording(fr: "Pire verdict :", en: "Worst verdict:")[language]) \(VerdictMark.html(compliance.headline, language))</p>
      <div class="scroll" tabindex="0" role="region" aria-label="\(Wording(fr: "Verdicts", en: "Verdicts")[language])">
      <table><thead><tr>\(Self.header.map { "<th scope=\"col\">\($0[language])</th>" as HTML })</tr></thead><tbody>
      \(compliance.judgements.map { row($0, language) })
      </tbody></table></div>
      \(sanctions(language))
      """
    return frame.page(Wording(fr: name, en: name), in: .labs, body)
  }

  private static let header = [
    Wording(fr: "Obligation", en: "Duty"), Wording(fr: "Spécialité", en: "Product"),
    Wording(fr: "Verdict", en: "Verdict"), Wording(fr: "Depuis", en: "Since"),
    Wording(fr: "Calcul", en: "Arithmetic"), Wording(fr: "Événements", en: "Events"),
  ]

  private func row(_ judgement: Judgement, _ language: Language) -> HTML {
    let about: HTML =
      judgement.cis.map { cis in
        let address = "/products/\(cis)?asOf=\(basis.asOf)&lang=\(language.rawValue)"
        return "<a href=\"\(address)\">\(cis.description)</a>"
      } ?? "\(judgement.about)"
    let evidence: [HTML] = judgement.evidence.map { sequence in
      "<a href=\"/api/v1/events/\(sequence)\">\(sequence)</a> "
    }
    return """
      <tr><td>\(Words.rule(judgement.rule)[language])</td><td class="code">\(about)</td>\
      <td>\(VerdictMark.html(judgement.verdict, language))</td>\
      <td class="code">\(judgement.since?.description ?? "")</td>\
      <td>\(judgement.explanation[language])</td><td>\(evidence)</td></tr>

      """
  }

  private func sanctions(_ language: Language) -> HTML? {
    guard !compliance.sanctions.isEmpty else { return nil }
    let rows: [HTML] = compliance.sanctions.map { sanction in
      let (amount, settled) = (Words.euros(sanction.amountAfterCents), sanction.isSettled)
      let decision = sanction.pronounced.decision.text
      let text = Wording(
        fr: "décision \(decision) du \(sanction.pronouncedOn) : \(amount.french)"
          + (settled ? ", réglée" : ""),
        en: "decision \(decision) of \(sanction.pronouncedOn): \(amount.english)"
          + (settled ? ", settled" : "")
      )
      return "<li>\(sanction.pronounced.case.text), \(text[language])</li>\n"
    }
    return "<h2>\(Wording(fr: "Sanctions", en: "Sanctions")[language])</h2><ul>\(rows)</ul>"
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
