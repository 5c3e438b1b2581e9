import CanonicalJSON
import Declarations
import Foundation
import GRDB
@testable import Ledger
import MerkleLog
import Projections
import TestSupport
import Testing

@Suite struct `A ledger` {
  @Test
  func `gives the same bytes for the same inputs`() throws {
    let text = Sample.qualification(id: "1") + "\n" + Sample.marketing(id: "2")
    let exports = try (0..<2).map { _ in
      let ledger = try TemporaryLedger()
      try ledger.append(text)
      return try bodies(of: ledger)
    }
    #expect(exports[0] == exports[1])
    #expect(exports[0].count == 2)
    #expect(
      exports[0][0]
        == #"{"actor":"cli:test","data":{"channel":"demarche-numerique","ground":"vital"},"#
        + #""effectiveon":"2026-02-01","id":"1","recordedat":"2026-01-01T00:00:00.000000Z","#
        + #""salt":"lW7rLyYy170D8WayM-PvKA","sequence":"0","source":"/labs/acme","#
        + #""specversion":"1.0","subject":"cis/60234100","time":"2026-01-15T10:00:00+01:00","#
        + #""type":"fr.mitm.qualification.declared.v1"}"#
    )
  }

  @Test
  func `records strictly later times also when the clock goes back`() throws {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1"))
    ledger.clock.now = Instant(nanoseconds: 0)
    try ledger.append(Sample.qualification(id: "2") + "\n" + Sample.qualification(id: "3"))
    let times = try (0..<3).map { try ledger.reader().event(at: $0).recordedAt.recordedText }
    #expect(
      times == [
        "2026-01-01T00:00:00.000000Z", "2026-01-01T00:00:00.000001Z",
        "2026-01-01T00:00:00.000002Z",
      ]
    )
    #expect(try ledger.reader().verify().isClean)
  }

  @Test
  func `knows how much was known at a moment`() throws {
    let ledger = try TemporaryLedger()
    try ledger.append((0..<10).map { Sample.qualification(id: "\($0)") }.joined(separator: "\n"))
    let reader = try ledger.reader()
    for sequence in 0..<10 {
      let moment = try reader.event(at: sequence).recordedAt
      #expect(try reader.knownAt(moment).size == sequence + 1)
      #expect(
        try reader.knownAt(Instant(nanoseconds: moment.nanoseconds - 1)).size == sequence
      )
    }
  }

  @Test
  func `takes a repeat for what it is, in any spelling`() throws {
    let ledger = try TemporaryLedger()
    let first = try ledger.append(Sample.qualification(id: "1"))
    let spaced = Sample.qualification(id: "1").replacingOccurrences(of: ",\"", with: " ,\n \"")
    let again = try ledger.append(spaced)
    #expect(again.appended == 0)
    #expect(again.duplicates == 1)
    #expect(again.receipts.map(\.sequence) == first.receipts.map(\.sequence))
    #expect(again.root == first.root)
    let other = try ledger.append(Sample.qualification(id: "1", from: "2026-02-02"))
    #expect(other.refused.map(\.refusal.rule) == [.conflict])
    #expect(try ledger.reader().size == 1)
  }

  @Test
  func `takes a file whole or not at all`() throws {
    let ledger = try TemporaryLedger()
    let text = Sample.qualification(id: "1") + "\n{\"broken\n" + Sample.marketing(id: "2")
    let refused = try ledger.append(text)
    #expect(refused.appended == 0)
    #expect(refused.size == 0)
    #expect(refused.refused.map(\.line) == [2])
    let journal = try ledger.reader().refusedSubmissions()
    #expect(journal.map(\.rule) == ["withheld", "json", "withheld"])
    #expect(
      journal.map { String(decoding: $0.bytes, as: UTF8.self) }
        == text.split(separator: "\n").map(String.init)
    )
    let kept = try ledger.append(text, keepsGoing: true)
    #expect(kept.appended == 2)
    #expect(kept.refused.map(\.line) == [2])
    #expect(try ledger.reader().refusedSubmissions().map(\.rule).suffix(1) == ["json"])
  }

  @Test
  func `takes an import whole or not at all`() throws {
    let ledger = try TemporaryLedger()
    _ = try ledger.append(Sample.qualification(id: "1"))
    func submission(_ id: String, lab: String = "acme") throws -> Submission {
      let text = Sample.qualification(id: id, lab: lab)
      return try Submission(try #require(JSONReader.value(of: Array(text.utf8)).object))
    }
    // The last names an event that is there, with other content.
    var other = try submission("1").json
    other["effectiveon"] = "2026-03-01"
    let sent = [try submission("2"), try submission("3"), try Submission(other)]
    let outcome = try ledger.writer().append(
      imported: sent,
      from: [],
      as: .commandLine(user: "test")
    )
    #expect(outcome.refused.map(\.refusal.rule) == [.conflict])
    #expect(outcome.size == 1 && outcome.appended == 0)
    #expect(try ledger.reader().size == 1)
  }

  @Test
  func `writes nothing in a dry run`() throws {
    let ledger = try TemporaryLedger()
    let good = try ledger.append(Sample.qualification(id: "1"), isDryRun: true)
    #expect(good.appended == 1)
    // As the real run would: nothing of a file that has one bad line.
    let bad = try ledger.append(Sample.qualification(id: "1") + "\n{}", isDryRun: true)
    #expect(bad.appended == 0)
    #expect(bad.refused.count == 1)
    #expect(try ledger.reader().size == 0)
    #expect(try ledger.reader().refusedSubmissions().isEmpty)
  }

  @Test
  func `rebuilds an index that does not fit the events`() throws {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1") + "\n" + Sample.marketing(id: "2"))
    for damage in [
      "DELETE FROM index_run", "UPDATE index_state SET size = 1",
      "UPDATE index_state SET version = 0", "DELETE FROM index_state",
    ] {
      // A lost key alone fits (size, root): only the state tells, so it goes with it.
      try DatabaseQueue(path: ledger.path).inDatabase { db in
        try db.execute(sql: damage)
        try db.execute(sql: "UPDATE index_state SET version = 0")
      }
      let again = try ledger.append(Sample.qualification(id: "1"))
      #expect(again.duplicates == 1, "\(damage)")
    }
  }

  @Test
  func `names the event that it cannot read, and goes no further`() throws {
    let ledger = try TemporaryLedger()
    try ledger.append((0..<3).map { Sample.qualification(id: "\($0)") }.joined(separator: "\n"))
    try DatabaseQueue(path: ledger.path).inDatabase { db in
      try db.execute(
        sql: """
          DROP TRIGGER event_update;
          UPDATE event
          SET body = CAST(replace(body, 'qualification.declared', 'qualification.unheard') AS BLOB)
          WHERE sequence = 1
          """
      )
    }
    let error = #expect(throws: LedgerError.self) {
      _ = try ledger.reader().history(KnownAt(size: 3))
    }
    #expect(error?.kind == .damaged)
    #expect(error?.message.english.hasPrefix("Event 1 cannot be read") == true)
    _ = try ledger.reader().history(KnownAt(size: 1))
  }

  @Test
  func `agrees with an earlier export, and not with another one`() throws {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1") + "\n" + Sample.marketing(id: "2"))
    let export = try bodies(of: ledger).joined(separator: "\n") + "\n"
    try ledger.append(Sample.qualification(id: "3"))
    #expect(try ledger.reader().verify(.init(export: Array(export.utf8))).isClean)
    let other = export.replacingOccurrences(of: "vital", with: "unspecified")
    let problems = try ledger.reader().verify(.init(export: Array(other.utf8))).problems
    #expect(problems.map(\.sequence) == [0])
    let longer = export + export
    #expect(try ledger.reader().verify(.init(export: Array(longer.utf8))).problems.count == 2)
  }

  private func bodies(of ledger: TemporaryLedger) throws -> [String] {
    let reader = try ledger.reader()
    var bodies: [String] = []
    try reader.forEachBody(in: 0..<reader.size) { _, bytes in
      bodies.append(String(decoding: bytes, as: UTF8.self))
    }
    return bodies
  }
}
