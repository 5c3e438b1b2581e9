import Declarations
import FaultyDisk
import Foundation
import Ledger
import SampleLedger

/// A writer whose disk fails once, by a seed: what it acknowledged before must be there, whatever the disk forgot.
enum Faults {
  static let kinds: [(name: String, fault: Int)] = [
    ("power cuts", FAULT_POWER), ("failed writes", FAULT_WRITE), ("short writes", FAULT_SHORT),
    ("failed syncs", FAULT_SYNC), ("a full disk", FAULT_FULL), ("failed reads", FAULT_READ),
    ("flipped bits", FAULT_FLIP), ("failed syncs with a power cut later", FAULT_FORGET),
  ].map { ($0.0, Int($0.1)) }

  /// A clock that goes on by a millisecond whenever it is looked at, so that a seed gives the same bytes each time.
  private final class Clock {
    private var now = Instant(nanoseconds: 1_767_225_600_000_000_000)  // 2026-01-01T00:00:00Z

    func look() -> Instant {
      now = Instant(nanoseconds: now.nanoseconds + 1_000_000)
      return now
    }
  }

  private static func writer(
    _ ledger: String,
    _ clock: Clock,
    _ random: inout SplitMix64
  ) throws -> LedgerWriter {
    try LedgerWriter(
      at: ledger,
      signing: Appending.key,
      clock: clock.look,
      random: SplitMix64(seed: random.next())
    )
  }

  static func run(_ faults: Int, seed: UInt64, in folder: URL) throws -> String {
    guard faulty_disk_install() == 0 else { throw Lost(description: "SQLite takes no other disk") }
    let clock = Clock()
    var random = SplitMix64(seed: seed)
    var struck: [String: Int] = [:]
    var (acknowledged, errors, found, unreadable) = (0, 0, 0, 0)
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
      let (told, error) = append(
        to: ledger,
        clock,
        &random,
        isForgetful: kind.fault == Int(FAULT_FORGET)
      )
      let hasStruck = faulty_disk_has_struck() != 0
      faulty_disk_recover()
      if hasStruck { struck[kind.name, default: 0] += 1 }
      if error != nil { errors += 1 }
      // The head beside the file is not waited for: after a power cut it may be an earlier one.
      if [FAULT_POWER, FAULT_FORGET].contains(where: { kind.fault == Int($0) }), hasStruck,
        random.below(2) == 0, let head
      {
        try head.write(to: URL(fileURLWithPath: ledger + ".head"))
      }
      if let error, !hasStruck { throw Lost(description: "\(what): without a fault: \(error)") }
      do {
        ever += told
        acknowledged += told.count
        _ = try writer(ledger, clock, &random)
        _ = try Appending.check(ledger, ever, what)
      } catch  where kind.fault == Int(FAULT_FLIP) && hasStruck {
        // SQLite takes a bit that was read wrongly for what is there, and may write it back. It has to be found, and no
        // event to be lost by it unsaid: the rest is made again out of a backup. What follows needs a ledger that is whole.
        let broken = ledger
        ledger = ""
        found += 1
        do {
          try Appending.checkEvents(broken, ever, what)
        } catch let error as LedgerError where error.kind == .damaged {
          // The bit was in what SQLite finds its pages by: it says so, and only a backup helps.
          unreadable += 1
        }
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
      + "\(found) flipped bits written back, each found, \(unreadable) of them by SQLite itself; "
      + "\(acknowledged) appends acknowledged, 0 lost; seed \(seed)"
  }

  /// Appends until the disk fails, or for a while; one that forgets what a sync failed to keep is written to until the
  /// power fails.
  private static func append(
    to ledger: String,
    _ clock: Clock,
    _ random: inout SplitMix64,
    isForgetful: Bool
  ) -> (told: [Appending.Acknowledged], error: (any Error)?) {
    var told: [Appending.Acknowledged] = []
    var writer: LedgerWriter?
    do {
      try append(12, to: ledger, by: &writer, clock, &random, &told)
    } catch {
      guard isForgetful, faulty_disk_has_struck() != 0 else { return (told, error) }
      goOn(&writer, &random)
      for _ in 0..<1_000 where faulty_disk_is_dead() == 0 {
        try? append(1, to: ledger, by: &writer, clock, &random, &told)
      }
      guard faulty_disk_is_dead() != 0 else { return (told, Lost(description: "nobody goes on")) }
      return (told, error)
    }
    return (told, nil)
  }

  private static func append(
    _ batches: Int,
    to ledger: String,
    by writer: inout LedgerWriter?,
    _ clock: Clock,
    _ random: inout SplitMix64,
    _ told: inout [Appending.Acknowledged]
  ) throws {
    let open = try writer ?? Self.writer(ledger, clock, &random)
    writer = open
    for _ in 0..<batches {
      let size = try LedgerReader(unguarded: ledger).size
      told.append(try Appending.batch(open, size, 1 + random.below(40)))
    }
  }

  /// What happens after an error: the same writer goes on, the next one does, or the process is killed and the next one
  /// begins with what the system still has in memory.
  private static func goOn(_ writer: inout LedgerWriter?, _ random: inout SplitMix64) {
    switch random.below(3) {
    case 0: break
    case 1: writer = nil
    default:
      faulty_disk_halt()
      writer = nil
    }
    faulty_disk_go_on(UInt64(random.below(200)))
  }
}
