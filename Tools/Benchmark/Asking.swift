import Compliance
import Declarations
import Foundation
import Ledger
import Projections
import SampleLedger

/// What is asked every day.
enum Asking {
  static let list = "list as of a day, as known then"

  static func measure(
    _ ledger: BenchmarkLedger,
    _ arguments: Arguments,
    _ table: inout Measurements
  ) throws {
    let reader = try LedgerReader(at: ledger.path)
    let known = KnownAt(size: try reader.size)
    var fold = try reader.listFold(known)
    fold.placeMilestones()
    try lists(fold, known, &table)

    let subjects = fold.subjects
    let day = BenchmarkLedger.days.upperBound
    let history = fold.history(known)
    try table.measure("state of a product", fr: "état d'une spécialité", each: subjects.count) {
      for cis in subjects { _ = history.state(of: cis, asOf: day) }
    }
    var random = SplitMix64(seed: 3)
    let some = (0..<20).map { _ in subjects[random.below(subjects.count)] }
    try table.measure(
      "state of a product, from the file",
      fr: "état d'une spécialité, depuis le fichier",
      each: some.count
    ) {
      for cis in some {
        _ = try reader.history(of: cis, known).state(of: cis, asOf: day)
      }
    }
    try table.measure(
      "trace of a product, from the file",
      fr: "trace d'une spécialité, depuis le fichier",
      each: some.count
    ) {
      for cis in some {
        _ = try Trace(cis, in: reader.history(of: cis, known), asOf: day)
      }
    }
    try table.measure("diff of two dates", fr: "différence entre deux dates") {
      _ = ListDiff(
        from: fold.history(KnownAt(size: known.size / 2)),
        asOf: day.adding(days: -365),
        to: fold.history(known),
        asOf: day
      )
    }
    try compliance(reader, known, &table)
    try commandLine(ledger, arguments, known, &table)
    let receipts = min(known.size, 1_000)
    try table.measure("receipt", fr: "accusé", each: receipts, against: Baselines.hash) {
      for sequence in 0..<receipts { _ = try reader.receipt(of: sequence) }
    }
  }

  /// Lists of days and of knowledge drawn at random, the same at every size.
  private static func lists(
    _ fold: HistoryFold,
    _ known: KnownAt,
    _ table: inout Measurements
  ) throws {
    var random = SplitMix64(seed: 2)
    let span = BenchmarkLedger.days.upperBound.dayNumber - BenchmarkLedger.days.lowerBound.dayNumber
    let questions = (0..<10).map { _ in
      (
        day: BenchmarkLedger.days.lowerBound.adding(days: span / 2 + random.below(span / 2)),
        known: KnownAt(size: known.size / 2 + random.below(known.size / 2))
      )
    }
    try table.measure(list, fr: "liste d'un jour, connue alors", each: questions.count) {
      for question in questions {
        _ = fold.history(question.known).currentList(asOf: question.day)
      }
    }
  }

  private static func compliance(
    _ reader: LedgerReader,
    _ known: KnownAt,
    _ table: inout Measurements
  ) throws {
    let name = "compliance of all labs"
    guard table.isMeant(name) else { return }
    let docket = Docket(try reader.wholeHistory(known), isKept: true)
    let duties = try Duties(Rulebook())
    try table.measure(name, fr: "obligations de tous les laboratoires") {
      _ = duties.compliance(in: docket, asOf: BenchmarkLedger.days.upperBound)
    }
  }

  /// The program from its start to its end, the rows read.
  private static func commandLine(
    _ ledger: BenchmarkLedger,
    _ arguments: Arguments,
    _ known: KnownAt,
    _ table: inout Measurements
  ) throws {
    guard let mitm = arguments.mitm else {
      return table.note(
        fr: "la ligne de commande : --mitm ne nomme aucun programme",
        en: "the command line: --mitm names no program"
      )
    }
    func run(_ words: String...) throws { try Program.run(mitm, words) }
    try table.measure("mitm --version, cold", fr: "mitm --version, à froid", by: .wall) {
      try run("--version")
    }
    let day = BenchmarkLedger.days.upperBound.description
    let size = String(known.size / 10 * 9)
    try table.measure("mitm list, cold", fr: "mitm list, à froid", by: .wall) {
      try run(
        "list",
        "--ledger",
        ledger.path,
        "--as-of",
        day,
        "--known-at",
        size,
        "--format",
        "csv"
      )
    }
    try table.measure("mitm compliance, cold", fr: "mitm compliance, à froid", by: .wall) {
      try run("compliance", "--ledger", ledger.path, "--as-of", day, "--format", "csv")
    }
  }
}
