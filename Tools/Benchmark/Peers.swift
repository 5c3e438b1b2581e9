import CanonicalJSON
import Declarations
import Foundation
import Ledger
import Projections

/// Other people's programs, asked the same of the same facts.
enum Peers {
  private struct Line {
    let name: String
    let french: String
    let absent: String?
    let count: Int
    let seconds: [Double]
    let answer: Int?

    init?(_ bytes: some Sequence<UInt8>) {
      guard let object = (try? JSONReader.value(of: Array(bytes)))?.object,
        let name = object["name"]?.string
      else { return nil }
      self.name = name
      french = Peers.french.reduce(name) { $0.replacing($1.0, with: $1.1) }
      absent = object["absent"]?.string
      count = object["count"]?.integer.map { Int($0) } ?? 1
      seconds = (object["nanoseconds"]?.array ?? []).compactMap {
        $0.integer.map { Double($0) / 1e9 }
      }
      answer = object["answer"]?.integer.map { Int($0) }
    }
  }

  /// What their names are made of; they print English, for programs.
  private static let french = [
    (": list as of", " : liste d'un jour"), (": append, by the thousand", " : ajout, par mille"),
    (": append of one", " : ajout d'un événement"), (": replay", " : rejeu"),
    (" window functions", ", fenêtrage"), (" window", ", fenêtrage"),
    (" on PostgreSQL", " sur PostgreSQL"),
  ]

  private struct OtherAnswer: Error {
    let name: String
    let answer: Int
    let ours: Int
  }

  static func measure(
    _ ledger: BenchmarkLedger,
    _ arguments: Arguments,
    _ table: inout Measurements
  ) throws {
    guard table.isMeant("peers") else { return }
    guard let python = arguments.python, let program = arguments.peers else {
      return table.note(
        fr: "DuckDB, pandas, fonctions de fenêtrage de SQLite, eventsourcing : pas de --python",
        en: "DuckDB, pandas, SQLite window functions, eventsourcing: no --python"
      )
    }
    let reader = try LedgerReader(at: ledger.path)
    let known = KnownAt(size: ledger.events / 10 * 9)
    let day = BenchmarkLedger.days.upperBound.adding(days: -300)
    let facts = ledger.path + ".csv"
    try write(facts, reader, size: ledger.events)
    defer { try? FileManager.default.removeItem(atPath: facts) }
    let ours = try reader.listHistory(known).currentList(asOf: day).count
    for line in try ask(python, program, facts, day.dayNumber, known.size, arguments.runs) {
      if let reason = line.absent {
        table.note(fr: "\(line.french) : \(reason)", en: "\(line.name): \(reason)")
      } else {
        if line.name.hasSuffix("list as of"), let answer = line.answer, answer != ours {
          throw OtherAnswer(name: line.name, answer: answer, ours: ours)
        }
        let baseline = line.name.hasSuffix("list as of") ? Asking.list : nil
        table.add(
          line.name,
          fr: line.french,
          each: line.count,
          by: .processor,
          line.seconds,
          against: baseline
        )
      }
    }
  }

  private static func ask(
    _ python: String,
    _ program: String,
    _ facts: String,
    _ numbers: Int...
  ) throws -> [Line] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [program, facts] + numbers.map(String.init)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return bytes.split(separator: 0x0A).compactMap(Line.init)
  }

  /// The facts as a plain table has them: one row an event, numbers alone.
  private static func write(_ path: String, _ reader: LedgerReader, size: Int) throws {
    guard FileManager.default.createFile(atPath: path, contents: nil) else {
      throw PlainDatabase.Fault()
    }
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    var text = "sequence,cis,day,kind,value\n"
    try reader.forEachEvent(in: 0..<size) { event in
      let (kind, value) = decided(event.submission.fact)
      text += "\(event.sequence),\(event.submission.subject.cis?.number ?? 0),"
      text += "\(event.submission.effectiveOn.dayNumber),\(kind),\(value)\n"
      guard text.utf8.count > 1 << 20 else { return }
      try file.write(contentsOf: Data(text.utf8))
      text = ""
    }
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }

  private static func decided(_ fact: Fact) -> (kind: Int, value: Int) {
    switch fact {
    case .qualificationDeclared, .qualificationAdded: (1, 1)
    case .modificationRequested(let request): request.qualified ? (1, 1) : (0, 0)
    case .qualificationRemoved: (1, 0)
    case .commercialisationDeclared, .commercialisationResumed: (2, 1)
    case .commercialisationSuspended, .commercialisationStopped: (2, 0)
    case .productDescribed(let described): (3, described.authorisation == .active ? 1 : 0)
    default: (0, 0)
    }
  }
}
