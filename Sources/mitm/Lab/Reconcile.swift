import ArgumentParser
import CanonicalJSON
import Declarations
import Foundation
import Ledger
import Projections
import Reconciliation
import Questions
import Reports
import Spreadsheets
import Submissions

/// A lab's register against the ledger.
struct Reconcile: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(
      fr: "Rapproche le registre d'un laboratoire de ce qui est déclaré ici.",
      en: "Reconcile a lab's register with the ledger."
    ),
    discussion: say(
      fr: """
        Le registre est un CSV ou un XLSX : id, ou cis et type, et toute autre colonne par son nom (mitm \
        template register). Chaque ligne a une seule classe, et les comptes tombent juste. --events écrit \
        les événements proposés, prêts pour « mitm append ». Sortie 1 tant qu'il reste à faire.
        """,
      en: """
        The register is CSV or XLSX: id, or cis and type, and any other column by its name (mitm template \
        register). Each row has one class, and the counts add up. --events writes the suggested events, \
        ready for “mitm append”. Exit 1 while anything is open.
        """
    )
  )

  @Argument(
    help: ArgumentHelp(
      say(fr: "Le registre du laboratoire.", en: "The lab's register."),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var file: String?

  @Option(
    help: ArgumentHelp(
      say(fr: "Le laboratoire.", en: "The lab."),
      valueName: say(fr: "labo", en: "lab")
    ),
    transform: Laboratory.parse
  )
  var lab: Lab?

  @Flag(
    help: ArgumentHelp(
      say(
        fr:
          "La liste publiée aussi : les trois ensemble ; sans registre, elle et la liste en vigueur.",
        en: "The published list too: all three; without a register, it and the current list."
      )
    )
  )
  var published = false

  @Option(
    name: .customLong("assert"),
    help: ArgumentHelp(
      say(
        fr: "Ce que le laboratoire tient pour vrai, comme 2026-03-13=41 (41 MITM ce jour-là).",
        en: "What the lab holds to be so, as 2026-03-13=41 (41 MITM on that day)."
      ),
      valueName: "date=n"
    ),
    transform: Reconcile.parse
  )
  var asserted: [Assertion] = []

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Le fichier où ces affirmations sont gardées, et vérifiées à chaque fois.",
        en: "The file in which such assertions are kept, and checked every time."
      ),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var assertions: String?

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Où écrire les événements proposés, en NDJSON.",
        en: "Where to write the suggested events, as NDJSON."
      ),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var events: String?

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var basis: BasisOptions
  @OptionGroup var output: FormatOptions

  func validate() throws {
    guard (file == nil) == (lab == nil), file != nil || published else {
      throw ValidationError(
        say(
          fr: "Un registre et --lab, ou --published.",
          en: "A register and --lab, or --published."
        )
      )
    }
    guard events == nil || events != file else {
      throw ValidationError(
        say(
          fr: "--events écrirait sur le registre lui-même.",
          en: "--events would write over the register itself."
        )
      )
    }
    guard file != nil || asserted.isEmpty && assertions == nil && events == nil else {
      throw ValidationError(
        say(
          fr: "--assert, --assertions et --events vont avec un registre.",
          en: "--assert, --assertions and --events go with a register."
        )
      )
    }
  }

  private static func parse(_ text: String) throws -> Assertion {
    do {
      return try Assertion(parsing: text)
    } catch {
      throw ValidationError(error.message.said)
    }
  }

  func run() throws {
    try output.require([.table, .json, .csv, .xlsx], for: "reconcile")
    let reader = try ledger.reader()
    let known = try Known.resolve(basis.known.knownAt, in: reader)
    guard let file, let lab else { return try reconcilePublished(reader, known) }
    let register = try Input.register(file, needing: [.cis, .type], or: .id)
    let day = basis.day
    let basis = try reader.basis(asOf: day, known)
    let question = ReconcileQuestion(reader, register, of: lab, basis)
    let progress = Progress(fr: "Événements lus :", en: "Events read:")
    let (reconciliation, isUnknown) = try question.reconciliation(progress: progress.show)
    progress.end()
    if isUnknown {
      Notice.write(
        say(
          fr:
            "Rien n'est déclaré ici par \(lab) ; est-ce bien son identifiant (mitm log --lab \(lab)) ?",
          en: "Nothing is declared here by \(lab); is that its id (mitm log --lab \(lab))?"
        )
      )
    }
    if let events { try write(reconciliation, to: events) }
    let held = try held(by: lab)
    // The lists of any day take memory as the ledger grows; without them its size costs none.
    let history = try published || !held.isEmpty ? reader.listHistory(known) : History([])
    let answer = ReconciliationAnswer(
      reconciliation,
      of: lab,
      threeWay: published ? question.threeWay(history) : nil,
      assertions: held.map { $0.checked(of: lab, history) },
      basis: basis
    )
    try output.print(answer)
    if !answer.isSettled { throw Failure(silently: .difference) }
  }

  private func reconcilePublished(_ reader: LedgerReader, _ known: KnownAt) throws {
    let day = basis.day
    let diff = PublishedDiff(try reader.listHistory(known), asOf: day)
    try output.print(
      PublishedReconciliationAnswer(diff, basis: try reader.basis(asOf: day, known))
    )
    if diff.publishedOnly.count + diff.currentOnly.count > 0 {
      throw Failure(silently: .difference)
    }
  }

  /// What the lab holds to be so: what is kept, and what is asserted now, which is kept from now on.
  private func held(by lab: Lab) throws -> [Assertion] {
    var book = AssertionBook()
    if let assertions, FileManager.default.fileExists(atPath: assertions) {
      let text = String(decoding: try Input.bytes(of: assertions, limit: 1 << 24), as: UTF8.self)
      do throws(Refusal) {
        book = try AssertionBook(parsing: text)
      } catch {
        throw Failure(
          .badData,
          fr: "« \(assertions) », \(error.message.french)",
          en: "“\(assertions)”, \(error.message.english)"
        )
      }
    }
    for assertion in asserted { book.keep(assertion, of: lab) }
    if let assertions, !asserted.isEmpty {
      try AtomicFile.write(Data(book.text.utf8), to: assertions)
    }
    return book.assertions(of: lab)
  }

  /// Writes the suggested events that the ledger would take: of each row all of them or none; those of the
  /// other rows are told, with what is wrong.
  private func write(_ reconciliation: Reconciliation, to path: String) throws {
    var groups = reconciliation.rows.map(\.suggestions).filter { !$0.isEmpty }
    // What is dropped may have been what another row's events stood on, so that the rest is tried again.
    while !groups.isEmpty {
      let refused = try refused(groups, at: path)
      if refused.isEmpty { break }
      var lines = 0
      groups = groups.filter { group in
        lines += group.count
        let wrong = refused.first { (lines - group.count + 1...lines).contains($0.line) }
        guard let wrong, let last = group.last else { return true }
        let (id, message) = (last.id.text, wrong.refusal.message)
        Notice.write(
          say(
            fr: "Proposé et non écrit, car il serait refusé : \(id) : \(message.french)",
            en: "Suggested and not written, since it would be refused: \(id): \(message.english)"
          )
        )
        return false
      }
    }
    try Data(Self.lines(of: groups)).write(to: URL(fileURLWithPath: path))
  }

  /// The events, one a line.
  private static func lines(of groups: [[Submission]]) -> [UInt8] {
    Array(groups.joined().map { $0.canonicalBytes + [0x0A] }.joined())
  }

  /// Those of some events that the ledger would refuse; none where it cannot be asked, since trying takes
  /// the lock of the writer: a copy that is only read is none to append to.
  private func refused(
    _ groups: [[Submission]],
    at path: String
  ) throws -> [AppendOutcome.Refused] {
    do {
      return try ledger.trialWriter().foresee(
        [(path, DeliveryReader(Self.lines(of: groups)))],
        as: .commandLine(user: NSUserName())
      ).outcomes.first?.refused ?? []
    } catch let error as LedgerError {
      Notice.write(
        say(
          fr: "Les événements proposés n'ont pas pu être essayés : \(error.message.french)",
          en: "The suggested events could not be tried: \(error.message.english)"
        )
      )
      return []
    }
  }
}
