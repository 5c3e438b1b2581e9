import ArgumentParser
import Declarations
import Foundation
import Reports
import Spreadsheets
import Submissions

/// An empty file to fill in.
struct WriteTemplate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "template",
    abstract: say(
      fr: "Un fichier vide à remplir, avec ses en-têtes expliqués.",
      en: "An empty file to fill in, with its headings explained."
    ),
    discussion: say(
      fr: """
        Le fichier rempli se lit par « mitm import declarations » ; celui de « register » aussi par « mitm \
        reconcile ». Sans --output, les en-têtes en CSV.
        """,
      en: """
        What is filled in is read by “mitm import declarations”; that of “register” also by “mitm \
        reconcile”. Without --output, the headings as CSV.
        """
    )
  )

  @Argument(
    help: ArgumentHelp(
      say(fr: "Le modèle : ", en: "The template: ")
        + Template.allCases.map(\.rawValue).joined(separator: ", ") + ".",
      valueName: say(fr: "modèle", en: "template")
    ),
    completion: .list(Template.allCases.map(\.rawValue)),
    transform: Template.parse
  )
  var template: Template

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      say(fr: "Le classeur XLSX à écrire.", en: "The XLSX workbook to write."),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var output: String?

  @OptionGroup var words: LanguageOption

  func run() throws {
    let isFrench = Language.ofThisRun == .french
    let headings = template.columns.map { isFrench ? $0.french : $0.rawValue }
    guard let output else {
      return try Output.print(text: CSV.line(headings).text)
    }
    try Workbook.reporting {
      let writer = try XLSXWriter(output)
      let sheet = try writer.sheet(
        say(fr: "Déclarations", en: "Declarations"),
        headings,
        widths: headings.map { max($0.count + 2, 12) }
      )
      sheet.end()
      var guide = try writer.sheet(
        say(fr: "Explications", en: "Explanations"),
        [
          say(fr: "Colonne", en: "Column"), say(fr: "Champ", en: "Field"),
          say(fr: "Obligatoire", en: "Needed"), say(fr: "Ce qu'elle contient", en: "What it holds"),
        ],
        widths: [30, 22, 12, 80]
      )
      for column in template.columns {
        let isNeeded = template.needed.contains(column)
        guide.add([
          .text(isFrench ? column.french : column.rawValue), .text(column.rawValue),
          .text(isNeeded ? say(fr: "oui", en: "yes") : say(fr: "non", en: "no")),
          .text(column.meaning.said),
        ])
      }
      guide.end()
      try writer.close()
    }
    try Output.print([say(fr: "Écrit : \(output)", en: "Written: \(output)")])
  }
}

extension Template {
  static func parse(_ text: String) throws -> Template {
    guard let template = Template(rawValue: text) else {
      let words = allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError(
        say(
          fr: "« \(text) » n'est pas l'un de : \(words).",
          en: "“\(text)” is not one of: \(words)."
        )
      )
    }
    return template
  }
}
