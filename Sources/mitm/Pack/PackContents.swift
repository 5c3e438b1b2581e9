import CanonicalJSON
import Compliance
import Declarations
import Ledger
import MerkleLog
import Projections
import Questions
import Reports
import Schema

/// The files of an inspection pack.
struct PackContents {
  let basis: Basis
  private(set) var files: [ZipArchive.File] = []
  /// How many products it is about.
  let products: Int
  /// How many events it holds.
  let events: Int

  init(
    _ scope: PackScope,
    in reader: LedgerReader,
    asOf day: LegalDate,
    _ known: KnownAt,
    progress: (Int) -> Void
  ) throws {
    basis = try reader.basis(asOf: day, known)
    let fold = try reader.wholeFold(known)
    let history = fold.history(known)
    let filter: ComplianceFilter =
      switch scope {
      case .lab(let lab): ComplianceFilter(lab: lab)
      case .product(let cis): ComplianceFilter(cis: cis)
      }
    let labs = try Duties(Rulebook()).compliance(in: Docket(history), asOf: day, filter)
    let cises = Self.products(of: scope, labs, history, asOf: day)
    let question = try TraceQuestion(reader, history, basis)
    let traces = try cises.map { try question.answer(about: $0) }
    let sequences = try Self.sequences(of: scope, cises, labs, fold, history, reader)
    guard !sequences.isEmpty else {
      throw Failure(
        .noInput,
        fr: "Rien n'est connu, à cette base, de : \(scope.title.french).",
        en: "Nothing is known, at this basis, of: \(scope.title.english)."
      )
    }
    products = cises.count
    events = sequences.count

    let rulebook = try Rulebook()
    let pages = PackPages(
      scope,
      basis: basis,
      labs: labs,
      traces: traces,
      rulebook: rulebook,
      eventCount: sequences.count
    )
    let compliance = ComplianceAnswer(basis: basis, labs: labs, book: rulebook, isDetailed: true)
    for language in Language.allCases {
      let folder = language.rawValue
      add(PackGuide.fileName(language), PackGuide.text(language))
      add("\(folder)/index.html", pages.index(in: language))
      add("\(folder)/compliance.csv", compliance.csv(in: language).text)
      add("\(folder)/compliance.json", compliance.json(in: language))
      for trace in traces {
        add("\(folder)/\(trace.trace.state.cis).html", pages.product(trace, in: language))
      }
    }
    let list = ListAnswer(.current, basis: basis, rows: traces.map { ListRow($0.trace.state) })
    // In the form of a list, whatever the state of each product.
    add("products.csv", list.csv(in: .english).text)
    add("products.json", list.json(in: .english))
    for trace in traces {
      let cis = trace.trace.state.cis
      let blame = BlameAnswer(Blame(cis, in: history, asOf: day), basis: basis, events: [:])
      add("products/\(cis)/trace.json", trace.json(in: .english))
      add("products/\(cis)/trace.prov.json", trace.provenance)
      add("products/\(cis)/blame.json", blame.json(in: .english))
    }
    add("rulebook.json", Schema.rulebook)
    add("verify.py", Schema.verifier)
    try addEvidence(of: sequences, scope, reader, progress)
    let digests = files.sorted { $0.path < $1.path }
      .map { "\(Hash(of: $0.bytes).hex)  \($0.path)\n" }
    add("MANIFEST.sha256", digests.joined())
  }

  private mutating func add(_ path: String, _ text: String) {
    files.append((path, Array(text.utf8)))
  }

  private mutating func add(_ path: String, _ json: JSONValue) {
    files.append((path, json.canonicalBytes + [0x0A]))
  }

  // MARK: Scope

  /// The products that a lab answers for on the day, and those of its verdicts; or the one product.
  private static func products(
    of scope: PackScope,
    _ labs: [LabCompliance],
    _ history: History,
    asOf day: LegalDate
  ) -> [CIS] {
    switch scope {
    case .product(let cis): return [cis]
    case .lab(let lab):
      let answered = history.subjects.filter {
        history.standing(of: $0, asOf: day).answering == lab
      }
      let judged = labs.flatMap { $0.judgements.compactMap(\.cis) }
      return Set(answered + judged).sorted()
    }
  }

  /// The events about the products and the lab, those that verdicts rest on, those that caused them, and
  /// those that review them.
  private static func sequences(
    of scope: PackScope,
    _ products: [CIS],
    _ labs: [LabCompliance],
    _ fold: HistoryFold,
    _ history: History,
    _ reader: LedgerReader
  ) throws -> [Int] {
    var sequences = Set(products.flatMap(history.timeline))
    for entry in labs {
      sequences.formUnion(
        entry.judgements.flatMap(\.evidence) + entry.sanctions.flatMap(\.evidence)
      )
      // A missing plan is a breach because the lab filed another: that one belongs to it.
      let isJudgedByPlans = entry.judgements.contains {
        $0.rule == .planAnnual && $0.evidence.isEmpty
      }
      if isJudgedByPlans, let lab = entry.lab, let plan = history.plan(filedBy: lab) {
        sequences.insert(plan)
      }
    }
    if case .lab(let lab) = scope { sequences.formUnion(fold.facts(about: lab).map(\.sequence)) }
    var causes: Set<EventReference> = []
    for sequence in sequences {
      let submission = try reader.event(at: sequence).submission
      if let cause = submission.cause { causes.insert(cause) }
      sequences.formUnion(history.reviews(of: submission.reference).map(\.sequence))
    }
    let caused = history.eventsAboutTheLedger.filter { causes.contains($0.submission.reference) }
    return sequences.union(caused.map(\.sequence)).sorted()
  }

  // MARK: Evidence

  private mutating func addEvidence(
    of sequences: [Int],
    _ scope: PackScope,
    _ reader: LedgerReader,
    _ progress: (Int) -> Void
  ) throws {
    var lines: [UInt8] = []
    var sizes: Set<Int> = [basis.knownAt.size]
    for (index, sequence) in sequences.enumerated() {
      let receipt = try reader.receipt(of: sequence)
      lines += (receipt.extra ?? []) + [0x0A]
      add("receipts/\(sequence).tlog-proof", receipt.encoded)
      if index % 100 == 99 { progress(index + 1) }
    }
    files.append(("events.ndjson", lines))
    let checkpoints = try reader.checkpoints
    guard let checkpoint = checkpoints.first(where: { $0.size >= basis.knownAt.size }) else {
      throw Failure(
        .badData,
        fr:
          "Rien de signé ne couvre encore cette base ; « mitm checkpoint », avec la clé, la signe.",
        en: "Nothing signed covers this basis yet; “mitm checkpoint”, with the key, signs it."
      )
    }
    for sequence in sequences {
      if let covering = checkpoints.first(where: { $0.size > sequence }) {
        sizes.insert(covering.size)
      }
    }
    for size in sizes.sorted() where 0 < size && size < checkpoint.size {
      let growth = try reader.consistency(from: size, to: checkpoint.size)
      add("growth/\(size).txt", growth.encoded)
    }
    add("checkpoint", checkpoint.note)
    add("verifier-key", try reader.verifierKey + "\n")
    var about: JSONObject = ["basis": basis.json, "origin": .string(try reader.origin)]
    switch scope {
    case .lab(let lab): about["lab"] = lab.json
    case .product(let cis): about["cis"] = .string(cis.description)
    }
    add("basis.json", .object(about))
  }
}

extension History {
  /// The first plan in force that a lab filed, for whatever product.
  fileprivate func plan(filedBy lab: Lab) -> Int? {
    subjects.lazy.flatMap { self.factsInForce(about: $0) }.first { recorded in
      if case .planFiled? = recorded.fact { recorded.source == .lab(lab) } else { false }
    }?.sequence
  }
}
