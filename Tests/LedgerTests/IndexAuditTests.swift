import Declarations
import GRDB
import Ledger
import MerkleLog
import TestSupport
import Testing

/// The index, verified from events that are not the first.
@Suite struct `The audit of the index` {
  /// Inside a run, too: the products that this is the first to be about are not new behind it.
  @Test(arguments: [1, 1_023, 1_024, 1_050, 1_500, 2_048, 3_099])
  func `is verified from any event on`(start: Int) throws {
    let ledger = try TemporaryLedger()
    let lines = (0..<3_100).map { number in
      let isOther = number == 1_100 || number == 2_500
      return Sample.qualification(id: "\(number)", cis: isOther ? "60234101" : "60234100")
    }
    try ledger.append(lines.joined(separator: "\n"))
    let reader = try ledger.reader()
    let checkpoint = try #require(try reader.checkpoint(at: 3_100))
    let options = Verification.Options(
      checkpoint: try SignedNote(parsing: checkpoint.note),
      start: start
    )
    #expect(try reader.verify(options).isClean)
    try DatabaseQueue(path: ledger.path).inDatabase {
      try $0.execute(sql: "DELETE FROM index_list WHERE tile = 0")
    }
    let problems = try ledger.reader().verify(options).problems
    #expect(problems.map(\.kind) == [.index])
    #expect(problems.first?.message.english.contains("is not whole") == true)
  }

  /// A checkpoint of another ledger does not say how many events this one has.
  @Test(arguments: [2, 1_024, Int.max])
  func `does not begin behind the last event`(start: Int) throws {
    let (ledger, other) = (try TemporaryLedger(), try TemporaryLedger())
    try ledger.append(Sample.qualification(id: "1"))
    try other.append(Sample.qualification(id: "1"))
    let checkpoint = try #require(try other.reader().checkpoint(at: 1))
    let options = Verification.Options(
      checkpoint: try SignedNote(parsing: checkpoint.note),
      start: start
    )
    let problems = try ledger.reader().verify(options).problems
    #expect(problems.contains { $0.kind == .checkpoint })
  }

  /// What comes before is not read but for its names: where these cannot be had, the rest is read all the same.
  @Test(arguments: [
    (3, Verification.Problem.Kind.unreadable), (2_048, .unreadable), (2_047, nil), (0, nil),
  ])
  func `reads on where an earlier event cannot be read`(
    place: Int,
    kind: Verification.Problem.Kind?
  ) throws {
    let ledger = try TemporaryLedger()
    let size = place == 3 ? 10 : 2_050
    let lines = (0..<size).map { Sample.qualification(id: "\($0)") }
    try ledger.append(lines.joined(separator: "\n"))
    let checkpoint = try #require(try ledger.reader().checkpoint(at: size))
    try ledger.edit("UPDATE event SET body = CAST('{}' AS BLOB) WHERE sequence = \(place)")
    let verification = try ledger.reader().verify(
      Verification.Options(
        checkpoint: try SignedNote(parsing: checkpoint.note),
        start: place == 3 ? 5 : 2_049
      )
    )
    #expect(verification.size == size)
    #expect(verification.problems.map(\.kind) == [kind].compactMap(\.self))
  }

  @Test
  func `names once what is missing in two places`() throws {
    let ledger = try TemporaryLedger()
    let lines = (0..<1_100).map { Sample.qualification(id: "\($0)") }
    try ledger.append(lines.joined(separator: "\n"))
    try DatabaseQueue(path: ledger.path).inDatabase {
      try $0.execute(sql: "DELETE FROM index_list; DELETE FROM index_other")
    }
    let problems = try ledger.reader().verify().problems
    #expect(problems.count == 1)
    #expect(problems.first?.message.english.contains("is not whole") == true)
  }
}
