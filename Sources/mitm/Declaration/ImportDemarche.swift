import ArgumentParser
import CanonicalJSON
import Declarations
import Foundation
import Ledger
import MerkleLog
import Reports
import Spreadsheets
import Submissions

/// Dossiers of Démarche numérique.
struct ImportDemarche: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demarche",
    abstract: say(
      fr: "Des dossiers de Démarche numérique : un fichier, ou l'API.",
      en: "Dossiers of Démarche numérique: a file, or the API."
    ),
    discussion: say(
      fr: """
        FICHIER est une réponse de l'API GraphQL v2 (JSON) ou l'export CSV ou XLSX ; --url et --demarche \
        lisent l'API, avec le jeton de MITM_DEMARCHE_TOKEN. Un dossier qui change donne un nouvel événement, \
        qui remplace le premier. Les champs du formulaire n'étant pas publiés, --mapping donne leurs \
        identifiants (Schema/Forms/demarche.json).
        """,
      en: """
        FILE is an answer of the GraphQL API v2 (JSON), or the export as CSV or XLSX; --url and --demarche \
        read the API, with the token in MITM_DEMARCHE_TOKEN. A dossier that changes gives a new event that \
        replaces the first. The fields of the form are not published: --mapping gives their ids \
        (Schema/Forms/demarche.json).
        """
    )
  )

  @Argument(
    help: ArgumentHelp(
      say(fr: "Le fichier.", en: "The file."),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var file: String?

  @Option(
    help: ArgumentHelp(
      say(fr: "L'adresse de l'API.", en: "The address of the API."),
      valueName: "url"
    )
  )
  var url: String?

  @Option(
    help: ArgumentHelp(
      say(fr: "Le numéro de la démarche.", en: "The number of the démarche."),
      valueName: say(fr: "numéro", en: "number")
    )
  )
  var demarche: Int?

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Le fichier où la dernière page enregistrée est notée ; la lecture reprend après elle.",
        en: "The file in which the last page that was recorded is noted; reading goes on behind it."
      ),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var resume: String?

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Combien de fois une demande est faite au plus.",
        en: "How often a request is made at most."
      ),
      valueName: "n"
    )
  )
  var attempts = 5

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Combien de secondes une réponse peut prendre.",
        en: "How many seconds an answer may take."
      ),
      valueName: "n"
    )
  )
  var timeout = 30

  @Option(
    help: ArgumentHelp(
      say(
        fr: "La correspondance entre les champs du formulaire et les nôtres.",
        en: "The mapping from the fields of the form to ours."
      ),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var mapping: String?

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Le laboratoire qui dépose, quand le SIREN et le nom ne le disent pas.",
        en: "The lab that files, where SIREN and name do not say so."
      ),
      valueName: say(fr: "labo", en: "lab")
    ),
    transform: Laboratory.parse
  )
  var lab: Lab?

  @Flag(
    help: ArgumentHelp(
      say(fr: "Sortie 65 s'il y a un constat.", en: "Exit 65 when there is a finding.")
    )
  )
  var strict = false

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var signing: SigningKeyOptions
  @OptionGroup var output: FormatOptions

  func validate() throws {
    guard (file == nil) == (url != nil), (url == nil) == (demarche == nil) else {
      throw ValidationError(
        say(
          fr: "Un fichier, ou --url et --demarche.",
          en: "A file, or --url and --demarche."
        )
      )
    }
    guard (1...20).contains(attempts), (1...600).contains(timeout) else {
      throw ValidationError(
        say(
          fr: "--attempts : de 1 à 20 ; --timeout : de 1 à 600.",
          en: "--attempts: from 1 to 20; --timeout: from 1 to 600."
        )
      )
    }
  }

  func run() throws {
    try output.require([.table, .json], for: "import demarche")
    let form =
      try mapping.map { try FormMapping(parsing: Input.bytes(of: $0, limit: 1 << 20), from: $0) }
      ?? FormMapping()
    var report = DemarcheReport()
    if let file {
      let bytes = try Input.bytes(of: file)
      let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
      let text = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
      let isJSON = text.first { $0 > 0x20 } == UInt8(ascii: "{")
      let page =
        try isJSON
        ? DossierPage(parsing: Array(text), form) : Input.sheet(file) { try DossierPage($0, form) }
      try record(page, form, from: file, &report)
    } else if let url, let demarche {
      try readPages(url, demarche, form, &report)
    }
    try report.print(output, size: try ledger.reader().size)
    let isComplete = report.refusals.isEmpty && !report.findings.contains(where: \.keepsOut)
    if !isComplete || strict && !report.findings.isEmpty {
      throw Failure(silently: .badData)
    }
  }

  private func readPages(
    _ url: String,
    _ demarche: Int,
    _ form: FormMapping,
    _ report: inout DemarcheReport
  ) throws {
    let address = try address(url)
    guard let token = ProcessInfo.processInfo.environment["MITM_DEMARCHE_TOKEN"], !token.isEmpty
    else {
      throw Failure(
        .usage,
        fr: "Le jeton de l'API est attendu dans MITM_DEMARCHE_TOKEN.",
        en: "The token of the API is expected in MITM_DEMARCHE_TOKEN."
      )
    }
    var patience = DemarcheClient.Patience()
    patience.attempts = attempts
    patience.timeout = timeout
    let client = DemarcheClient(address, demarche: demarche, token: token, patience: patience) {
      Notice.write($0.said)
    }
    do {
      let bookmark = resume.map { Bookmark(path: $0, reading: "\(url) \(demarche)") }
      try client.forEachPage(after: bookmark?.cursor(), form) { page in
        try record(page, form, from: "demarche \(demarche)", &report)
        if let next = page.nextCursor { try bookmark?.set(next) }
      }
      // All was read: the next time begins with the first page again, for what has changed since.
      try bookmark?.remove()
    } catch let fault as DemarcheClient.Fault {
      let kept = report.dossiers
      throw Failure(
        fault.isFinal ? .badData : .busy,
        fr: "\(fault.message.french) Dossiers lus et enregistrés avant cela : \(kept).",
        en: "\(fault.message.english) Dossiers read and recorded before that: \(kept)."
      )
    }
  }

  /// The address, which is one that a token may be sent to.
  private func address(_ url: String) throws -> URL {
    guard let address = URL(string: url), let host = address.host,
      ["http", "https"].contains(address.scheme ?? "")
    else {
      throw Failure(.usage, fr: "« \(url) » n'est pas une adresse.", en: "“\(url)” is no address.")
    }
    guard address.scheme == "https" || ["127.0.0.1", "localhost", "::1"].contains(host) else {
      throw Failure(
        .usage,
        fr: "« \(url) » : le jeton irait en clair ; une adresse https est attendue.",
        en: "“\(url)”: the token would travel unprotected; an https address is expected."
      )
    }
    return address
  }

  /// Records a page: each dossier on its own, so that one that is wrong keeps none of the others out.
  private func record(
    _ page: DossierPage,
    _ form: FormMapping,
    from name: String,
    _ report: inout DemarcheReport
  ) throws {
    let reader = try ledger.reader()
    var known = DossierRecord(
      Set(page.dossiers.map(\.number)).union(page.deleted.map(\.number))
    )
    try reader.forEachEvent(in: 0..<reader.size) { known.record($0) }
    let events = DossierEvents(page, known, form, lab: lab)
    report.dossiers += page.dossiers.count
    report.findings += events.findings
    report.refusals += page.refusals.map { (object: [:], refusal: $0) }
    let names = try reader.names()
    let new = try events.submissions.filter { object in
      guard let reference = try? Submission.reference(in: object) else { return true }
      return try names.event(named: reference) == nil
    }
    guard !new.isEmpty else { return }
    let lines = new.map { JSONValue.object($0).canonicalBytes + [0x0A] }
    var options = LedgerWriter.Options()
    options.keepsGoing = true
    let outcomes = try ledger.writer(signing: signing).append(
      [(name, DeliveryReader(Array(lines.joined())))],
      as: .commandLine(user: NSUserName()),
      options: options
    )
    guard let outcome = outcomes.first else { return }
    for receipt in outcome.receipts where !receipt.isDuplicate {
      let type = try reader.event(at: receipt.sequence).submission.type
      report.appended[type, default: 0] += 1
    }
    for refused in outcome.refused {
      report.refusals.append((object: new[refused.line - 1], refusal: refused.refusal))
    }
  }
}
