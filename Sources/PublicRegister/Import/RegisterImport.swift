// From the files of a day to the events that they add. The import only appends what changed against
// the ledger, so that the same folder twice adds nothing; every event leads back, by its
// causationid, to the register.observed that carries the hashes of the files.
//
// An id is made of content: <type>:<file>:<key>:<16 hex of the SHA-256 of the row>. When the same
// content comes back after a change, the day of the import is added.

import CanonicalJSON
package import Declarations
import MerkleLog
import Projections

/// One import of a folder of the register.
package struct RegisterImport {
  /// What is asked for.
  package struct Request: Sendable {
    /// The day on which the files were fetched.
    package let observedOn: LegalDate
    /// The day on which ANSM published the list; needed with CIS_MITM.
    package let publishedOn: LegalDate?
    /// Whether a folder older than the last one imported is taken all the same.
    package let allowsOlder: Bool

    /// States the days.
    package init(observedOn: LegalDate, publishedOn: LegalDate?, allowsOlder: Bool) {
      self.observedOn = observedOn
      self.publishedOn = publishedOn
      self.allowsOlder = allowsOlder
    }
  }

  /// The submissions, in the order in which they are to be recorded.
  package private(set) var submissions: [Submission] = []
  /// What a person should know.
  package internal(set) var findings: [Finding] = []
  /// The files.
  package let folder: RegisterFolder

  let request: Request
  let memory: RegisterMemory
  let plausibility: Plausibility
  /// Whether the register is imported for the first time, as far as that day knows.
  let isFirst: Bool
  /// The next day on which the register was observed already, where this folder is older.
  let nextObservation: LegalDate?
  /// Whether this very folder was imported for that day before.
  package let wasImported: Bool
  private let cause: EventReference
  private var issued: Set<EventReference> = []
  private let time: FilingTime

  /// Derives the submissions.
  ///
  /// - Parameters:
  ///   - folder: The files.
  ///   - request: The days.
  ///   - memory: What the ledger knows, as an import on that day sees it.
  ///   - progress: Told now and then how many rows were read.
  /// - Throws: ``Declarations/Refusal`` when the folder comes before what is recorded; what reading
  ///   the files throws.
  package init(
    of folder: RegisterFolder,
    _ request: Request,
    against memory: RegisterMemory,
    progress: (Int) -> Void = { _ in }
  ) throws {
    self.folder = folder
    self.request = request
    self.memory = memory
    let earlier = memory.observations.filter { $0 <= request.observedOn }
    isFirst = earlier.isEmpty
    plausibility = Plausibility(observedOn: request.observedOn, lastObservedOn: earlier.max())
    nextObservation = memory.observations.filter { $0 > request.observedOn }.min()
    time = FilingTime(midnightOf: request.observedOn)
    let observation =
      "register.observed:bdpm:\(request.observedOn):\(folder.digest.hex.prefix(16))"
    cause = EventReference(source: .bdpm, id: try Identifier(parsing: observation))
    wasImported = memory.references.contains(cause)

    if !wasImported { try checkOrder() }
    try observe()
    for file in folder.files where file.rowCount == 0 {
      let words = Wording(
        fr: "Le fichier n'a aucune ligne ; ce qu'il tait est pris pour fini ou absent.",
        en: "The file has no row; what it does not name is taken for over or absent."
      )
      findings.append(file.finding(.empty, nil, words))
    }
    let dates = try readMarketingDates(progress)
    let list = try readPublishedList(progress)
    let register = try deriveProducts(dates: dates, list: list, progress)
    if let list { try derivePublication(list, register) }
    try deriveShortages(register, progress)
    // What this folder says of that day was recorded then; nothing new was observed.
    if wasImported { submissions = [] }
  }

  private func checkOrder() throws {
    let newest = memory.observations.max()
    guard let newest, newest > request.observedOn, !request.allowsOlder else { return }
    throw Refusal(
      .order,
      value: request.observedOn.description,
      Wording(
        fr:
          "Ce dossier est du \(request.observedOn), le dernier importé du \(newest) : un dossier "
          + "plus ancien n'est pris qu'avec --allow-older.",
        en:
          "This folder is of \(request.observedOn), the last one imported of \(newest): an older "
          + "folder is taken only with --allow-older."
      )
    )
  }

  /// States the observation itself, once for each (content, day).
  private mutating func observe() throws {
    let observed = RegisterObserved(
      observedOn: request.observedOn,
      files: try folder.files.map { file in
        ObservedFile(
          name: try FreeText(parsing: file.name.rawValue),
          sha256: try Digest(parsing: file.digest.hex),
          rows: file.rowCount
        )
      }
    )
    submissions.append(
      try Submission(
        id: cause.id,
        source: .bdpm,
        subject: .ledger,
        time: time,
        effectiveOn: request.observedOn,
        fact: .registerObserved(observed)
      )
    )
  }

  /// Submits what a row says.
  mutating func submit(
    _ fact: Fact,
    by source: Source,
    about subject: Subject,
    from effectiveOn: LegalDate,
    file: RegisterFileName,
    key: String,
    content: String,
    reason: String? = nil
  ) throws {
    let stem = "\(fact.type.rawValue):\(file.rawValue):\(key):\(Self.hash(content))"
    submissions.append(
      try Submission(
        id: try newID(stem, source),
        source: source,
        subject: subject,
        time: time,
        effectiveOn: effectiveOn,
        reason: try reason.map { try FreeText(parsing: $0) },
        cause: cause,
        fact: fact
      )
    )
  }

  private mutating func newID(_ stem: String, _ source: Source) throws -> Identifier {
    var text = stem
    var round = 1
    while true {
      let reference = EventReference(source: source, id: try Identifier(parsing: text))
      if !memory.references.contains(reference) && issued.insert(reference).inserted {
        return reference.id
      }
      text = "\(stem):\(request.observedOn)" + (round == 1 ? "" : ":\(round)")
      round += 1
    }
  }

  /// The first 16 hexadecimal digits of a text's SHA-256.
  static func hash(_ text: String) -> String {
    String(Hash(of: text.utf8).hex.prefix(16))
  }
}
