import Compliance
import Declarations
import Projections
import Reports

/// The list on a day, to be searched.
struct ListPage {
  let basis: Basis
  let axes: Axes
  /// Those that were looked for, and how many there are to look in.
  let rows: [ListRow]
  let total: Int
  let isPublished: Bool
  let state: StateName?
  /// What is looked for in name, code, class and lab.
  let search: String
  /// Whether the caller may see more than the published list.
  let seesAll: Bool
  /// Whether the caller may see every lab.
  let seesLabs: Bool

  func html(_ frame: Frame) -> HTML {
    let language = frame.language
    let more = asked + (search.isEmpty ? "" : "&q=\(search.percentEncoded)")
    let question: HTML = "\(frame.question(axes, basis))"
    var body = frame.basis(basis, permanent: "/list", more)
    body += form(frame)
    body += """
      \(plot(language))
      <p>\(count[language])
      <span class="screen">\(Wording(fr: "Exporter :", en: "Export:")[language])
      <a href="/list.csv?\(basis.address)\(more)">CSV</a>, <a href="/api/v1/list?\(basis.address)\(asked)">\(json[language])</a></span></p>
      \(frame.table(title[language], header, rows.map { row($0.state, language, question) }))
      """
    return frame.page(title, in: .list, body)
  }

  /// How the size went, as a picture that leads to what moved it; of a state there is none.
  private func plot(_ language: Language) -> HTML? {
    guard state == nil else { return nil }
    let address = "\(basis.address)\(asked)&lang=\(language.rawValue)"
    let moved = Wording(fr: "Ce qui l'a fait bouger", en: "What moved it")[language]
    let text = Wording(
      fr: "La taille de la liste jusqu'au \(basis.asOf)",
      en: "The size of the list up to \(basis.asOf)"
    )[language]
    return """
      <details class="screen"><summary>\(text)</summary>
      <figure tabindex="0"><img loading="lazy" src="/list.svg?\(address)" width="840" height="360" alt="\(text)">
      <figcaption><a href="/history?\(address)">\(moved)</a></figcaption></figure></details>
      """
  }

  private var title: Wording {
    if isPublished { return Wording(fr: "Liste publiée des MITM", en: "Published list of MITM") }
    guard let state else {
      return Wording(fr: "Liste en vigueur des MITM", en: "Current list of MITM")
    }
    return Wording(
      fr: "État « \(Words.state(state).french) »",
      en: "State “\(Words.state(state).english)”"
    )
  }

  private var count: Wording {
    let (found, all) = (Figure(rows.count), Figure(total))
    guard !search.isEmpty else {
      return Wording(fr: "Spécialités : \(all.french).", en: "Products: \(all.english).")
    }
    return Wording(
      fr: "Spécialités : \(found.french) sur \(all.french).",
      en: "Products: \(found.english) of \(all.english)."
    )
  }

  /// The answer to programs is the whole list: what is looked for is the page's.
  private var json: Wording {
    search.isEmpty
      ? Wording(fr: "JSON", en: "JSON")
      : Wording(fr: "JSON (la liste entière)", en: "JSON (the whole list)")
  }

  private var header: [Wording] {
    let published = [
      Wording(fr: "CIS", en: "CIS"), Wording(fr: "Dénomination", en: "Name"),
      Wording(fr: "ATC", en: "ATC"),
    ]
    // Who answers for a product is what labs declared: to anybody it is not told before it is published.
    guard seesAll else { return published + [Wording(fr: "Titulaire", en: "Holder")] }
    return published + [
      Wording(fr: "Répond du produit", en: "Answers for it"), Wording(fr: "Depuis", en: "Since"),
      Wording(fr: "Origine", en: "Origin"),
    ]
  }

  private func row(_ state: ProductState, _ language: Language, _ question: HTML) -> HTML {
    let cis = state.cis.description
    guard seesAll else {
      return """
        <tr><td class="code">\(cis)</td><td>\(state.denomination?.text ?? "")</td>\
        <td class="code">\(state.atc?.text ?? "")</td><td>\(state.holder?.text ?? "")</td></tr>

        """
    }
    let origin = state.origin.map { Words.origin($0)[language] } ?? ""
    let pending: HTML =
      state.isWithdrawalPending
      ? " <em>\(Wording(fr: "retrait demandé", en: "withdrawal requested")[language])</em>" : ""
    let code: HTML = "<a href=\"/products/\(cis)?\(question)\">\(cis)</a>"
    let answering: HTML? = state.answering.map { lab in
      seesLabs
        ? "<a href=\"/labs/\(lab.text)?\(question)\">\(lab.text)</a>" : "\(lab.text)"
    }
    return """
      <tr><td class="code">\(code)</td><td>\(state.denomination?.text ?? "")\(pending)</td>\
      <td class="code">\(state.atc?.text ?? "")</td><td>\(answering)</td>\
      <td class="code">\(state.since?.description ?? "")</td><td>\(origin)</td></tr>

      """
  }

  /// Which list is asked for, as it stands in an address.
  private var asked: String {
    (isPublished ? "&published=true" : "") + (state.map { "&state=\($0.rawValue)" } ?? "")
  }

  private func form(_ frame: Frame) -> HTML {
    let language = frame.language
    func option(_ value: String, _ word: Wording, _ isChosen: Bool) -> HTML {
      "<option value=\"\(value)\"\(isChosen ? " selected" as HTML : "")>\(word[language])</option>"
    }
    var kinds: [HTML] = [
      option("published", Wording(fr: "publiée", en: "published"), isPublished)
    ]
    if seesAll {
      kinds.insert(
        option("", Wording(fr: "en vigueur", en: "current"), !isPublished && state == nil),
        at: 0
      )
      kinds += StateName.allCases.dropFirst().map {
        option($0.rawValue, Words.state($0), state == $0)
      }
    }
    return """
      <form class="question" method="get" action="/list">
      <label>\(Wording(fr: "Liste", en: "List")[language])
      <select name="kind">\(kinds)</select></label>
      \(frame.axes(axes, basis))
      <label>\(Wording(fr: "Chercher", en: "Search")[language])
      <small>\(Wording(fr: "nom, code, ATC, laboratoire", en: "name, code, ATC, lab")[language])</small>
      <input type="search" name="q" value="\(search)"></label>
      \(frame.submit())
      </form>
      """
  }
}
