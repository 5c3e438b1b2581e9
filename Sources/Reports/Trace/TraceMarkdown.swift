package import Declarations
import Projections

extension TraceAnswer {
  /// The trace as a document that can be put in a file: Markdown with tables.
  package func markdown(in language: Language) -> String {
    let events = Wording(fr: "Événements", en: "Events")
    let basisTitle = Wording(fr: "Base", en: "Basis")
    var lines = [
      "# " + Markdown.escaped(title), "", Markdown.escaped(headline[language]), "",
      Markdown.escaped(answering[language]), "",
    ]
    if let sentence = WhyNot.sentence(self) {
      lines += ["> " + Markdown.escaped(sentence[language]), ""]
    }
    for step in trace.steps {
      lines += ["## " + Markdown.escaped(heading(of: step)[language]), ""]
      for leaf in leaves(of: step) {
        lines.append("- " + leaf.map { Markdown.escaped($0[language]) }.joined(separator: "  \n  "))
      }
      lines.append("")
    }
    lines += ["## \(events[language])", ""]
    lines += Markdown.table(
      Self.columns.map { $0[language] },
      self.events.map { Self.cells($0, language) }
    )
    lines += ["", "## \(basisTitle[language])", "", Markdown.escaped(Words.basis(basis)[language])]
    return lines.joined(separator: "\n") + "\n"
  }
}
