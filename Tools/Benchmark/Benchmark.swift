// What a ledger costs as it grows, each figure beside a baseline that is measured in the same run: the leaf
// hashes of the same bytes, a plain loop over the same rows through SQLite's own interface, a plain insert of
// the same bytes. Absolute figures depend on the machine; the ratios much less.

import Declarations
import Foundation
import Ledger
import MerkleLog
import Projections
import SampleLedger

@main
enum Benchmark {
  static func main() throws {
    let arguments = Arguments(CommandLine.arguments)
    let folder = FileManager.default.temporaryDirectory.appending(path: "mitm-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var tables: [Measurements] = []
    for events in arguments.sizes {
      let path = folder.appending(path: "\(events).sqlite").path
      let country = try BenchmarkLedger(at: path, events: events)
      tables.append(try measure(country, runs: arguments.runs))
      if !arguments.isJSON { print(tables.last?.text ?? "") }
    }
    if arguments.isJSON { print("[\(tables.map(\.json).joined(separator: ","))]") }
  }

  private static func measure(_ ledger: BenchmarkLedger, runs: Int) throws -> Measurements {
    let reader = try LedgerReader(at: ledger.path)
    let size = try reader.size
    var table = Measurements(events: size, runs: runs)
    table.space = try ledger.space()

    let bodies = try ledger.someBodies(limit: 100_000)
    table.measure("SHA-256 of leaves", each: bodies.count) {
      for body in bodies { _ = MerkleTree.leaf(body) }
    }
    try table.measure("plain loop over the rows", each: size) { _ = try ledger.loopOverRows() }
    table.measure("tree", each: bodies.count, against: "SHA-256 of leaves") {
      var tree = MerkleFrontier()
      for body in bodies { _ = tree.append(leaf: MerkleTree.leaf(body)) }
    }
    try table.measure("verify", each: size, against: "SHA-256 of leaves") {
      guard try reader.verify().isClean else { throw Altered() }
    }
    let known = KnownAt(size: size)
    try table.measure("fold of every event", each: size, against: "plain loop over the rows") {
      _ = try reader.history(known)
    }
    try table.measure("lists, from the file", each: size, against: "plain loop over the rows") {
      _ = try reader.listHistory(known)
    }
    try table.measure("rebuild of the index", each: size, against: "plain loop over the rows") {
      guard try ledger.writer().rebuildIndex(isCheck: true).isEqual else { throw Altered() }
    }

    let fold = try reader.listFold(known)
    var history = fold.history(known)
    table.measure("knowledge of another size", each: 1) {
      history = fold.history(KnownAt(size: size / 2))
    }
    let day = ledger.lastDay
    table.measure("list of a day, in memory", each: 1) { _ = history.currentList(asOf: day) }
    let subjects = history.subjects
    table.measure("state of a product, in memory", each: subjects.count) {
      for cis in subjects { _ = history.state(of: cis, asOf: day) }
    }
    let receipts = min(size, 1_000)
    try table.measure("receipts", each: receipts, against: "SHA-256 of leaves") {
      for sequence in 0..<receipts { _ = try reader.receipt(of: sequence) }
    }
    try append(ledger, &table)
    return table
  }

  /// Batches of a thousand more, and the same bytes by plain inserts.
  private static func append(_ ledger: BenchmarkLedger, _ table: inout Measurements) throws {
    let batch = 1_000
    let plain = try PlainTable(beside: ledger.path)
    let indexed = try PlainTable(beside: ledger.path, indexed: true)
    let bodies = try ledger.someBodies(limit: batch)
    try table.measure("plain insert, no index", each: batch) { try plain.insert(bodies) }
    try table.measure("plain insert, two indexes", each: batch, against: "plain insert, no index") {
      try indexed.insert(bodies)
    }
    var batches = try (0..<table.runs).map { _ in try ledger.submissions(batch) }
    try table.measure("append, by the thousand", each: batch, against: "plain insert, no index") {
      try ledger.append(batches.removeFirst())
    }
    var single = try ledger.submissions(table.runs)
    try table.measure("append, one by one", each: 1) { try ledger.append([single.removeFirst()]) }
  }

  private struct Altered: Error {}
}

/// What was asked for: `--events 10000,100000 --runs 5 --json`.
private struct Arguments {
  let sizes: [Int]
  let runs: Int
  let isJSON: Bool

  init(_ words: [String]) {
    func value(_ name: String) -> String? {
      words.firstIndex(of: name).flatMap { words.dropFirst($0 + 1).first }
    }
    sizes = (value("--events") ?? "10000,100000").split(separator: ",").compactMap { Int($0) }
    runs = max(value("--runs").flatMap { Int($0) } ?? 5, 1)
    isJSON = words.contains("--json")
  }
}
