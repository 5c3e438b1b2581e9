import Declarations
import Foundation
import GRDB
@testable import Ledger
import MerkleLog
import Projections
import SampleLedger
import TestSupport
import Testing

/// What events are found by, against the events themselves, with runs of three sizes and events behind them.
@Suite struct `The index of events` {
  private static let size = 9 * 8 * 1_024 / 4 + 1_500

  /// A ledger of a country that reports its stocks, and the index as it grew with it.
  private final class Grown {
    let queue: DatabaseQueue
    let events: [Event]

    init(_ count: Int) throws {
      let folder = try TemporaryLedger()
      let path = folder.path + ".grown"
      var country = SampleCountry(seed: 3, count: count)
      var recorded: [Event] = []
      try LedgerFile.create(at: path, verifierKey: folder.key.verifier) { db in
        var tree = MerkleFrontier()
        var index = try EventIndex(of: 0, db)
        for sequence in 0..<count {
          let event = Event(
            recording: try country.next(),
            actor: "cli:test",
            at: Instant(nanoseconds: Int64(sequence) * 1_000_000),
            sequence: sequence,
            salt: "AAAAAAAAAAAAAAAAAAAAAA"
          )
          try EventTable.append(event.canonicalBytes, to: &tree, db)
          try index.record(event)
          recorded.append(event)
        }
        try EventIndex.bind(size: count, root: tree.root, db)
      }
      queue = try DatabaseQueue(path: path)
      events = recorded
    }
  }

  @Test
  func `finds what the events say, grown or built again`() throws {
    let grown = try Grown(Self.size)
    let events = grown.events
    let history = History { record in events.forEach { record($0) } }
    #expect(!history.voidedBy.isEmpty)
    try grown.queue.inDatabase { db in
      for isRebuilt in [false, true] {
        let before = try EventIndex.digest(db)
        if isRebuilt {
          try EventIndex.rebuild(size: Self.size, root: EventTable.root(of: Self.size, db), db)
          #expect(try EventIndex.digest(db) == before)
        }
        var index = try EventIndex(of: Self.size, db)
        for event in events where event.sequence % 7 == 0 || event.submission.corrects != nil {
          #expect(try index.find(event.submission.reference) == event.sequence)
          let unknown = EventReference(
            source: event.submission.source,
            id: try Identifier(parsing: event.submission.id.text + "x")
          )
          #expect(try index.find(unknown) == nil)
          let isVoid = history.voidedBy[event.sequence] != nil
          #expect(try index.isInForce(event.sequence) != isVoid, "\(event.sequence)")
        }
        for sequence in history.voidedBy.keys { #expect(try !index.isInForce(sequence)) }
        let subjects = Dictionary(grouping: events, by: \.submission.subject)
        for (subject, about) in subjects {
          guard let cis = subject.cis else {
            let key = IndexedEvent.key(of: subject, movingNothing: false)
            #expect(try index.sequences(of: key, .subject) == about.map(\.sequence))
            continue
          }
          let found = try index.sequences(about: cis)
          #expect(found.map(\.sequence) == about.map(\.sequence))
          let moves = about.map { $0.decidesLists || $0.submission.corrects != nil }
          #expect(found.map(\.movesSomething) == moves)
        }
        let sources = Dictionary(grouping: events, by: \.submission.source)
        for (source, stated) in sources {
          let found = try index.sequences(of: IndexedEvent.key(of: source), .source)
          #expect(found == stated.map(\.sequence))
        }
        let stored = try KnownProducts.stored(before: .max, db)
        let first = Dictionary(
          uniqueKeysWithValues: try #require(stored).map { ($0.key, $0.first) }
        )
        let complete = Self.size - Self.size % RunTable.smallest
        let mentions = Dictionary(
          events.prefix(complete).compactMap { event in
            event.submission.subject.cis.map { (UInt64($0.number), event.sequence) }
          },
          uniquingKeysWith: min
        )
        #expect(first == mentions)
      }
    }
  }

  @Test(arguments: [0, 1, 1_023, 1_024, 8_192, 9_216, 70_000, 4_194_304, 10_000_000])
  func `is kept in few runs, one behind the other`(size: Int) {
    let runs = RunTable.runs(of: size)
    var reached = 0
    for run in runs {
      #expect(run.start == reached)
      reached = run.events.upperBound
    }
    #expect(size - reached < RunTable.smallest && size >= reached)
    #expect(runs.count <= size >> 22 + 4 * 7)
  }

  /// What the index could say wrongly without anybody noticing: verifying notices.
  @Test
  func `is verified against the events`() throws {
    let ledger = try TemporaryLedger()
    let lines = (0..<2_100).map { number in
      number % 500 == 499
        ? Sample.retraction(id: "\(number)", of: "/labs/acme#\(number - 1)")
        : Sample.qualification(id: "\(number)")
    }
    try ledger.append(lines.joined(separator: "\n"))
    #expect(try ledger.reader().verify().isClean)
    for sql in [
      "UPDATE index_run SET entries = zeroblob(length(entries)) WHERE kind = 0 AND position = 1",
      "DELETE FROM index_run WHERE kind = 1 AND position = 0",
      "UPDATE index_run SET first = first + 1 WHERE kind = 2 AND position = 0",
      "UPDATE index_run SET first = -1 WHERE kind = 3 AND first = 0",
      "INSERT INTO index_run VALUES (2, 4, 9, 0, zeroblob(8))",
      "DELETE FROM index_filter WHERE position = 1",
      "UPDATE index_filter SET words = zeroblob(length(words)) WHERE position = 0",
      "UPDATE index_filter SET words = x'' WHERE position = 0",
      "DELETE FROM index_run WHERE kind = 3 AND position = 1",
      "INSERT INTO index_run VALUES (1, 0, 1125899906842624, 1, x'')",
      "UPDATE index_run SET entries = zeroblob(24) WHERE kind = 3", "DROP TABLE index_filter",
      "DROP TABLE index_state",
    ] {
      try DatabaseQueue(path: ledger.path).inDatabase { try $0.execute(sql: sql) }
      let problems = try ledger.reader().verify().problems
      #expect(problems.contains { $0.kind == .index }, "\(sql)")
      #expect(problems.allSatisfy { $0.kind == .index }, "\(sql)")
      #expect(try !ledger.writer().rebuildIndex().isEqual, "\(sql)")
    }
    #expect(try ledger.reader().verify().isClean)
  }

  /// What may become of names in the index.
  private static let damages = [
    "DELETE FROM index_run WHERE kind = 0 AND position = 0",
    "DELETE FROM index_run WHERE kind = 0 AND first > 0",
    "DELETE FROM index_run WHERE kind = 0 AND first = 0",
    "UPDATE index_run SET entries = zeroblob(length(entries)) WHERE kind = 0",
    "UPDATE index_run SET entries = substr(entries, 9) WHERE kind = 0",
    "UPDATE index_run SET entries = x'' WHERE kind = 0",
    "UPDATE index_filter SET words = zeroblob(length(words))", "DELETE FROM index_filter",
    """
    UPDATE index_run SET entries = (SELECT entries FROM index_run WHERE kind = 1 AND first = 0)
    WHERE kind = 0 AND first = 0
    """,
  ]

  /// A damaged index is an error, and no answer: a name that it does not find would be recorded twice.
  @Test
  func `takes no name that is known for a new one`() throws {
    let ledger = try TemporaryLedger()
    let lines = (0..<1_100).map { Sample.qualification(id: "\($0)") }
    try ledger.append(lines.joined(separator: "\n"))
    // More than are asked before the filters are read.
    let again = lines.prefix(100).joined(separator: "\n")
    for sql in Self.damages {
      try DatabaseQueue(path: ledger.path).inDatabase { try $0.execute(sql: sql) }
      do {
        #expect(try ledger.append(again).duplicates == 100, "\(sql)")
      } catch let error as LedgerError {
        #expect(error.message.english.contains("mitm rebuild"), "\(sql)")
      }
      #expect(try ledger.reader().size == 1_100, "\(sql)")
      _ = try ledger.writer().rebuildIndex()
      #expect(try ledger.append(again).duplicates == 100, "\(sql)")
    }
    #expect(try ledger.reader().verify().isClean)
  }

  /// Reports are read where they stand, and judged as all others.
  @Test
  func `takes no event that stands in the place of another`() throws {
    var country = SampleCountry(seed: 4, count: 800)
    for sequence in 0..<800 {
      let event = Event(
        recording: try country.next(),
        actor: "cli:test",
        at: Instant(nanoseconds: 1),
        sequence: sequence,
        salt: "AAAAAAAAAAAAAAAAAAAAAA"
      )
      guard event.submission.type == .stockReported else { continue }
      try event.canonicalBytes.withUnsafeBufferPointer { bytes in
        let indexed = try IndexedEvent.read(sequence, bytes)
        #expect(indexed.name == IndexedEvent(event).name)
        let error = #expect(throws: LedgerError.self) {
          try IndexedEvent.read(sequence + 1, bytes)
        }
        #expect(error?.kind == .damaged)
      }
    }
  }

  /// What may become of corrections in the index.
  private static let lost = [
    "DELETE FROM index_run WHERE kind = 3", "DELETE FROM index_run WHERE kind = 3 AND position = 0",
    "UPDATE index_run SET entries = zeroblob(16) WHERE kind = 3",
    """
    UPDATE index_run SET entries = (SELECT entries FROM index_run WHERE kind = 3 AND position = 1)
    WHERE kind = 3 AND position = 0
    """,
  ]

  /// A void event that looks as if it were in force would be corrected twice, for ever.
  @Test(arguments: lost)
  func `corrects nothing twice`(sql: String) throws {
    let ledger = try TemporaryLedger()
    try ledger.append(
      (0..<2_100).map { number in
        number == 100
          ? Sample.retraction(id: "100", of: "/labs/acme#7")
          : Sample.qualification(id: "\(number)")
      }.joined(separator: "\n")
    )
    try DatabaseQueue(path: ledger.path).inDatabase { try $0.execute(sql: sql) }
    for (target, isVoid) in [("7", true), ("9", false)] {
      let retraction = Sample.retraction(id: "again.\(target)", of: "/labs/acme#\(target)")
      do {
        #expect(try ledger.append(retraction).refused.isEmpty != isVoid, "\(target)")
      } catch let error as LedgerError {
        #expect(error.message.english.contains("mitm rebuild"))
      }
    }
    _ = try ledger.writer().rebuildIndex()
    #expect(try !ledger.append(Sample.retraction(id: "last", of: "/labs/acme#7")).refused.isEmpty)
    #expect(try ledger.reader().verify().isClean)
  }

  /// What stands where the next runs belong gives way to them: what is derived never hinders an append.
  @Test(arguments: [
    "INSERT INTO index_run VALUES (0, 0, 1, 5, zeroblob(8))",
    "INSERT INTO index_run VALUES (1, 0, 1, 60234100, zeroblob(8))",
    "INSERT INTO index_filter VALUES (0, 1, zeroblob(8))",
    "INSERT INTO index_list VALUES (1, zeroblob(32), x'01', x'01')",
    "INSERT INTO index_run VALUES (3, 0, 1, 1024, zeroblob(16))", "DELETE FROM index_list",
    "DROP TABLE index_list", "INSERT INTO index_other VALUES (1, x'')",
    "DELETE FROM index_other", "DROP TABLE index_other",
  ])
  func `gives way to what an append writes`(sql: String) throws {
    let ledger = try TemporaryLedger()
    try ledger.append((0..<1_500).map { Sample.qualification(id: "\($0)") }.joined(separator: "\n"))
    try DatabaseQueue(path: ledger.path).inDatabase { try $0.execute(sql: sql) }
    #expect(try !ledger.writer().rebuildIndex(isCheck: true).isEqual)
    let more = (1_500..<2_100).map { number in
      number == 1_600
        ? Sample.retraction(id: "1600", of: "/labs/acme#1024")
        : Sample.qualification(id: "\(number)")
    }
    try ledger.append(more.joined(separator: "\n"))
    #expect(try ledger.reader().verify().isClean)
    #expect(try ledger.writer().rebuildIndex(isCheck: true).isEqual)
  }

  /// The run of lists that a writer saw the end of alone is read again, with the targets of its corrections, when the
  /// run that it completes has taken the place of its parts.
  @Test(arguments: [8_191, 8_192])
  func `finds what corrections are of while runs become one`(reached: Int) throws {
    let ledger = try TemporaryLedger()
    func lines(_ range: Range<Int>) -> String {
      range.map { number in
        number % 1_000 == 100
          ? Sample.retraction(id: "\(number)", of: "/labs/acme#\(number - 1)")
          : Sample.qualification(id: "\(number)")
      }.joined(separator: "\n")
    }
    try ledger.append(lines(0..<8_150))
    try ledger.append(lines(8_150..<reached))
    try ledger.append(lines(reached..<8_300))
    #expect(try ledger.reader().size == 8_300)
    #expect(try ledger.reader().verify().isClean)
    #expect(try ledger.writer().rebuildIndex(isCheck: true).isEqual)
  }

  /// A filter that lets everything through would answer the same, and cost a look into every run.
  @Test
  func `has filters that tell new names`() {
    var random = SplitMix64(seed: 1)
    func keys(_ count: Int) -> [UInt64] { (0..<count).map { _ in random.next() >> 24 } }
    let known = keys(8_192)
    let entries = known.enumerated().map { RunEntry.make($1, at: $0) }.sorted()
    let filter = NameFilter(entries)
    #expect(known.allSatisfy(filter.mayHave))
    let passed = keys(10_000).count(where: filter.mayHave)
    #expect(passed < 300, "\(passed) of 10000")
  }

  @Test
  func `finds what a source stated, and what corrects it`() throws {
    let ledger = try TemporaryLedger()
    let other = Sample.qualification(id: "o").replacing("/labs/acme", with: "/labs/other")
    try ledger.append(
      [
        Sample.qualification(id: "1"), other, Sample.qualification(id: "2"),
        Sample.retraction(id: "3", of: "/labs/acme#1", by: "/ansm"),
        Sample.retraction(id: "4", of: "/ansm#3", by: "/ansm"),
        Sample.retraction(id: "5", of: "/labs/other#o", by: "/ansm"),
      ].joined(separator: "\n")
    )
    func stated(known size: Int) throws -> [Int] {
      var found: [Int] = []
      let acme = try Source(parsing: "/labs/acme")
      try ledger.reader().forEachEvent(statedBy: acme, KnownAt(size: size)) {
        found.append($0.sequence)
      }
      return found
    }
    #expect(try stated(known: 6) == [0, 2, 3, 4])
    #expect(try stated(known: 3) == [0, 2])
    try DatabaseQueue(path: ledger.path).inDatabase {
      try $0.execute(sql: "DELETE FROM index_state")
    }
    #expect(try stated(known: 6) == [0, 1, 2, 3, 4, 5])
  }

  /// Of many events all corrections are read at once, those of complete runs and those behind them.
  @Test(arguments: [60, 200, 2_500])
  func `finds what a source stated among many, and what corrects it`(count: Int) throws {
    let ledger = try TemporaryLedger()
    var lines: [String] = []
    var expected: [Int] = []
    var stated: [Int] = []
    for number in 0..<count {
      if number % 3 == 0 {
        lines.append(
          Sample.qualification(id: "\(number)").replacing("/labs/acme", with: "/labs/other")
        )
        continue
      }
      expected.append(lines.count)
      lines.append(Sample.qualification(id: "\(number)"))
      stated.append(number)
      // Now and then the authority takes an early one back, and takes that back in turn.
      if number % 50 == 1, let target = stated.dropFirst(number / 100).first {
        expected += [lines.count, lines.count + 1]
        lines.append(Sample.retraction(id: "a\(number)", of: "/labs/acme#\(target)", by: "/ansm"))
        lines.append(Sample.retraction(id: "b\(number)", of: "/ansm#a\(number)", by: "/ansm"))
      }
    }
    try ledger.append(lines.joined(separator: "\n"))
    #expect(try ledger.reader().size == lines.count)
    var found: [Int] = []
    let acme = try Source(parsing: "/labs/acme")
    try ledger.reader().forEachEvent(statedBy: acme, KnownAt(size: lines.count)) {
      found.append($0.sequence)
    }
    #expect(found == expected)
  }

  @Test
  func `finds names when it does not fit, too`() throws {
    let ledger = try TemporaryLedger()
    try ledger.append((0..<1_100).map { Sample.qualification(id: "\($0)") }.joined(separator: "\n"))
    try DatabaseQueue(path: ledger.path).inDatabase { db in
      try db.execute(sql: "DELETE FROM index_run; UPDATE index_state SET version = 0")
    }
    let names = try ledger.reader().names()
    #expect(try names.event(named: EventReference(parsing: "/labs/acme#7"))?.sequence == 7)
    #expect(try names.event(named: EventReference(parsing: "/labs/acme#x")) == nil)
    #expect(try ledger.append(Sample.qualification(id: "7")).duplicates == 1)
  }
}
