import Declarations
import Foundation
import GRDB
@testable import Ledger
import MerkleLog
import Projections
import TestSupport
import Testing

/// Whoever reads for long reads one state, whatever is appended and moved out of the log meanwhile, and keeps nobody from
/// appending.
@Suite struct LongReaderTests {
  private static func lines(_ range: Range<Int>) -> String {
    range.map { Sample.qualification(id: "q\($0)", cis: "6\(1_000_000 + $0)") }
      .joined(separator: "\n")
  }

  /// What a reader sees of the ledger as it stands.
  private static func seen(_ reader: LedgerReader) throws -> [String] {
    let known = KnownAt(size: try reader.size)
    var bodies = 0
    try reader.forEachBody(in: 0..<known.size) { _, bytes in bodies += bytes.count }
    let day = try LegalDate(parsing: "2026-03-01")
    let list = try reader.listHistory(known).list(isPublished: false, state: nil, asOf: day)
    return [
      "\(known.size)", try reader.root(of: known).base64, "\(bodies)", "\(list.count)",
      "\(try reader.verify().isClean)",
    ]
  }

  @Test func `reads one state through a hundred appends and their checkpoints`() throws {
    let ledger = try TemporaryLedger()
    try ledger.append(Self.lines(0..<50))
    let (reader, other) = (try ledger.reader(), try ledger.reader())
    let before = try Self.seen(other)
    try reader.snapshot { _ in
      #expect(try Self.seen(reader) == before)
      for round in 0..<100 {
        // Each writer that ends moves the log into the file, as far as the reader leaves it to.
        try ledger.append(Self.lines(50 + round * 11..<61 + round * 11))
        if round % 10 == 0 { #expect(try Self.seen(reader) == before) }
      }
      #expect(try Self.seen(reader) == before)
      #expect(try other.size == 50 + 1_100)
    }
    #expect(try Self.seen(reader) == Self.seen(other))
    #expect(try reader.size == 1_150)
    // Nobody reads any more: what the log had is in the file, which whoever copies it copies whole.
    _ = try ledger.writer()
    let log = try FileManager.default.attributesOfItem(atPath: ledger.path + "-wal")[.size]
    #expect(log as? Int == 0)
  }
}
