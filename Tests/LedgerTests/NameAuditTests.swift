import Declarations
import Foundation
import GRDB
@testable import Ledger
import MerkleLog
import TestSupport
import Testing

@Suite struct `The audit of names` {
  /// Events under the name of the first, with one of another name among them.
  private static func ledger(_ count: Int) throws -> TemporaryLedger {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1"))
    try ledger.append(Sample.marketing(id: "2"))
    let first = try ledger.reader().event(at: 0)
    try DatabaseQueue(path: ledger.path).inDatabase { db in
      var tree = try EventTable.frontier(of: 2, db)
      for sequence in 2..<count {
        let again = Event(
          recording: first.submission,
          actor: first.actor,
          at: first.recordedAt,
          sequence: sequence,
          salt: first.salt
        )
        try EventTable.append(again.canonicalBytes, to: &tree, db)
      }
    }
    return ledger
  }

  @Test(arguments: [[7, 7, 7, 7], [7, 1 << 39, 7, 7]] as [[UInt64]])
  func `compares the names that share a key`(keys: [UInt64]) throws {
    var (audit, verification) = (NameAudit(), Verification())
    for (sequence, key) in keys.enumerated() { audit.visit(key, sequence) }
    let ledger = try Self.ledger(4)
    try DatabaseQueue(path: ledger.path).inDatabase { audit.check($0, &verification) }
    #expect(
      verification.problems.map(\.message.english) == [
        "Event 2 has the source and id of event 0.", "Event 3 has the source and id of event 0.",
      ]
    )
  }

  @Test
  func `takes no name for another that has another key`() throws {
    var (audit, verification) = (NameAudit(), Verification())
    for sequence in 0..<4 { audit.visit(UInt64(sequence) << 32 | 7, sequence) }
    let ledger = try Self.ledger(4)
    try DatabaseQueue(path: ledger.path).inDatabase { audit.check($0, &verification) }
    #expect(verification.problems.isEmpty)
  }

  @Test
  func `is told where a page behind cannot be read`() throws {
    let ledger = try Self.ledger(9_000)
    try DatabaseQueue(path: ledger.path).inDatabase { db in
      _ = try db.checkpoint(.truncate)
    }
    var file = try Data(contentsOf: URL(fileURLWithPath: ledger.path))
    let late = try #require(file.range(of: Data(#""sequence":"8900","#.utf8)))
    // The rows of a page, which can be counted still.
    let end = (late.lowerBound / 8_192 + 1) * 8_192
    file.replaceSubrange(end - 6_000..<end, with: Data(repeating: 0xFF, count: 6_000))
    try file.write(to: URL(fileURLWithPath: ledger.path))
    let problems = try Verification.ofLedger(at: ledger.path).problems
    let kinds = problems.map(\.kind)
    #expect(
      kinds.contains(.file) && kinds.contains(.duplicate),
      "\(problems.prefix(5).map(\.message.english))"
    )
  }
}
