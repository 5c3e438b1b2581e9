import Declarations
import FaultyDisk
import Foundation
import Ledger
import SampleLedger

/// A writer whose disk fails once, by a seed: what it acknowledged before must be there, whatever the disk forgot.
enum Faults {
  private static let kinds: [(name: String, fault: Int)] = [
    ("power cuts", FAULT_POWER), ("failed writes", FAULT_WRITE), ("short writes", FAULT_SHORT),
    ("failed syncs", FAULT_SYNC), ("a full disk", FAULT_FULL), ("failed reads", FAULT_READ),
    ("flipped bits", FAULT_FLIP),
  ].map { ($0.0, Int($0.1)) }

  static func run(_ faults: Int, seed: UInt64, in folder: URL) throws -> String {
    guard faulty_disk_install() == 0 else { throw Lost(description: "SQLite takes no other disk") }
    var random = SplitMix64(seed: seed)
    var struck: [String: Int] = [:]
    var (acknowledged, errors, found) = (0, 0, 0)
    var ledger = ""
    var ever: [Appending.Acknowledged] = []
    for number in 0..<faults {
      if number % 25 == 0 || ledger.isEmpty {
        ever = []
        ledger = folder.appending(path: "faults-\(number).sqlite").path
        try LedgerWriter.create(at: ledger, signing: Appending.key)
      }
      let kind = kinds[random.below(kinds.count)]
      let what = "seed \(seed), fault \(number) (\(kind.name))"
      let head = try? Data(contentsOf: URL(fileURLWithPath: ledger + ".head"))
      faulty_disk_arm(random.next(), Int32(kind.fault), UInt64(random.below(400)))
      let (told, error) = append(to: ledger, &random)
      let hasStruck = faulty_disk_has_struck() != 0
      faulty_disk_recover()
      if hasStruck { struck[kind.name, default: 0] += 1 }
      if error != nil { errors += 1 }
      // The head beside the file is not waited for: after a power cut it may be an earlier one.
      if kind.fault == Int(FAULT_POWER), hasStruck, random.below(2) == 0, let head {
        try head.write(to: URL(fileURLWithPath: ledger + ".head"))
      }
      if let error, !hasStruck { throw Lost(description: "\(what): without a fault: \(error)") }
      do {
        ever += told
        acknowledged += told.count
        _ = try LedgerWriter(at: ledger, signing: Appending.key)
        _ = try Appending.check(ledger, ever, what)
      } catch  where kind.fault == Int(FAULT_FLIP) && hasStruck {
        // SQLite takes a bit that was read wrongly for what is there, and may write it back. It has to be found, and no
        // event to be lost by it: the rest is made again out of a backup. What follows needs a ledger that is whole.
        try Appending.checkEvents(ledger, ever, what)
        found += 1
        ledger = ""
      } catch let error as LedgerError {
        throw Lost(description: "\(what): \(error.message.english)")
      }
    }
    // Faults that never struck tried nothing.
    guard faults < 50 || kinds.allSatisfy({ struck[$0.name] != nil }) else {
      throw Lost(description: "seed \(seed): of some kind no fault struck: \(struck)")
    }
    let counts = kinds.map { "\(struck[$0.name] ?? 0) \($0.name)" }.joined(separator: ", ")
    return "\(faults) faults drawn, struck: \(counts); \(errors) errors said; "
      + "\(found) flipped bits written back, each found; "
      + "\(acknowledged) appends acknowledged, 0 lost; seed \(seed)"
  }

  /// Appends until the disk fails, or for a while.
  private static func append(
    to ledger: String,
    _ random: inout SplitMix64
  ) -> (told: [Appending.Acknowledged], error: (any Error)?) {
    var told: [Appending.Acknowledged] = []
    do {
      let writer = try LedgerWriter(at: ledger, signing: Appending.key)
      var size = try LedgerReader(at: ledger).size
      for _ in 0..<12 {
        let one = try Appending.batch(writer, size, 1 + random.below(40))
        size = one.size
        told.append(one)
      }
    } catch {
      return (told, error)
    }
    return (told, nil)
  }
}
