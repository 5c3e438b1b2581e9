import CanonicalJSON
import Declarations
import Projections
import Reports

/// What changed in the list between two bases, each row with its cause.
struct DiffPage {
  let from: Basis
  let to: Basis
  let diff: ListDiff

  func html(_ frame: Frame) -> HTML {
    let language = frame.language
    let title = Wording(
      fr: "Différences du \(from.asOf) au \(to.asOf)",
      en: "Differences from \(from.asOf) to \(to.asOf)"
    )
    let address = "/diff?from=\(Self.point(from))&to=\(Self.point(to))&lang=\(language.rawValue)"
    let body: HTML = """
      \(DiffPage.form(frame, from, to))
      <p class="basis">\(Words.basis(from)[language])<br>\(Words.basis(to)[language])
      \(frame.permanent(address))</p>
      <p>\(size[language])</p>
      \(table(Wording(fr: "Entrées", en: "Entered"), diff.entered, language))
      \(table(Wording(fr: "Sorties", en: "Left"), diff.left, language))
      \(table(Wording(fr: "Modifiées", en: "Changed"), diff.changed, language))
      """
    return frame.page(title, in: .diff, body)
  }

  /// The page before anything is asked.
  static func empty(_ frame: Frame) -> HTML {
    frame.page(
      Wording(fr: "Différences entre deux dates", en: "Differences between two days"),
      in: .diff,
      form(frame, nil, nil)
    )
  }

  private static func point(_ basis: Basis) -> String { "\(basis.asOf)@\(basis.knownAt.size)" }

  private var size: Wording {
    Wording(
      fr:
        "Spécialités : \(diff.sizeBefore) + \(diff.entered.count) − \(diff.left.count) = \(diff.sizeAfter).",
      en:
        "Products: \(diff.sizeBefore) + \(diff.entered.count) − \(diff.left.count) = \(diff.sizeAfter)."
    )
  }

  private static func form(_ frame: Frame, _ from: Basis?, _ to: Basis?) -> HTML {
    let language = frame.language
    return """
      <form class="question" method="get" action="/diff">
      \(field("from", Wording(fr: "Du", en: "From"), from, frame))
      \(field("to", Wording(fr: "Au", en: "To"), to, frame))
      <input type="hidden" name="lang" value="\(language.rawValue)">
      \(frame.submit(Wording(fr: "Comparer", en: "Compare")))</form>
      """
  }

  /// The day of a basis, and what was known.
  private static func field(
    _ name: String,
    _ word: Wording,
    _ basis: Basis?,
    _ frame: Frame
  ) -> HTML {
    """
    <label>\(word[frame.language]) <input type="date" name="\(name)" required value="\(basis?.asOf.description ?? "")"></label>
    \(frame.known("\(name)Known", basis.map { String($0.knownAt.size) } ?? ""))
    """
  }

  private func table(_ caption: Wording, _ rows: [ListDiff.Change], _ language: Language) -> HTML {
    guard !rows.isEmpty else { return "" }
    let header = [
      Wording(fr: "CIS", en: "CIS"), Wording(fr: "Dénomination", en: "Name"),
      Wording(fr: "Ce qui change", en: "What changes"), Wording(fr: "Cause", en: "Cause"),
    ]
    return """
      <div class="scroll" tabindex="0" role="region" aria-label="\(caption[language])">
      <table><caption>\(caption[language]) (\(rows.count))</caption>
      <thead><tr>\(header.map { "<th scope=\"col\">\($0[language])</th>" as HTML })</tr></thead><tbody>
      \(rows.map { row($0, language) })</tbody></table></div>
      """
  }

  /// What a row said of a field, in words where there are any.
  private static func value(_ field: String, of row: ListRow, _ language: Language) -> String {
    switch field {
    case "state": return Words.state(row.state.name)[language]
    case "origin": return row.state.origin.map { Words.origin($0)[language] } ?? "–"
    default: break
    }
    return switch row.json[field] {
    case .string(let text)?: text
    case .bool(let holds)?:
      (holds ? Wording(fr: "oui", en: "yes") : Wording(fr: "non", en: "no"))[language]
    default: "–"
    }
  }

  private func row(_ change: ListDiff.Change, _ language: Language) -> HTML {
    let cis = change.after.cis.description
    let name = change.after.state.denomination ?? change.before.state.denomination
    let fields: [HTML] = change.fields.map { field in
      let (before, after) = (
        Self.value(field, of: change.before, language),
        Self.value(field, of: change.after, language)
      )
      let label = Words.field(field)[language] + language.colon
      return "<li>\(label)\(before) → <strong>\(after)</strong></li>\n"
    }
    let address = "/products/\(cis)?\(to.address)&lang=\(language.rawValue)"
    return """
      <tr><td class="code"><a href="\(address)">\(cis)</a></td><td>\(name?.text ?? "")</td>\
      <td><ul>\(fields)</ul></td><td>\(Words.cause(change.cause)[language])</td></tr>

      """
  }
}
