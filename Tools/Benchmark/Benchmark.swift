// What a ledger costs as it grows, each figure beside a baseline that is measured in the same run: the leaf
// hashes of the same bytes, a plain loop over the same rows through SQLite's own interface, a plain insert of
// the same bytes, a flat file, and other people's programs on the same facts. Absolute figures depend on the
// machine; the ratios much less.

import Foundation

@main
enum Benchmark {
  static func main() {
    do {
      try run()
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(70)
    }
  }

  private static func run() throws {
    let arguments = Arguments(CommandLine.arguments)
    let folder =
      arguments.kept.map { URL(fileURLWithPath: $0) }
      ?? FileManager.default.temporaryDirectory.appending(path: "mitm-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { if arguments.kept == nil { try? FileManager.default.removeItem(at: folder) } }
    var tables: [Measurements] = []
    for events in arguments.sizes {
      let path = folder.appending(path: "\(events).sqlite").path
      let ledger = try BenchmarkLedger(at: path, events: events)
      var table = Measurements(events: events, runs: arguments.runs, only: arguments.only)
      table.space = try ledger.space()
      try Baselines.measure(ledger, &table)
      try Asking.measure(ledger, arguments, &table)
      try Reconciling.measure(ledger, arguments, &table)
      try Peers.measure(ledger, arguments, &table)
      try Rereading.measure(ledger, &table)
      try Appending.measure(ledger, &table)
      try Sharing.measure(ledger, arguments, &table)
      try Serving.measure(ledger, arguments, &table)
      tables.append(table)
      print(table.text)
    }
    if let file = arguments.json {
      let text = "[\(tables.map(\.json).joined(separator: ","))]\n"
      try text.write(toFile: file, atomically: true, encoding: .utf8)
    }
    if let file = arguments.svg {
      try GrowthPlot(tables).svg.write(toFile: file, atomically: true, encoding: .utf8)
    }
  }
}

/// What was asked for: see `Tools/bench`.
struct Arguments {
  let sizes: [Int]
  let runs: Int
  /// Where the ledgers are kept between runs.
  let kept: String?
  /// The files that the figures and the picture go to.
  let json: String?
  let svg: String?
  /// The Python that has the peers, and the program that asks them.
  let python: String?
  let peers: String?
  /// The program that is asked on the command line.
  let mitm: String?
  /// The server of PostgreSQL that a shared log is measured on.
  let postgres: String?
  let only: String?

  init(_ words: [String]) {
    func value(_ name: String) -> String? {
      words.firstIndex(of: name).flatMap { words.dropFirst($0 + 1).first }
    }
    sizes = (value("--events") ?? "10000,100000").split(separator: ",").compactMap { Int($0) }
    runs = max(value("--runs").flatMap { Int($0) } ?? 5, 1)
    kept = value("--keep")
    json = value("--json")
    svg = value("--svg")
    python = value("--python")
    peers = value("--peers")
    mitm = value("--mitm")
    postgres = value("--postgres")
    only = value("--only")
  }
}
