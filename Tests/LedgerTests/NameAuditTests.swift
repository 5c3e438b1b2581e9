import Declarations
import GRDB
@testable import Ledger
import MerkleLog
import TestSupport
import Testing

@Suite struct `The audit of names` {
  /// Three events under one name, with one of another name among them.
  private static func database() throws -> DatabaseQueue {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "1"))
    try ledger.append(Sample.marketing(id: "2"))
    let first = try ledger.reader().event(at: 0)
    let queue = try DatabaseQueue(path: ledger.path)
    try queue.inDatabase { db in
      var tree = try EventTable.frontier(of: 2, db)
      for sequence in 2...3 {
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
    return queue
  }

  @Test(arguments: [[7, 7, 7, 7], [7, 1 << 39, 7, 7]] as [[UInt64]])
  func `compares the names that share a key`(keys: [UInt64]) throws {
    var (audit, verification) = (NameAudit(), Verification())
    for (sequence, key) in keys.enumerated() { audit.visit(key, sequence) }
    try Self.database().inDatabase { try audit.check($0, &verification) }
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
    try Self.database().inDatabase { try audit.check($0, &verification) }
    #expect(verification.problems.isEmpty)
  }
}
