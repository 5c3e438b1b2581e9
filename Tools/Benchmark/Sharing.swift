import Declarations
import Foundation
import Ledger
import LedgerPostgreSQL
import SampleLedger

/// The same ledger as a shared log on a server, beside the file.
enum Sharing {
  private static let single = "append of one event, wall"
  private static let batch = "append of lines, by the thousand, file"

  static func measure(
    _ ledger: BenchmarkLedger,
    _ arguments: Arguments,
    _ table: inout Measurements
  ) throws {
    guard table.isMeant("shared log") else { return }
    guard let server = arguments.postgres else {
      return table.note(
        fr: "un journal partagé : pas de --postgres",
        en: "a shared log: no --postgres"
      )
    }
    #if PostgreSQL
    let name = "bench_\(ledger.events)_\(UInt32.random(in: 0 ... .max))"
    try Program.run("/usr/bin/env", ["createdb", "--maintenance-db=\(server)/postgres", name])
    let log = PostgreSQLLog(at: "\(server)/\(name)")
    let source = try LedgerReader(at: ledger.path)
    let count = try source.size
    guard count <= 300_000 else {
      return table.note(
        fr: "un journal partagé : de plus de 300 000 événements",
        en: "a shared log: of more than 300,000 events"
      )
    }
    let start = Clock.wall.now
    try log.create(like: source)
    try LogCopy.run(from: source, to: log)
    let times = [Clock.wall.now - start]
    let french = "copie vers un journal partagé"
    table.add("copy to a shared log", fr: french, each: count, by: .wall, times)
    try follow(log, count, &table)
    try append(ledger, log, &table)
    #else
    table.note(
      fr: "un journal partagé : construit sans PostgreSQL",
      en: "a shared log: built without PostgreSQL"
    )
    #endif
  }

  #if PostgreSQL
  /// A node that begins anew reads all of it.
  private static func follow(
    _ log: PostgreSQLLog,
    _ count: Int,
    _ table: inout Measurements
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mitm-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let start = Clock.wall.now
    let path = folder.appending(path: "node.sqlite").path
    try Replica.prepare(at: path, of: log, named: "bench")
    _ = try LedgerWriter(at: path, signing: nil, following: log)
    let times = [Clock.wall.now - start]
    let french = "suivi d'un journal partagé"
    table.add("follow of a shared log", fr: french, each: count, by: .wall, times)
  }

  private static func append(
    _ ledger: BenchmarkLedger,
    _ log: PostgreSQLLog,
    _ table: inout Measurements
  ) throws {
    let node = ledger.path + ".node"
    for suffix in ["", "-wal", "-shm", ".head", ".lock", ".follows"] { unlink(node + suffix) }
    defer { for suffix in ["", ".head", ".lock", ".follows"] { unlink(node + suffix) } }
    try Replica.prepare(at: node, of: log, named: "bench")
    let writer = try LedgerWriter(at: node, signing: ledger.key, following: log)
    func send(_ lines: [UInt8]) throws {
      let outcome = try writer.append(
        [("bench", DeliveryReader(lines))],
        as: .commandLine(user: "bench")
      ).first
      if let refused = outcome?.refused.first { throw refused.refusal }
    }
    // Each event goes to both, so that what corrects another finds it in both.
    func both(_ name: String, _ baseline: String, fr: (String, String), _ count: Int) throws {
      var (here, there): ([[UInt8]], [[UInt8]]) = ([], [])
      for _ in 0..<table.runs { here.append(try ledger.lines(count)) }
      there = here
      try table.alternate(
        by: .wall,
        [
          (baseline, fr.1, count, nil, { try ledger.append(lines: here.removeFirst()) }),
          (name, fr.0, count, baseline, { try send(there.removeFirst()) }),
        ]
      )
    }
    try both(
      "append of one event, shared log",
      single,
      fr: ("ajout d'un événement, journal partagé", "ajout d'un événement, horloge"),
      1
    )
    try both(
      "append by the thousand, shared log",
      batch,
      fr: ("ajout par mille, journal partagé", "ajout de lignes, par mille, fichier"),
      1_000
    )
  }
  #endif
}
