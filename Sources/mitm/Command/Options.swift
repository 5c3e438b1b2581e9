import ArgumentParser
import Compliance
import Declarations
import Foundation
import Ledger
import LedgerPostgreSQL
import MerkleLog
import Projections
import Questions
import Reports

/// Where the ledger is.
struct LedgerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      say(
        fr:
          "Le fichier du registre, ou postgres://… pour un journal partagé ; sinon MITM_LEDGER, sinon mitm.sqlite.",
        en:
          "The file of the ledger, or postgres://… for a shared log; else MITM_LEDGER, else mitm.sqlite."
      ),
      valueName: say(fr: "chemin", en: "path")
    ),
    completion: .file()
  )
  var ledger: String?

  @Option(
    help: ArgumentHelp(
      say(
        fr:
          "Avec postgres://… : le fichier où ce poste garde ce qu'il en a lu ; sinon MITM_REPLICA, sinon un fichier de "
          + "~/.local/state/mitm.",
        en:
          "With postgres://…: the file in which this node keeps what it has read of it; else MITM_REPLICA, else a file "
          + "in ~/.local/state/mitm."
      ),
      valueName: say(fr: "chemin", en: "path")
    ),
    completion: .file()
  )
  var replica: String?

  /// What was named: a file, or the address of a shared log.
  private var named: String {
    ledger ?? ProcessInfo.processInfo.environment["MITM_LEDGER"] ?? "mitm.sqlite"
  }

  /// The address of the shared log; nil where the ledger is a file.
  var shared: String? { LogAddress.isMeant(by: named) ? named : nil }

  /// The file of the ledger, or the one that follows the shared log.
  var path: String {
    guard let shared else { return named }
    return replica ?? ProcessInfo.processInfo.environment["MITM_REPLICA"]
      ?? SharedLog.replica(of: shared)
  }

  /// The shared log, which `path` follows; nil where that is the ledger itself.
  func log() throws -> (any LogStore)? { try shared.map(SharedLog.open) }

  /// The ledger as it is now: what follows a shared log is brought up to it first.
  func reader() throws -> LedgerReader { try LedgerReader(at: followed()) }

  /// The file, brought up to the shared log where it follows one.
  func followed() throws -> String {
    if let log = try log() { try follow(log) }
    return path
  }

  /// What tries and records nothing.
  func trialWriter() throws -> LedgerWriter {
    try LedgerWriter(at: followed(), signing: nil, following: log())
  }

  private func follow(_ log: any LogStore) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    do {
      try Replica.prepare(at: path, of: log, named: LogAddress.withoutSecrets(named))
      _ = try LedgerWriter(at: path, signing: nil, following: log)
    } catch let error as LedgerError where error.kind == .busy {
      // Whoever has it is bringing it further; the basis of the answer says how far it has come.
    } catch let error as LedgerError
      where error.kind == .inputOutput && FileManager.default.fileExists(atPath: path)
    {
      Notice.write(
        say(
          fr:
            "Attention : réponse de la copie locale, le journal partagé ne répond pas. \(error.message.french)",
          en:
            "Warning: answered from the local copy, the shared log does not answer. \(error.message.english)"
        )
      )
    }
  }

  /// Refuses what is done to a file and not to a shared log.
  func requireFile(for command: String) throws {
    guard let shared else { return }
    throw Failure(
      .usage,
      fr:
        "« mitm \(command) » agit sur un fichier, pas sur « \(LogAddress.withoutSecrets(shared)) » ; « mitm copy » fait l'un "
        + "de l'autre.",
      en:
        "“mitm \(command)” acts on a file, not on “\(LogAddress.withoutSecrets(shared))”; “mitm copy” makes the one of the "
        + "other."
    )
  }
}

/// The form of an answer.
enum Format: String, ExpressibleByArgument, CaseIterable {
  case table, json, csv, xlsx, ndjson, markdown, prov, svg
}

/// The words that people read.
struct LanguageOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      say(
        fr: "La langue des mots, pas des données : fr ou en ; sinon celle de l'environnement.",
        en: "The language of words, not of data: fr or en; else the environment's."
      ),
      valueName: "fr|en"
    ),
    completion: .list(["fr", "en"])
  )
  var language: String?

  func validate() throws {
    guard let language, Language(rawValue: language) == nil else { return }
    throw ValidationError(
      say(
        fr: "--language \(language) : fr ou en est attendu.",
        en: "--language \(language): fr or en is expected."
      )
    )
  }
}

/// How an answer is written.
struct FormatOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      say(
        fr:
          "La forme de la réponse : table, json, csv ; xlsx avec --output ; ndjson pour des "
          + "événements ; markdown ou prov pour une trace ; svg pour une courbe.",
        en:
          "The form of the answer: table, json, csv; xlsx with --output; ndjson for events; "
          + "markdown or prov for a trace; svg for a plot."
      ),
      valueName: "format"
    )
  )
  var format: Format = .table

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      say(
        fr: "Le fichier à écrire, pour ce qui ne va pas sur la sortie standard.",
        en: "The file to write, for what does not go to standard output."
      ),
      valueName: say(fr: "fichier", en: "file")
    ),
    completion: .file()
  )
  var output: String?

  @OptionGroup var words: LanguageOption

  /// Writes an answer in the form that is asked for; beside a table of data, its basis is a notice.
  func print(_ answer: some Answer) throws {
    switch format {
    case .json: try Output.print(answer.json(in: .ofThisRun))
    case .csv:
      for basis in answer.bases { Notice.write(Words.basis(basis).said) }
      try Output.print(text: answer.csv(in: .ofThisRun).text)
    case .xlsx:
      if let output { try Workbook.write(answer, to: output) }
    default: try Output.print(answer.lines(in: .ofThisRun, width: Output.width))
    }
  }

  /// Checks, before anything is done, that the command has the form that is asked for.
  func require(_ formats: [Format], for command: String, writesFile: Bool = false) throws {
    guard (output != nil) == (format == .xlsx || writesFile) else {
      throw Failure(
        .usage,
        fr: "--output va avec --format xlsx, et l'un demande l'autre.",
        en: "--output goes with --format xlsx, and the one asks for the other."
      )
    }
    guard !formats.contains(format) else { return }
    let words = formats.map(\.rawValue).joined(separator: ", ")
    throw Failure(
      .usage,
      fr: "\(command) ne produit pas de \(format.rawValue) ; formes possibles : \(words).",
      en: "\(command) does not give \(format.rawValue); the forms it has: \(words)."
    )
  }
}

/// The two axes of a question.
struct BasisOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      say(
        fr: "Ce qui valait dans le monde ce jour-là (AAAA-MM-JJ) ; aujourd'hui à Paris sinon.",
        en: "What held in the world on this day (YYYY-MM-DD); else today in Paris."
      ),
      valueName: "date"
    ),
    transform: AsOf.parse
  )
  var asOf: LegalDate?

  @OptionGroup var known: KnownOption

  var day: LegalDate { asOf ?? ParisTime.day(of: .now()) }
}

/// The axis of knowledge.
struct KnownOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      say(
        fr:
          "Ce que le registre savait : les N premiers événements, un instant RFC 3339, ou la fin "
          + "d'un jour à Paris ; tout sinon.",
        en:
          "What the ledger knew: the first N events, an RFC 3339 instant, or the end of a day in "
          + "Paris; else everything."
      ),
      valueName: "N|instant|date"
    ),
    transform: Known.parse
  )
  var knownAt: Known?
}

/// The text of a day.
enum AsOf {
  static func parse(_ text: String) throws -> LegalDate {
    do {
      return try LegalDate(parsing: text)
    } catch {
      throw ValidationError(error.message.said)
    }
  }
}

extension Known {
  /// The text of a state of knowledge.
  static func parse(_ text: String) throws -> Known {
    do {
      return try Known(parsing: text)
    } catch {
      throw ValidationError(error.message.said)
    }
  }
}
