import Declarations

/// A page of HTML that stands alone: it reads on any screen, prints well, and needs no script.
struct Page {
  let title: String
  let language: Language
  private var body = ""

  init(_ title: String, in language: Language) {
    self.title = title
    self.language = language
  }

  mutating func heading(_ text: Wording) {
    body += "<h2>\(Markup.escaped(text[language]))</h2>\n"
  }

  mutating func paragraph(_ text: String) {
    body += "<p>\(Markup.escaped(text))</p>\n"
  }

  mutating func quote(_ text: String) {
    body += "<blockquote><p>\(Markup.escaped(text))</p></blockquote>\n"
  }

  mutating func list(_ items: [[String]]) {
    let rows = items.map { lines in
      "<li>\(lines.map(Markup.escaped).joined(separator: "<br>\n"))</li>\n"
    }
    body += "<ul>\n\(rows.joined())</ul>\n"
  }

  /// A table; a cell may link to a page beside this one.
  mutating func table(_ caption: Wording, _ header: [Wording], _ rows: [[Cell]]) {
    let heads = header.map { "<th scope=\"col\">\(Markup.escaped($0[language]))</th>" }
    body += "<table>\n<caption>\(Markup.escaped(caption[language]))</caption>\n"
    body += "<thead><tr>\(heads.joined())</tr></thead>\n<tbody>\n"
    for row in rows { body += "<tr>\(row.map(\.html).joined())</tr>\n" }
    body += "</tbody>\n</table>\n"
  }

  /// A cell of a table.
  enum Cell {
    case text(String)
    case link(String, to: String)

    /// Codes, dates and the like, which read badly over two lines.
    private static let shortest = 18

    fileprivate var html: String {
      switch self {
      case .text(let text):
        text.count <= Self.shortest
          ? "<td class=\"short\">\(Markup.escaped(text))</td>" : "<td>\(Markup.escaped(text))</td>"
      case .link(let text, let target):
        "<td><a href=\"\(Markup.escaped(target))\">\(Markup.escaped(text))</a></td>"
      }
    }
  }

  var html: String {
    """
    <!doctype html>
    <html lang="\(language.rawValue)">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(Markup.escaped(title))</title>
    <style>
    \(Self.style)
    </style>
    </head>
    <body>
    <main>
    <h1>\(Markup.escaped(title))</h1>
    \(body)</main>
    </body>
    </html>

    """
  }

  private static let style = """
    body { font: 1rem/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; margin: 0; }
    main { max-width: 70rem; margin: 0 auto; padding: 1rem; }
    h1 { font-size: 1.6rem; line-height: 1.2; } h2 { font-size: 1.2rem; margin-top: 2rem; }
    blockquote { margin: 1rem 0; padding: 0 1rem; border-left: 4px solid #00568f; }
    table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-size: .9rem; }
    caption { text-align: left; font-weight: bold; padding: .25rem 0; }
    th, td { border: 1px solid #999; padding: .25rem .5rem; text-align: left; vertical-align: top; }
    th { background: #eee; } td.short { white-space: nowrap; } a { color: #00568f; }
    td, li, p { overflow-wrap: break-word; }
    @media print {
      body { font-size: 9pt; } main { max-width: none; padding: 0; }
      tr { break-inside: avoid; } thead { display: table-header-group; } a { color: inherit; }
    }
    """
}
