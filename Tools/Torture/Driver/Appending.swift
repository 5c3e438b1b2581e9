import CanonicalJSON
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

  /// The day on which all of it holds.
  static let day = LegalDate(dayNumber: 20_468)

  /// The next events, as somebody would send them: stocks, a product that comes on the list, and one whose qualification
  /// is taken back at once, so that the list changes with nearly every batch.
  static func lines(_ range: Range<Int>) -> [UInt8] {
    Array(range.map { line($0) + "\n" }.joined().utf8)
  }

  private static func line(_ number: Int) -> String {
    let qualification = ("qualification.declared", #""data":{"ground":"vital","channel":"letter"}"#)
    let (type, more) =
      switch number % 9 {
      case 2, 7: qualification
      case 3, 6: ("commercialisation.declared", #""data":{"operator":"torture"}"#)
      case 8:
        (
          "event.retracted",
          #""corrects":"/labs/torture#\#(number - 1)","reason":"x","data":{}"#
        )
      default: ("stock.reported", #""data":{"units":\#(number),"sales12m":1200}"#)
      }
    // Two products in nine events.
    let product = 60_000_000 + number / 9 * 2 % 4_000 + (number % 9 > 4 ? 1 : 0)
    return
      #"{"specversion":"1.0","id":"\#(number)","source":"/labs/torture","#
      + #""type":"fr.mitm.\#(type).v1","subject":"cis/\#(product)","#
      + #""time":"\#(day)T10:00:00+01:00","effectiveon":"\#(day)",\#(more)}"#
  }

  /// Appends one batch behind what there is.
  static func batch(_ writer: LedgerWriter, _ size: Int, _ count: Int) throws -> Acknowledged {
    let outcome = try writer.append(
      [("torture", DeliveryReader(lines(size..<size + count)))],
      as: .commandLine(user: "torture")
    )
    guard let first = outcome.first, first.refused.isEmpty, first.appended == count else {
      throw Lost(
        fr: "les événements à partir de \(size) n'ont pas été pris : \(outcome)",
        en: "events from \(size) on were not taken: \(outcome)"
      )
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

  /// Whether every event that was acknowledged is there, by their bytes alone.
  static func checkEvents(
    _ ledger: String,
    _ acknowledged: [Acknowledged],
    _ what: String
  ) throws {
    let reader = try LedgerReader(unguarded: ledger)
    var tree = MerkleFrontier()
    var roots = [MerkleTree.emptyRoot.base64]
    try reader.forEachBody(in: 0..<reader.size) { _, bytes in
      _ = tree.append(leaf: MerkleTree.leaf(bytes))
      roots.append(tree.root.base64)
    }
    for one in acknowledged where one.size >= roots.count || roots[one.size] != one.root {
      throw loss(of: one, what)
    }
  }

  private static func loss(of one: Acknowledged, _ what: String) -> Lost {
    Lost(
      what,
      fr: "l'événement \(one.size - 1) avait été confirmé, et il est perdu",
      en: "event \(one.size - 1) was acknowledged, and is lost"
    )
  }

  /// Whether everything that was acknowledged is in the ledger, and the ledger is what it says.
  static func check(
    _ ledger: String,
    _ acknowledged: [Acknowledged],
    _ what: String
  ) throws -> Int {
    let reader = try LedgerReader(at: ledger)
    let size = try reader.size
    for one in acknowledged {
      guard one.size <= size, try reader.root(of: .init(size: one.size)).base64 == one.root else {
        throw loss(of: one, what)
      }
    }
    let verification = try reader.verify()
    guard verification.isClean else {
      throw Lost(what, "\(verification.problems.map(\.message.said))")
    }
    if let last = acknowledged.last, last.size > 0 {
      let receipt = try reader.receipt(of: last.size - 1)
      let bytes = try reader.event(at: last.size - 1).canonicalBytes
      guard try receipt.verify(bytes, with: key.verifier) != nil else {
        throw Lost(
          what,
          fr: "l'accusé de l'événement \(last.size - 1) ne prouve rien",
          en: "the receipt of event \(last.size - 1) proves nothing"
        )
      }
      // What was sent is what is there, and not only what was hashed.
      let sent = try JSONReader.value(of: Array(line(last.size - 1).utf8)).canonicalBytes
      guard try reader.event(at: last.size - 1).submission.canonicalBytes == sent else {
        throw Lost(
          what,
          fr: "l'événement \(last.size - 1) n'est pas ce qui a été envoyé",
          en: "event \(last.size - 1) is not what was sent"
        )
      }
    }
    return size
  }
}
