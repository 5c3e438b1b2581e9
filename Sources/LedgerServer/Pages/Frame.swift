import Declarations
import Projections
import Reports

/// What every page has around its answer: where one is, in which language, who one is, and the basis.
struct Frame {
  /// The rooms that the navigation leads to.
  enum Room: CaseIterable {
    case list, labs, declare, reconcile, diff, audit

    var route: Route {
      switch self {
      case .list: .listPage
      case .labs: .labsPage
      case .declare: .declarePage
      case .reconcile: .reconcilePage
      case .diff: .diffPage
      case .audit: .auditPage
      }
    }

    var name: Wording {
      switch self {
      case .list: Wording(fr: "Liste", en: "List")
      case .labs: Wording(fr: "Laboratoires", en: "Labs")
      case .declare: Wording(fr: "Déclarer", en: "Declare")
      case .reconcile: Wording(fr: "Rapprocher", en: "Reconcile")
      case .diff: Wording(fr: "Différences", en: "Differences")
      case .audit: Wording(fr: "Preuves", en: "Evidence")
      }
    }
  }

  let language: Language
  /// Who is signed in; nil when nobody is.
  let name: String?
  /// What the one who is signed in may do; rooms that are closed are not shown.
  let role: Role?
  /// The address of this page in another language.
  let elsewhere: (Language) -> String
  /// The word that a form has to send back, so that no other site can send it.
  let guardWord: String?

  func page(_ title: Wording, in room: Room?, _ body: HTML) -> HTML {
    """
    <!doctype html>
    <html lang="\(language.rawValue)">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(title[language]) – MITM</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/style.css">
    </head>
    <body>
    <a class="skip" href="#main">\(Wording(fr: "Aller au contenu", en: "Go to content")[language])</a>
    <header><div>
    <strong>\(Wording(fr: "Registre MITM", en: "MITM ledger")[language])</strong>
    <nav aria-label="\(Wording(fr: "Rubriques", en: "Sections")[language])"><ul>
    \(rooms.map { link(to: $0, from: room) })
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

  private var rooms: [Room] {
    Room.allCases.filter { $0.route.reach(of: role) != .nothing }
  }

  private func link(to room: Room, from here: Room?) -> HTML {
    let current: HTML = room == here ? " aria-current=\"page\"" : ""
    let address = "\(room.route.path)?lang=\(language.rawValue)"
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
      <form class="inline" method="post" action="/sign-out?lang=\(language.rawValue)"><input type="hidden" name="guard" value="\(guardWord)">
      <button>\(Wording(fr: "Se déconnecter", en: "Sign out")[language])</button></form>
      """
  }

  static let signIn = Wording(fr: "Se connecter", en: "Sign in")

  private let footer = Wording(
    fr:
      "Toute réponse est fonction de sa base : le jour, ce qui était connu, la racine et le référentiel. "
      + "Une adresse qui nomme le jour et le nombre d'événements donne toujours la même réponse sous un même référentiel.",
    en:
      "Every answer is a function of its basis: the day, what was known, the root and the rulebook. An address that "
      + "names the day and the number of events always gives the same answer under one rulebook."
  )

  // MARK: Parts that pages share

  /// The basis, and the address that gives this answer for ever.
  ///
  /// - Parameters:
  ///   - basis: The basis.
  ///   - path: Where the answer is asked for.
  ///   - more: What else its question says, each part behind an `&`.
  /// - Returns: The paragraph.
  func basis(_ basis: Basis, permanent path: String, _ more: String = "") -> HTML {
    let address = "\(path)?\(basis.address)\(more)&lang=\(language.rawValue)"
    return """
      <p class="basis">\(Words.basis(basis)[language])
      \(permanent(address))</p>
      """
  }

  /// The link to the address that gives an answer for ever.
  func permanent(_ address: String) -> HTML {
    let words = Wording(fr: "Adresse permanente", en: "Permanent address")
    return "<a class=\"screen\" href=\"\(address)\">\(words[language])</a>"
  }

  /// The fields of day and knowledge.
  func axes(_ axes: Axes, _ basis: Basis) -> HTML {
    """
    <label>\(Wording(fr: "Au", en: "On")[language]) <small>\(basis.asOf.description)</small>
    <input type="date" name="asOf" value="\(basis.asOf.description)"></label>
    \(known("knownAt", axes.knownText))
    <input type="hidden" name="lang" value="\(language.rawValue)">
    """
  }

  /// The field of knowledge.
  func known(_ name: String, _ value: String) -> HTML {
    """
    <label>\(Wording(fr: "Connu", en: "Known")[language])
    <small>\(Wording(fr: "N, jour ou rien : tout", en: "N, a day, or nothing: all")[language])</small>
    <input name="\(name)" size="12" value="\(value)"></label>
    """
  }

  /// The same day and knowledge, as another page is asked for them.
  func question(_ axes: Axes, _ basis: Basis) -> String {
    let known = axes.knownText.isEmpty ? "" : "&knownAt=\(axes.knownText.percentEncoded)"
    return "asOf=\(basis.asOf)\(known)&lang=\(language.rawValue)"
  }

  /// A form that acts: it sends back the word that no other site knows.
  var acting: HTML {
    """
    <input type="hidden" name="guard" value="\(guardWord ?? "")">
    <input type="hidden" name="lang" value="\(language.rawValue)">
    """
  }

  /// A table, which scrolls where the window is narrower than it is.
  ///
  /// - Parameters:
  ///   - name: What it is called, for who hears it.
  ///   - header: The heads.
  ///   - rows: The rows, whole.
  /// - Returns: The table.
  func table(_ name: String, _ header: [Wording], _ rows: [HTML]) -> HTML {
    table(name, headed: header.map { $0[language] }, rows)
  }

  private func table(_ name: String, headed header: [String], _ rows: [HTML]) -> HTML {
    """
    <div class="scroll" tabindex="0" role="region" aria-label="\(name)">
    <table><thead><tr>\(header.map { "<th scope=\"col\">\($0)</th>" as HTML })</tr></thead><tbody>
    \(rows)
    </tbody></table></div>
    """
  }

  /// A table of an answer.
  func table(_ name: String, _ table: TextTable) -> HTML {
    self.table(
      name,
      headed: table.header,
      table.rows.map { row in
        "<tr>\(row.map(Self.cell))</tr>\n"
      }
    )
  }

  /// A day is not broken in two.
  private static func cell(_ text: String) -> HTML {
    let isDay = (try? LegalDate(parsing: text)) != nil
    return "<td\(isDay ? " class=\"code\"" as HTML : "")>\(text)</td>"
  }

  func submit(_ word: Wording = Wording(fr: "Voir", en: "Show")) -> HTML {
    "<button>\(word[language])</button>"
  }

  /// What an event is, with the code under which the catalogue has it.
  func type(of event: Event) -> HTML {
    let type = event.submission.type
    return "\(Words.event(type)[language]) <small class=\"note\">\(type.rawValue)</small>"
  }
}

extension Basis {
  /// As it stands in an address.
  var address: String { "asOf=\(asOf)&knownAt=\(knownAt.size)" }
}
