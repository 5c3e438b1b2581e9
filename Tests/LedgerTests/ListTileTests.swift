import CanonicalJSON
import Declarations
import Foundation
import GRDB
@testable import Ledger
import NaiveModel
import Projections
import TestSupport
import Testing

/// Lists out of the index, against the same lists out of the events.
@Suite struct `The index of lists` {
  private let ledger: TemporaryLedger

  /// A ledger of three runs and some events, in appends of all sizes.
  init() throws {
    ledger = try TemporaryLedger()
    // Several short histories one behind the other, their ids told apart.
    let lines = (0..<24 as Range<UInt64>).flatMap { seed in
      RandomHistory(seed: seed, count: 140, about: .duties).events.map { event in
        var submission = event
        for attribute in Submission.ledgerAttributes { submission[attribute] = nil }
        submission["id"] = submission["id"]?.string.map { .string("s\(seed).\($0)") }
        for reference in ["corrects", "causationid"] {
          submission[reference] = submission[reference]?.string.map {
            .string($0.replacing("#", with: "#s\(seed)."))
          }
        }
        return JSONValue.object(submission).canonicalText
      }
    }
    var rest = lines[...]
    for count in [1, 2, 1_020, 1, 1, 700, 1_024] {
      _ = try ledger.append(rest.prefix(count).joined(separator: "\n"), keepsGoing: true)
      rest = rest.dropFirst(count)
    }
    _ = try ledger.append(rest.joined(separator: "\n"), keepsGoing: true)
  }

  private static func answers(_ history: History, on day: LegalDate) -> [String] {
    let lists = StateName.allCases.map { history.list(of: $0, asOf: day) }
    return (lists + [history.publishedList(asOf: day)]).joined()
      .map { JSONValue.object($0.json).canonicalText }
  }

  /// Whether every list out of the index is the list out of the events.
  private func expectSame(
    _ comment: Comment,
    at sizes: [Int] = [1_500, 3_100]
  ) throws {
    let reader = try ledger.reader()
    let days = RandomHistory.days()
    for known in sizes {
      let knownAt = KnownAt(size: known)
      let (indexed, whole) = (try reader.listHistory(knownAt), try reader.history(knownAt))
      #expect(indexed.knownAt.size == known && indexed.subjects == whole.subjects, comment)
      for place in 0..<4 {
        let day = try LegalDate(parsing: days[(known * 7 + place * 11) % days.count])
        #expect(Self.answers(indexed, on: day) == Self.answers(whole, on: day), comment)
      }
    }
  }

  /// Whether one product's history out of the index is the one out of the events.
  private func expectSameProducts(at sizes: [Int]) throws {
    let reader = try ledger.reader()
    let day = try LegalDate(parsing: "2026-03-13")
    for known in sizes {
      let whole = try reader.history(KnownAt(size: known))
      for cis in whole.subjects + [try CIS(parsing: "12345678")] {
        let one = try reader.history(of: cis, KnownAt(size: known))
        #expect(one.timeline(of: cis) == whole.timeline(of: cis))
        #expect(one.timeline(of: cis).allSatisfy { one.voidedBy[$0] == whole.voidedBy[$0] })
        let rows = [one, whole].map { JSONValue.object(ListRow($0.state(of: cis, asOf: day)).json) }
        #expect(rows[0].canonicalText == rows[1].canonicalText)
      }
    }
  }

  /// Everything that a history knows, as text.
  private static func facts(_ history: History, on days: [LegalDate]) -> [String] {
    func text(_ recorded: RecordedFact) -> String {
      let fact = recorded.fact.map { JSONValue.object($0.payload.json).canonicalText } ?? "none"
      return
        "\(recorded.sequence) \(recorded.effectiveOn) \(recorded.filedAt) \(recorded.source) \(fact)"
    }
    var lines: [String] = []
    for cis in history.subjects {
      lines += history.factsInForce(about: cis).map(text)
      lines.append("but reports")
      lines += history.factsButReports(about: cis).map(text)
      lines += days.map { history.lastReport(of: cis, asOf: $0).map(text) ?? "no report" }
    }
    for lab in history.concernedLabs {
      lines.append(lab.text)
      lines += history.factsInForce(about: lab).map(text)
    }
    lines += history.eventsAboutTheLedger.map { String($0.sequence) }
    lines += history.voidedBy.sorted { $0.key < $1.key }.map { "\($0.key) by \($0.value)" }
    return lines
  }

  /// Whether what the duties look at is out of the index what it is out of the events.
  private func expectSameFacts(_ comment: Comment, at sizes: [Int]) throws {
    let reader = try ledger.reader()
    let days = try stride(from: 0, to: RandomHistory.days().count, by: 19)
      .map { try LegalDate(parsing: RandomHistory.days()[$0]) }
    var events: [Event] = []
    try reader.forEachEvent(in: 0..<reader.size) { events.append($0) }
    let fold = try reader.wholeFold(KnownAt(size: events.count))
    for known in sizes {
      var plain = HistoryFold(keeping: .everything)
      for event in events.prefix(known) { plain.record(event) }
      let facts = Self.facts(plain.history(KnownAt(size: known)), on: days)
      #expect(Self.facts(try reader.wholeHistory(KnownAt(size: known)), on: days) == facts, comment)
      #expect(Self.facts(fold.history(KnownAt(size: known)), on: days) == facts, comment)
      // Followed by what comes after it, recorded or not.
      let more = Array(events[known...].prefix(70))
      for event in more { plain.record(event) }
      let followed = try reader.wholeHistory(KnownAt(size: known), followedBy: more)
      #expect(Self.facts(followed, on: days) == Self.facts(plain.history(plain.knownAt), on: days))
      var extended = try reader.wholeFold(KnownAt(size: known))
      guard try reader.extend(&extended, to: KnownAt(size: events.count)) else { continue }
      #expect(
        Self.facts(extended.history(KnownAt(size: events.count)), on: days)
          == Self.facts(fold.history(KnownAt(size: events.count)), on: days)
      )
    }
  }

  private func change(_ sql: String) throws {
    try DatabaseQueue(path: ledger.path).inDatabase { try $0.execute(sql: sql) }
  }

  private func runs() throws -> Int {
    try DatabaseQueue(path: ledger.path).inDatabase {
      try Int.fetchOne($0, sql: "SELECT count(*) FROM index_list") ?? 0
    }
  }

  @Test
  func `says what the events say`() throws {
    #expect(try runs() == 3)
    let size = try ledger.reader().size
    try expectSame("appended", at: [0, 1_023, 1_024, 1_025, size])
    // One reading serves the lists of every earlier size.
    let fold = try ledger.reader().listFold(KnownAt(size: size))
    let day = try LegalDate(parsing: "2026-03-13")
    for known in [3, 1_700] {
      let whole = Self.answers(try ledger.reader().history(KnownAt(size: known)), on: day)
      #expect(Self.answers(fold.history(KnownAt(size: known)), on: day) == whole)
    }
    try expectSameProducts(at: [1_024, 1_500, size])
    try expectSameFacts("appended", at: [0, 1, 1_024, 1_500, 3_072, 3_100, size])
    #expect(try ledger.reader().verify().isClean)
    #expect(try ledger.writer().rebuildIndex(isCheck: true).isEqual)
  }

  /// Of a complete run nothing is read but what stands beside it: its events may be gone, but for those that
  /// later ones correct by name.
  @Test
  func `reads no event of a complete run`() throws {
    let day = try LegalDate(parsing: "2026-03-13")
    let before = Self.answers(try ledger.reader().listHistory(KnownAt(size: 3_100)), on: day)
    try ledger.edit(
      """
      UPDATE event SET body = CAST('{}' AS BLOB)
      WHERE sequence < 3072 AND instr(body, '"subject":"ledger"') = 0
        AND NOT EXISTS (
          SELECT 1 FROM event AS other
          WHERE json_extract(other.body, '$.corrects')
            = json_extract(event.body, '$.source') || '#' || json_extract(event.body, '$.id')
        )
      """
    )
    #expect(throws: LedgerError.self) { try ledger.reader().history(KnownAt(size: 3_100)) }
    let after = Self.answers(try ledger.reader().listHistory(KnownAt(size: 3_100)), on: day)
    #expect(after == before && !before.isEmpty)
  }

  /// What makes the index unusable, so that the events are read instead.
  @Test(arguments: [
    "DELETE FROM index_list", "DELETE FROM index_list WHERE tile = 1",
    "DELETE FROM index_list WHERE tile = 2", "UPDATE index_list SET root = zeroblob(32)",
    "UPDATE index_list SET facts = x'' WHERE tile = 1",
    "UPDATE index_list SET facts = x'02' WHERE tile = 0",
    "UPDATE index_list SET facts = x'01ffffffffffffffffffff01' WHERE tile = 0",
    "UPDATE index_state SET version = 0", "DELETE FROM index_state",
    "INSERT INTO index_list VALUES (9, zeroblob(32), x'01', x'01')", "DROP TABLE index_list",
    "UPDATE index_list SET facts = (SELECT facts FROM index_list WHERE tile = 1) WHERE tile = 0",
    "UPDATE index_list SET products = (SELECT products FROM index_list WHERE tile = 1) WHERE tile = 0",
    "UPDATE index_list SET products = x'' WHERE tile = 1", "DROP TABLE index_state",
    "DELETE FROM index_other WHERE tile = 1", "DROP TABLE index_other",
    "UPDATE index_other SET facts = x'' WHERE tile = 2",
    "UPDATE index_other SET facts = (SELECT facts FROM index_other WHERE tile = 1) WHERE tile = 0",
  ])
  func `is not used when it does not fit`(sql: String) throws {
    try change(sql)
    try expectSame("\(sql)")
    try expectSameProducts(at: [3_100])
    try expectSameFacts("\(sql)", at: [3_100])
    // The next append makes it good again, or leaves what is not used.
    _ = try ledger.append(Sample.qualification(id: "next"))
    try expectSame("after \(sql)")
    _ = try ledger.writer().rebuildIndex()
    #expect(try ledger.reader().verify().isClean)
    #expect(try runs() == 3)
  }

  /// What the index could say wrongly without anybody noticing: verifying notices.
  @Test(arguments: [
    "UPDATE index_list SET facts = x'01' WHERE tile = 1", "DELETE FROM index_list WHERE tile = 1",
    "DELETE FROM index_list", "UPDATE index_list SET root = zeroblob(32)",
    "UPDATE index_list SET products = zeroblob(8) WHERE tile = 0",
    "UPDATE index_list SET root = zeroblob(32) WHERE tile = 0", "DROP TABLE index_list",
    "UPDATE index_list SET facts = (SELECT facts FROM index_list WHERE tile = 1) WHERE tile = 0",
    "UPDATE index_other SET facts = x'' WHERE tile = 1", "DELETE FROM index_other WHERE tile = 2",
    "INSERT INTO index_other VALUES (3, x'')", "DROP TABLE index_other",
    "INSERT INTO index_list VALUES (9, zeroblob(32), x'01', x'01')",
  ])
  func `is verified against the events`(sql: String) throws {
    try change(sql)
    let verification = try ledger.reader().verify()
    #expect(verification.problems.map(\.kind) == [.index])
    #expect(try !ledger.writer().rebuildIndex(isCheck: true).isEqual)
    _ = try ledger.writer().rebuildIndex()
    #expect(try ledger.reader().verify().isClean)
    try expectSame("rebuilt")
  }
}
