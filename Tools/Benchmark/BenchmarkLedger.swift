import Declarations
import Foundation
import GRDBSQLite
import Ledger
import MerkleLog
import SampleLedger

/// A ledger of a country that reports its stocks, to be measured.
final class BenchmarkLedger {
  let path: String
  /// How many events it was made with.
  let events: Int
  let key = SampleLedger.key(seed: 1)
  private var country: SampleCountry
  private var opened: LedgerWriter?

  /// The first and the last day of the story.
  static let days = LegalDate(dayNumber: 16_436)...LegalDate(dayNumber: 16_436 + 4_018)

  /// Opens the ledger of a size, which is made where there is none, ten thousand events at a time.
  init(at path: String, events: Int) throws {
    self.path = path
    self.events = events
    // More are appended while it is measured.
    let count = events + 100_000
    guard FileManager.default.fileExists(atPath: path) else {
      country = SampleCountry(seed: 1, count: count)
      try LedgerWriter.create(at: path, signing: key)
      try grow(to: events)
      return
    }
    let size = try LedgerReader(at: path).size
    country = SampleCountry(seed: 1, count: count, from: size)
    try grow(to: max(events - size, 0))
  }

  private func grow(to events: Int) throws {
    var left = events
    while left > 0 {
      try append(submissions(min(left, 10_000)))
      left -= min(left, 10_000)
      if left % 100_000 == 0 {
        let done = events - left
        let said = say(
          fr: "\(done) événements sur \(events) ",
          en: "\(done) of \(events) events "
        )
        FileHandle.standardError.write(Data("\r\(said)".utf8))
      }
    }
    if events > 0 { FileHandle.standardError.write(Data("\n".utf8)) }
  }

  /// Writes the private key where a program finds it; nobody else may be writing meanwhile.
  func writeKey(to path: String) throws {
    opened = nil
    try Data((key.text + "\n").utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
  }

  /// The writer, which stays open: opening is no part of appending.
  func writer() throws -> LedgerWriter {
    if let opened { return opened }
    let writer = try LedgerWriter(at: path, signing: key)
    opened = writer
    return writer
  }

  /// The lab that will have stated as near so many events as any, by the products that it holds; nil where there is none.
  func lab(declaring events: Int) throws -> Lab? {
    let holdings = try country.holdings().map {
      (lab: $0, stated: self.events / country.products * $1)
    }
    return holdings.min { (abs($0.stated - events), $0.lab) < (abs($1.stated - events), $1.lab) }?
      .lab
  }

  /// The next submissions of the story, ready to be appended.
  func submissions(_ count: Int) throws -> [Submission] {
    try (0..<count).map { _ in try country.next() }
  }

  /// The next submissions of the story, as they come from outside: a line each.
  func lines(_ count: Int) throws -> [UInt8] {
    try submissions(count).flatMap { $0.canonicalBytes + [0x0A] }
  }

  func append(_ submissions: [Submission]) throws {
    let outcome = try writer().append(
      imported: submissions,
      from: [],
      as: .commandLine(user: "bench")
    )
    if let refused = outcome.refused.first { throw refused.refusal }
  }

  func append(lines: [UInt8]) throws {
    let outcomes = try writer().append(
      [("bench", DeliveryReader(lines))],
      as: .commandLine(user: "bench")
    )
    if let refused = outcomes.first?.refused.first { throw refused.refusal }
  }

  /// The bytes of some events.
  func someBodies(limit: Int) throws -> [[UInt8]] {
    let reader = try LedgerReader(at: path)
    var bodies: [[UInt8]] = []
    try reader.forEachBody(in: 0..<min(limit, reader.size)) { bodies.append($1) }
    return bodies
  }

  /// What each table has in the file, and what the events in it have, in bytes.
  func space() throws -> (tables: [(name: String, bytes: Int)], events: Int) {
    let database = try PlainDatabase(path)
    var tables: [(name: String, bytes: Int)] = []
    try database.forEachRow("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC") {
      tables.append((String(cString: sqlite3_column_text($0, 0)), Int(sqlite3_column_int64($0, 1))))
    }
    return (tables, try database.number("SELECT sum(length(body)) FROM event"))
  }

  /// Every column of every event, through SQLite's own interface, and nothing done with it.
  func loopOverRows() throws -> Int {
    try PlainDatabase(path).bytes("SELECT sequence, body, leaf FROM event")
  }
}
