import Declarations
import Projections
import Reports

/// What every page has around its answer: where one is, in which language, who one is, and the basis.
struct Frame {
  /// The rooms that the navigation leads to.
  enum Room: CaseIterable {
    case list, labs, diff, audit

    var path: String {
      switch self {
      case .list: "/list"
      case .labs: "/labs"
      case .diff: "/diff"
      case .audit: "/audit"
      }
    }

    var name: Wording {
      switch self {
      case .list: Wording(fr: "Liste", en: "List")
      case .labs: Wording(fr: "Laboratoires", en: "Labs")
      case .diff: Wording(fr: "Différences", en: "Differences")
      case .audit: Wording(fr: "Preuves", en: "Evidence")
      }
    }
  }

  let language: Language
  /// Who is signed in; nil when nobody is.
  let name: String?
  /// The address of this page in another language.
  let elsewhere: (Language) -> String
  /// The word that a form has to send back, so that no other site can send it.
  let guardWord: String?

  /// The same frame in another language.
  init(of other: Frame, in language: Language) {
    self.init(
      language: language,
      name: other.name,
      elsewhere: other.elsewhere,
      guardWord: other.guardWord
    )
  }

  init(
    language: Language,
    name: String?,
    elsewhere: @escaping (Language) -> String,
    guardWord: String?
  ) {
    self.language = language
    self.name = name
    self.elsewhere = elsewhere
    self.guardWord = guardWord
  }

  func page(_ title: Wording, in room: Room?, _ body: HTML) -> HTML {
    """
    <!doctype html>
    <html lang="\(language.rawValue)">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(title[language]) – MITM</title>
    <link rel="stylesheet" href="/style.css">
    </head>
    <body>
    <a class="skip" href="#main">\(Wording(fr: "Aller au contenu", en: "Go to content")[language])</a>
    <header><div>
    <strong>\(Wording(fr: "Registre MITM", en: "MITM ledger")[language])</strong>
    <nav aria-label="\(Wording(fr: "Rubriques", en: "Sections")[language])"><ul>
    \(Room.allCases.map { link(to: $0, from: room) })
    </ul></nav>
    <span class="aside">\(languages) \(access)</span>
    </div></header>
    <main id="main">
    <h1>\(title[language])</h1>
    \(body)
    </main>
    <footer><div>\(footer[language])</div></footer>
    </body>
    </html>

    """
  }

  private func link(to room: Room, from here: Room?) -> HTML {
    let current: HTML = room == here ? " aria-current=\"page\"" : ""
    let address = "\(room.path)?lang=\(language.rawValue)"
    return "<li><a href=\"\(address)\"\(current)>\(room.name[language])</a></li>\n"
  }

  private var languages: HTML {
    let other: Language = language == .french ? .english : .french
    let name = other == .french ? "Français" : "English"
    return
      "<a href=\"\(elsewhere(other))\" hreflang=\"\(other.rawValue)\" lang=\"\(other.rawValue)\">\(name)</a>"
  }

  private var access: HTML {
    guard let name, let guardWord else {
      return "<a href=\"/sign-in?lang=\(language.rawValue)\">\(Self.signIn[language])</a>"
    }
    return """
      <span>\(name)</span>
      <form class="inline" method="post" action="/sign-out"><input type="hidden" name="guard" value="\(guardWord)">
      <button>\(Wording(fr: "Se déconnecter", en: "Sign out")[language])</button></form>
      """
  }

  static let signIn = Wording(fr: "Se connecter", en: "Sign in")

  private let footer = Wording(
    fr:
      "Toute réponse est fonction de sa base : le jour, ce qui était connu, la racine et le recueil de règles. "
      + "Une adresse qui nomme le jour et le nombre d'événements donne toujours la même réponse.",
    en:
      "Every answer is a function of its basis: the day, what was known, the root and the rulebook. An address that "
      + "names the day and the number of events always gives the same answer."
  )

  // MARK: Parts that pages share

  /// The basis, and the address that gives this answer for ever.
  func basis(_ basis: Basis, permanent address: String) -> HTML {
    """
    <p class="basis">\(Words.basis(basis)[language])
    <a class="screen" href="\(address)">\(Wording(fr: "Adresse permanente", en: "Permanent address")[language])</a></p>
    """
  }

  /// The fields of day and knowledge.
  func axes(_ axes: Axes, _ basis: Basis) -> HTML {
    """
    <label>\(Wording(fr: "Au", en: "On")[language]) <small>\(basis.asOf.description)</small>
    <input type="date" name="asOf" value="\(basis.asOf.description)"></label>
    <label>\(Wording(fr: "Connu", en: "Known")[language])
    <small>\(Wording(fr: "N, jour ou rien : tout", en: "N, a day, or nothing: all")[language])</small>
    <input name="knownAt" inputmode="numeric" size="12" value="\(axes.knownText)"></label>
    <input type="hidden" name="lang" value="\(language.rawValue)">
    """
  }

  func submit(_ word: Wording = Wording(fr: "Voir", en: "Show")) -> HTML {
    "<button>\(word[language])</button>"
  }
}
