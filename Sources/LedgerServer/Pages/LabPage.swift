import Compliance
import Declarations
import Projections
import Reports

/// One lab: every verdict with its arithmetic, and the sanctions.
struct LabPage {
  let basis: Basis
  let axes: Axes
  let compliance: LabCompliance
  /// What the lab is called; nil where it was never registered.
  let name: String?
  /// The products that it answers for, judged or not.
  let products: [CIS]
  /// What products are called.
  let names: [CIS: String]
  let due: DueAnswer
  let stocks: Stocks
  /// What the stock covered of the product that is shown.
  let coverage: [StockCoverage]

  /// The products whose stock the lab answers for, and the one that is shown.
  struct Stocks: Sendable {
    let products: [CIS]
    let shown: CIS?

    /// The one that is chosen, else the first of those with the worst verdict.
    init(of compliance: LabCompliance, chosen: CIS?) {
      let judged = compliance.judgements.filter { $0.rule == .stockSafety }
      let products = Set(judged.compactMap(\.cis)).sorted()
      let breached = judged.filter { $0.verdict == .breached }.compactMap(\.cis).min()
      shown = chosen.flatMap { products.contains($0) ? $0 : nil } ?? breached ?? products.first
      self.products = products
    }
  }

  func html(_ frame: Frame) -> HTML {
    let language = frame.language
    let name = compliance.lab?.text ?? ""
    let shown = stocks.shown.map { "&stock=\($0)" } ?? ""
    var body = frame.basis(basis, permanent: "/labs/\(name)", shown)
    let kept: HTML? = stocks.shown.map {
      "<input type=\"hidden\" name=\"stock\" value=\"\($0.description)\">"
    }
    body += """
      <form class="question" method="get" action="/labs/\(name)">\(frame.axes(axes, basis))\(kept)\(frame.submit())</form>
      <p>\(Wording(fr: "Pire verdict :", en: "Worst verdict:")[language]) \(VerdictMark.html(compliance.headline, language))</p>
      \(soon(frame))
      \(stock(frame))
      <h2>\(Wording(fr: "Obligations", en: "Duties")[language])</h2>
      \(frame.table(Wording(fr: "Obligations", en: "Duties")[language], Self.header, urgentFirst.map { row($0, frame) }))
      \(answered(frame))
      \(sanctions(language))
      """
    let title = self.name.map { "\($0) (\(name))" } ?? name
    return frame.page(Wording(fr: title, en: title), in: .labs, body)
  }

  /// The verdicts, those first that ask for something to be done.
  private var urgentFirst: [Judgement] {
    let order: [Verdict] = [.breached, .toReview, .notAssessable, .met, .notApplicable]
    return order.flatMap { verdict in compliance.judgements.filter { $0.verdict == verdict } }
  }

  private func soon(_ frame: Frame) -> HTML {
    let language = frame.language
    let title = Wording(fr: "Ce qui arrive à échéance", en: "What falls due")[language]
    let table = due.table(in: language)
    let nothing = Wording(
      fr: "Rien d'ici \(Wording(due.within, fr: "jour", en: "day").french).",
      en: "Nothing within \(Wording(due.within, fr: "jour", en: "day").english)."
    )
    return """
      <h2>\(title)</h2>
      \(table.rows.isEmpty ? "<p>\(nothing[language])</p>" : frame.table(title, table))
      """
  }

  private static let meaning = Wording(
    fr:
      "Le stock déclaré, en pour cent de ce que le seuil demande aux ventes des douze derniers mois : à 100 % il suffit, "
      + "au-dessous il manque.",
    en:
      "The stock that was reported, in percent of what the threshold asks for at the sales of the last twelve months: at "
      + "100% it is enough, below it is not."
  )

  private func stock(_ frame: Frame) -> HTML? {
    guard let cis = stocks.shown else { return nil }
    let language = frame.language
    let title = Wording(fr: "Couverture des stocks", en: "What stocks cover")[language]
    let options: [HTML] = stocks.products.map { product in
      let chosen: HTML = product == cis ? " selected" : ""
      let name = "\(product) \(names[product] ?? "")"
      return "<option value=\"\(product.description)\"\(chosen)>\(name)</option>"
    }
    let chart = CoverageChart(of: cis, coverage, until: basis.asOf)
    let none = Wording(fr: "Aucun état de stock.", en: "No stock report.")[language]
    let figure: HTML = """
      <figure tabindex="0">\(HTML(drawn: chart.svg(in: language)))</figure>
      <details><summary>\(Wording(fr: "Les chiffres", en: "The figures")[language])</summary>
      \(frame.table("\(title) \(cis)", chart.table(in: language)))</details>
      """
    return """
      <h2 id="stock">\(title)</h2>
      <p class="note">\(Self.meaning[language])</p>
      <form class="question" method="get" action="/labs/\(compliance.lab?.text ?? "")#stock">
      <label>\(Wording(fr: "Spécialité", en: "Product")[language]) <select name="stock">\(options)</select></label>
      <input type="hidden" name="asOf" value="\(basis.asOf.description)">
      <input type="hidden" name="knownAt" value="\(axes.knownText)">
      <input type="hidden" name="lang" value="\(language.rawValue)">\(frame.submit())</form>
      \(coverage.contains { $0.percent != nil } ? figure : "<p>\(none)</p>")
      """
  }

  private static let header = [
    Wording(fr: "Obligation", en: "Duty"), Wording(fr: "Spécialité", en: "Product"),
    Wording(fr: "Verdict", en: "Verdict"), Wording(fr: "Depuis", en: "Since"),
    Wording(fr: "Calcul", en: "Arithmetic"), Wording(fr: "Événements", en: "Events"),
  ]

  private func row(_ judgement: Judgement, _ frame: Frame) -> HTML {
    let language = frame.language
    let about: HTML =
      judgement.cis.map { cis in
        "\(link(to: cis, frame))<br><small>\(names[cis] ?? "")</small>"
      } ?? "\(judgement.about)"
    let evidence: [HTML] = judgement.evidence.map { sequence in
      "<a href=\"/api/v1/events/\(sequence)\">\(sequence)</a> "
    }
    return """
      <tr><td>\(Words.rule(judgement.rule)[language])</td><td class="product">\(about)</td>\
      <td>\(VerdictMark.html(judgement.verdict, language))</td>\
      <td class="code">\(judgement.since?.description ?? "")</td>\
      <td>\(judgement.explanation[language])</td><td>\(evidence)</td></tr>

      """
  }

  private func answered(_ frame: Frame) -> HTML? {
    guard !products.isEmpty else { return nil }
    let language = frame.language
    let title = Wording(fr: "Spécialités dont il répond", en: "Products it answers for")[language]
    let links: [HTML] = products.map { cis in
      "<li>\(link(to: cis, frame)) \(names[cis] ?? "")</li>\n"
    }
    return
      "<h2>\(title)</h2><details><summary>\(products.count.description)</summary><ul>\(links)</ul></details>"
  }

  private func link(to cis: CIS, _ frame: Frame) -> HTML {
    "<a href=\"/products/\(cis.description)?\(frame.question(axes, basis))\">\(cis.description)</a>"
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
