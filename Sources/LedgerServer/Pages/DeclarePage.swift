import CanonicalJSON
import Compliance
import Declarations
import Ledger
import Projections
import Questions
import Reports
import Submissions

/// A declaration: what to declare, the form, what it would do, the receipt.
struct DeclarePage {
  /// What is declared; nil where that is still to be chosen.
  let what: Template?
  var values: [Column: String] = [:]
  /// When it is filed, once it was read.
  var time = ""
  var submission: Submission?
  var refusal: Refusal?
  var preview: DeclarationPreview?
  /// What the product is called; nil where nobody described it.
  var name: String?
  var receipt: AppendOutcome.Receipt?

  func html(_ frame: Frame) -> HTML {
    let language = frame.language
    guard let what else { return choice(frame) }
    let title = Wording(
      fr: "Déclarer : \(what.name.french)",
      en: "Declare: \(what.name.english)"
    )
    var body: HTML = ""
    if let refusal {
      let fields = Wording(fr: "Champ", en: "Field")[language]
      body += """
        <div class="card bad" role="alert"><p>\(refusal.message[language])</p>
        \(Column(of: refusal).map { "<p><a href=\"#\($0.rawValue)\">\(fields)\(language.colon)\($0.name[language])</a></p>" as HTML })</div>

        """
    }
    if let receipt {
      body += recorded(receipt, frame)
    } else if let preview, refusal == nil {
      body += effects(preview, frame)
      body += form(frame, what, isConfirming: true)
    } else {
      body += form(frame, what, isConfirming: false)
    }
    return frame.page(title, in: .declare, body)
  }

  private func choice(_ frame: Frame) -> HTML {
    let language = frame.language
    let links: [HTML] = Template.allCases.filter { $0 != .register }.map { what in
      let address = "/declare?what=\(what.rawValue)&lang=\(language.rawValue)"
      return "<li><a href=\"\(address)\">\(what.name[language])</a></li>\n"
    }
    let before = Wording(
      fr: "Rien n'est enregistré avant que vous n'ayez vu ce que cela fera.",
      en: "Nothing is recorded before you have seen what it will do."
    )
    return frame.page(
      Wording(fr: "Déclarer", en: "Declare"),
      in: .declare,
      "<p>\(before[language])</p>\n<ul>\(links)</ul>"
    )
  }

  // MARK: The form

  private func form(_ frame: Frame, _ what: Template, isConfirming: Bool) -> HTML {
    let language = frame.language
    var fields: [HTML] = []
    for column in what.asked {
      fields.append(isConfirming ? hidden(column) : field(column, what, language))
    }
    let step = isConfirming ? "record" : "preview"
    let word =
      isConfirming
      ? Wording(fr: "Enregistrer", en: "Record")
      : Wording(fr: "Voir ce que cela fera", en: "Show what it will do")
    let time: HTML = isConfirming ? "<input type=\"hidden\" name=\"time\" value=\"\(time)\">" : ""
    let back: HTML? =
      isConfirming
      ? """
      <button name="step" value="edit">\(Wording(fr: "Modifier", en: "Edit")[language])</button>
      <a href="/declare?what=\(what.rawValue)&amp;lang=\(language.rawValue)">\(Wording(fr: "Renoncer", en: "Give up")[language])</a>
      """ : nil
    return """
      <form class="question" method="post" action="/declare?lang=\(language.rawValue)">
      \(fields)<input type="hidden" name="what" value="\(what.rawValue)">
      \(time)
      \(frame.acting)<button name="step" value="\(step)">\(word[language])</button>\(back)</form>

      """
  }

  private func hidden(_ column: Column) -> HTML {
    values[column].map { value in
      "<input type=\"hidden\" name=\"\(column.rawValue)\" value=\"\(HTML(exactly: value))\">"
    } ?? ""
  }

  private func field(_ column: Column, _ what: Template, _ language: Language) -> HTML {
    let value = values[column] ?? ""
    let isWrong = refusal.flatMap { Column(of: $0) } == column
    let wrong: HTML = isWrong ? " aria-invalid=\"true\"" : ""
    let needed: HTML = what.needed.contains(column) ? " required" : ""
    let input: HTML
    if let choices = column.choices {
      let options: [HTML] = choices.map { choice in
        let chosen: HTML = choice.value == value ? " selected" : ""
        return "<option value=\"\(choice.value)\"\(chosen)>\(choice.name[language])</option>"
      }
      input = """
        <select id="\(column.rawValue)" name="\(column.rawValue)"\(needed)\(wrong)><option value="">–</option>\(options)</select>
        """
    } else {
      let type: HTML = column.isDay ? "date" : "text"
      input = """
        <input id="\(column.rawValue)" type="\(type)" name="\(column.rawValue)" value="\(value)"\(needed)\(wrong)>
        """
    }
    return """
      <label>\(column.name[language]) <small>\(column.meaning[language])</small>
      \(input)</label>

      """
  }

  // MARK: What it would do, and what it did

  private func effects(_ preview: DeclarationPreview, _ frame: Frame) -> HTML {
    let language = frame.language
    let warning = Wording(fr: "Attention :", en: "Warning:")[language]
    let doubts: [HTML] = preview.doubts.map { "<li>\(warning) \($0[language])</li>\n" }
    let earlier: [HTML] = (preview.impact?.lines(in: language) ?? []).map { "<li>\($0)</li>\n" }
    let verdicts: [HTML] = preview.verdicts.map { change in
      let (before, after) = (Words.verdict(change.before), Words.verdict(change.after))
      let why: HTML? =
        change.after == nil ? nil : "<br>\(change.judgement.explanation[language])"
      return """
        <li>\(Words.rule(change.judgement.rule)[language]) (\(Words.lab(change.judgement.lab)[language])) : \(before[language]) → <strong>\(after[language])</strong>\(why)</li>

        """
    }
    let unchanged: [HTML] = ["<li>\(Wording(fr: "inchangée", en: "unchanged")[language])</li>"]
    let again = Wording(fr: "À relire", en: "Read again")[language]
    let read: HTML? =
      doubts.isEmpty
      ? nil : "<section class=\"card open\"><h2>\(again)</h2><ul>\(doubts)</ul></section>"
    let basis: HTML? = preview.basis.map { "<p class=\"basis\">\(Words.basis($0)[language])</p>" }
    return """
      \(basis)
      <section class="card">
      <h2>\(Wording(fr: "Ce qui serait enregistré", en: "What would be recorded")[language])</h2>
      <dl>\(stated(language))</dl></section>
      \(read)
      <section class="card"><h2>\(Wording(fr: "Réponses d'avant", en: "Earlier answers")[language])</h2><ul>\(earlier)</ul></section>
      <section class="card"><h2>\(Wording(fr: "Conformité", en: "Compliance")[language])</h2>
      <ul>\(verdicts.isEmpty ? unchanged : verdicts)</ul></section>

      """
  }

  private func stated(_ language: Language) -> [HTML] {
    what?.asked.compactMap { column in
      values[column].map { value in
        let choice = column.choices?.first { $0.value == value }?.name[language]
        let shown =
          column == .cis
          ? [value, name].compactMap(\.self).joined(separator: " – ") : choice ?? value
        return "<dt>\(column.name[language])</dt><dd>\(shown)</dd>\n"
      }
    } ?? []
  }

  private func recorded(_ receipt: AppendOutcome.Receipt, _ frame: Frame) -> HTML {
    let language = frame.language
    let cis = submission?.subject.cis?.description ?? ""
    let said =
      receipt.isDuplicate
      ? Wording(
        fr: "Déjà enregistré : événement \(receipt.sequence).",
        en: "Recorded already: event \(receipt.sequence)."
      )
      : Wording(
        fr: "Enregistré : événement \(receipt.sequence).",
        en: "Recorded: event \(receipt.sequence)."
      )
    return """
      <section class="card good"><h2>\(said[language])</h2>
      <p><a href="/api/v1/events/\(receipt.sequence)/proof">\(Wording(fr: "L'accusé, à garder", en: "The receipt, to be kept")[language])</a></p>
      <p><a href="/products/\(cis)?lang=\(language.rawValue)">\(Wording(fr: "La spécialité", en: "The product")[language]) \(cis)</a></p>
      </section>
      """
  }
}
