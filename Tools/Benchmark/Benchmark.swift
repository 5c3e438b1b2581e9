// What verifying a ledger costs, in processor time. The baseline is the hash alone: the leaf hashes of
// the same bytes, by the same library, in the same run. Absolute figures depend on the machine; the
// ratios much less.

import Foundation
import Ledger
import MerkleLog
import Projections
import SampleLedger

@main
enum Benchmark {
  static func main() throws {
    let arguments = CommandLine.arguments
    func option(_ name: String, _ standard: Int) -> Int {
      arguments.firstIndex(of: name).flatMap { Int(arguments.dropFirst($0 + 1).first ?? "") }
        ?? standard
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: "mitm-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "bench.sqlite").path
    let key = SampleLedger.key(seed: 1)
    let products = option("--products", 1_000)
    let made = try SampleLedger.make(at: path, seed: 1, products: products, signing: key) { _ in }
    let reader = try LedgerReader(at: path)
    var bodies: [[UInt8]] = []
    try reader.forEachBody(in: 0..<made.size) { bodies.append($1) }
    let half = made.size / 2

    var table = Measurements(runs: option("--runs", 5))
    table.measure("SHA-256 of the leaves", events: made.size) {
      for body in bodies { _ = MerkleTree.leaf(body) }
    }
    table.measure("the tree over them", events: made.size) {
      var tree = MerkleFrontier()
      for body in bodies { _ = tree.append(leaf: MerkleTree.leaf(body)) }
    }
    try table.measure("verify", events: made.size) {
      guard try reader.verify().isClean else { throw Altered() }
    }
    try table.measure("fold to history", events: made.size) {
      _ = try reader.history(KnownAt(size: made.size))
    }
    try table.measure("receipts", events: half) {
      for sequence in 0..<half { _ = try reader.receipt(of: sequence) }
    }
    print(arguments.contains("--json") ? table.json : table.text)
  }

  private struct Altered: Error {}
}

/// Some work and the runs of it.
private struct Measurement {
  let name: String
  let events: Int
  /// Ascending.
  let seconds: [Double]

  var median: Double { seconds[seconds.count / 2] }
  var perEvent: Double { median / Double(max(events, 1)) }

  /// How many times what one event costs in the baseline.
  func ratio(to baseline: Measurement) -> Double { perEvent / max(baseline.perEvent, 1e-12) }
}

/// What was measured, the baseline first.
private struct Measurements {
  let runs: Int
  private var rows: [Measurement] = []

  init(runs: Int) {
    self.runs = max(runs, 1)
  }

  mutating func measure(_ name: String, events: Int, _ work: () throws -> Void) rethrows {
    var seconds: [Double] = []
    for _ in 0..<runs { seconds.append(try Self.processorTime(work)) }
    rows.append(Measurement(name: name, events: events, seconds: seconds.sorted()))
  }

  /// The processor time of this process that some work takes, in seconds.
  private static func processorTime(_ work: () throws -> Void) rethrows -> Double {
    let start = clock()
    try work()
    return Double(clock() - start) / Double(CLOCKS_PER_SEC)
  }

  var text: String {
    let lines = rows.map { row in
      [
        row.name.padding(toLength: 24, withPad: " ", startingAt: 0),
        String(format: "%8d", row.events),
        String(format: "%10.0f", 1 / max(row.perEvent, 1e-12)),
        String(format: "%8.2f", row.perEvent * 1e6),
        String(format: "%5.0f %%", 100 * ((row.seconds.last ?? 0) - row.seconds[0]) / row.median),
        String(format: "%8.1f", row.ratio(to: rows[0])),
      ].joined(separator: "  ")
    }
    let header = "                            events    events/s  µs/event   spread   × SHA-256"
    return ([header] + lines).joined(separator: "\n")
  }

  var json: String {
    let lines = rows.map { row in
      #"{"name":"\#(row.name)","#
        + String(
          format: #""events":%d,"medianSeconds":%.6f,"minimumSeconds":%.6f,"#
            + #""maximumSeconds":%.6f,"ratio":%.3f}"#,
          row.events,
          row.median,
          row.seconds[0],
          row.seconds.last ?? 0,
          row.ratio(to: rows[0])
        )
    }
    return "[\(lines.joined(separator: ","))]"
  }
}
