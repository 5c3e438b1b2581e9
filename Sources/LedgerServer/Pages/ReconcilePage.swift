import Declarations
import Reports

/// A register that is dropped here, row by row against the record.
struct ReconcilePage {
  /// Whose register it is; nil where that is still to be said.
  var lab: Lab?
  /// Who was named, on which day, and by which knowledge, as it was typed: the next register is asked the same.
  var typed = (lab: "", asOf: "", knownAt: "")
  var answer: ReconciliationAnswer?
  /// What is wrong with what was sent.
  var fault: Wording?
  /// The name of the file.
  var file: String?

  func html(_ frame: Frame) -> HTML {
    let language = frame.language
    let title = Wording(fr: "Rapprocher un registre", en: "Reconcile a register")
    var body: HTML = ""
    if let fault { body += "<p class=\"card bad\" role=\"alert\">\(fault[language])</p>\n" }
    if let answer { body += result(answer, frame) }
    body += form(frame)
    return frame.page(answer?.title ?? title, in: .reconcile, body)
  }

  private func result(_ answer: ReconciliationAnswer, _ frame: Frame) -> HTML {
    let language = frame.language
    let table = answer.table(in: language)
    let settled = Wording(
      fr: "Rien à traiter : chaque ligne a son événement.",
      en: "Nothing to settle: every row has its event."
    )
    let rows = Wording(fr: "Lignes à traiter", en: "Rows to settle")[language]
    return """
      <p class="basis">\(file ?? "") · \(Words.basis(answer.basis)[language])</p>
      <ul>\(answer.counts(in: language).map { "<li>\($0)</li>" as HTML })</ul>
      <p>\(answer.sum[language])</p>
      \(table.rows.isEmpty ? "<p class=\"card good\">\(settled[language])</p>" : frame.table(rows, table))
      \(sideBySide(answer, frame))
      """
  }

  private func sideBySide(_ answer: ReconciliationAnswer, _ frame: Frame) -> HTML? {
    guard let (title, table) = answer.sideBySide(in: frame.language) else { return nil }
    let name = title[frame.language]
    return "<h2>\(name)</h2>\(table.rows.isEmpty ? nil : frame.table(name, table))"
  }

  private func form(_ frame: Frame) -> HTML {
    let language = frame.language
    let who: HTML? =
      frame.role?.lab == nil
      ? """
      <label>\(Wording(fr: "Laboratoire", en: "Lab")[language])
      <input name="lab" required size="16" value="\(lab?.text ?? typed.lab)"></label>
      """ : nil
    let hint = Wording(
      fr: "CSV ou XLSX : id, ou cis et type ; déposez-le ici ou choisissez-le",
      en: "CSV or XLSX: id, or cis and type; drop it here or choose it"
    )
    return """
      <form class="question" method="post" action="/reconcile?lang=\(language.rawValue)" enctype="multipart/form-data">
      \(who)<label>\(Wording(fr: "Registre", en: "Register")[language]) <small>\(hint[language])</small>
      <input class="drop" type="file" name="register" required accept=".csv,.xlsx,.txt"></label>
      <label>\(Wording(fr: "Au", en: "On")[language]) <small>\(Wording(fr: "AAAA-MM-JJ ; aujourd'hui sinon", en: "YYYY-MM-DD; else today")[language])</small>
      <input type="date" name="asOf" value="\(typed.asOf)"></label>
      \(frame.known("knownAt", typed.knownAt))
      \(frame.acting)\(frame.submit(Wording(fr: "Rapprocher", en: "Reconcile")))</form>
      <p>\(Self.privacy[language])</p>
      """
  }

  private static let privacy = Wording(
    fr: "Le fichier est lu, comparé et oublié : rien n'est enregistré.",
    en: "The file is read, compared and forgotten: nothing is recorded."
  )
}
