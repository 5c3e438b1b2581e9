import Declarations
import Foundation
import Ledger
import Projections

/// A lab's register against the ledger, from the command line.
enum Reconciling {
  private static let rows = 100_000
  private static let french = "mitm reconcile de \(rows) lignes, à froid"
  private static let name = "mitm reconcile of \(rows) rows, cold"

  static func measure(
    _ ledger: BenchmarkLedger,
    _ arguments: Arguments,
    _ table: inout Measurements
  ) throws {
    guard table.isMeant(name), let mitm = arguments.mitm else { return }
    let reader = try LedgerReader(at: ledger.path)
    guard let lab = try ledger.lab(declaring: rows),
      let register = try register(of: .lab(lab), reader)
    else {
      return table.note(
        fr: "\(french) : aucun laboratoire ne déclare",
        en: "\(name): no lab declares"
      )
    }
    let path = ledger.path + ".register.csv"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try register.write(toFile: path, atomically: true, encoding: .utf8)
    let words = ["reconcile", "--lab", lab.text, "--ledger", ledger.path, "--format", "json", path]
    // What differs is a finding.
    try table.measure(name, fr: french, by: .wall) {
      try Program.run(mitm, words, endingWith: [0, 1])
    }
  }

  /// The stocks that the lab reported, as it would keep them, and behind them as many that it did not report as fill
  /// the rows; nil where it reported none.
  private static func register(of source: Source, _ reader: LedgerReader) throws -> String? {
    var lines: [String] = []
    var products: Set<CIS> = []
    try reader.forEachEvent(statedBy: source, KnownAt(size: reader.size)) { event in
      guard lines.count < rows, event.submission.source == source,
        case .stockReported(let stock) = event.submission.fact,
        let cis = event.submission.subject.cis
      else { return }
      products.insert(cis)
      lines.append(row(cis, event.submission.effectiveOn, stock.units, stock.sales12m))
    }
    guard !products.isEmpty else { return nil }
    let all = products.sorted()
    while lines.count < rows {
      let day = BenchmarkLedger.days.upperBound.adding(days: 1 + lines.count / all.count)
      lines.append(row(all[lines.count % all.count], day, 1, 12))
    }
    return (["cis;type;effectiveon;units;sales12m"] + lines).joined(separator: "\n") + "\n"
  }

  private static func row(_ cis: CIS, _ day: LegalDate, _ units: Int, _ sales: Int) -> String {
    "\(cis);stock.reported;\(day);\(units);\(sales)"
  }
}
