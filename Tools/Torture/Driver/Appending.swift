import Declarations
import Foundation
import Ledger
import MerkleLog
import Projections
import SampleLedger

/// What is appended: events that depend on nothing but their place.
enum Appending {
  static let key = SampleLedger.key(seed: 7)

  /// What was acknowledged: how many events there were then, and their root.
  struct Acknowledged: Sendable {
    let size: Int
    let root: String
  }

  /// The next events, as somebody would send them; now and then one takes back the one before.
  private static func lines(_ range: Range<Int>) -> [UInt8] {
    Array(
      range.map { number in
        let isRetraction = number % 9 == 8
        let type = isRetraction ? "event.retracted" : "stock.reported"
        let product = 60_000_000 + (isRetraction ? number - 1 : number) % 50
        let more =
          isRetraction
          ? #""corrects":"/labs/torture#\#(number - 1)","reason":"x","data":{}"#
          : #""data":{"units":\#(number),"sales12m":1200}"#
        return
          #"{"specversion":"1.0","id":"\#(number)","source":"/labs/torture","#
          + #""type":"fr.mitm.\#(type).v1","subject":"cis/\#(product)","#
          + #""time":"2026-01-15T10:00:00+01:00","effectiveon":"2026-01-15",\#(more)}"# + "\n"
      }.joined().utf8
    )
  }

  /// Appends one batch behind what there is.
  static func batch(_ writer: LedgerWriter, _ size: Int, _ count: Int) throws -> Acknowledged {
    let outcome = try writer.append(
      [("torture", DeliveryReader(lines(size..<size + count)))],
      as: .commandLine(user: "torture")
    )
    guard let first = outcome.first, first.refused.isEmpty, first.appended == count else {
      throw Lost(description: "events from \(size) on were not taken: \(outcome)")
    }
    return Acknowledged(size: first.size, root: first.root.base64)
  }

  /// Appends batches and says so on standard output, until it is killed.
  static func forEver(to ledger: String, seed: UInt64) throws -> Never {
    var random = SplitMix64(seed: seed)
    let writer = try LedgerWriter(at: ledger, signing: key)
    var size = try LedgerReader(at: ledger).size
    while true {
      let acknowledged = try batch(writer, size, 1 + random.below(8))
      size = acknowledged.size
      let line = Array("\(size) \(acknowledged.root)\n".utf8)
      guard write(STDOUT_FILENO, line, line.count) == line.count else { exit(0) }
    }
  }

  /// What a writer said on standard output; its last line may be cut short: what was not told whole was not
  /// acknowledged.
  static func acknowledged(in told: Data) -> [Acknowledged] {
    let whole = told[...].prefix(upTo: (told.lastIndex(of: 0x0A) ?? told.startIndex - 1) + 1)
    return String(decoding: whole, as: UTF8.self).split(separator: "\n").compactMap { line in
      let parts = line.split(separator: " ")
      guard parts.count == 2, let size = Int(parts[0]) else { return nil }
      return Acknowledged(size: size, root: String(parts[1]))
    }
  }

  /// Whether everything that was acknowledged is in the ledger, and the ledger is what it says.
  static func check(
    _ ledger: String,
    _ acknowledged: [Acknowledged],
    from start: Int,
    _ what: String
  ) throws -> Int {
    let reader = try LedgerReader(at: ledger)
    let size = try reader.size
    for one in acknowledged {
      guard one.size <= size, try reader.root(of: .init(size: one.size)).base64 == one.root else {
        throw Lost(description: "\(what): event \(one.size - 1) was acknowledged, and is lost")
      }
    }
    let verification = try reader.verify()
    guard verification.isClean else {
      throw Lost(description: "\(what): \(verification.problems.map(\.message.english))")
    }
    if let last = acknowledged.last, last.size > 0 {
      let receipt = try reader.receipt(of: last.size - 1)
      let note = try SignedNote(parsing: receipt.checkpoint)
      _ = try Checkpoint(verifying: note, with: key.verifier)
    }
    return size
  }
}
