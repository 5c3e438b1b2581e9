import Declarations
import FaultyDisk
import Foundation
import Ledger
import SampleLedger

/// A writer whose disk fails once, by a seed: what it acknowledged before must be there, whatever the disk forgot.
enum Faults {
  static let kinds: [(name: String, fault: Int)] = [
    (Wording(fr: "coupures de courant", en: "power cuts"), FAULT_POWER),
    (Wording(fr: "écritures en échec", en: "failed writes"), FAULT_WRITE),
    (Wording(fr: "écritures courtes", en: "short writes"), FAULT_SHORT),
    (Wording(fr: "synchronisations en échec", en: "failed syncs"), FAULT_SYNC),
    (Wording(fr: "disque plein", en: "a full disk"), FAULT_FULL),
    (Wording(fr: "lectures en échec", en: "failed reads"), FAULT_READ),
    (Wording(fr: "bits inversés", en: "flipped bits"), FAULT_FLIP),
    (
      Wording(
        fr: "synchronisations en échec avec coupure de courant ensuite",
        en: "failed syncs with a power cut later"
      ), FAULT_FORGET
    ),
  ].map { ($0.0.said, Int($0.1)) }

  /// Puts the disk that fails between SQLite and the one that there is.
  static func takeDisk() throws {
    guard faulty_disk_install() == 0 else {
      throw Lost(fr: "SQLite ne prend pas d'autre disque", en: "SQLite takes no other disk")
    }
  }

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
    try takeDisk()
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
      let what = say(
        fr: "graine \(seed), défaillance \(number) (\(kind.name))",
        en: "seed \(seed), fault \(number) (\(kind.name))"
      )
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
      if let error, !hasStruck {
        throw Lost(what, fr: "sans défaillance : \(error)", en: "without a fault: \(error)")
      }
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
        throw Lost(what, error.message.said)
      }
    }
    // Faults that never struck tried nothing.
    guard faults < 50 || kinds.allSatisfy({ struck[$0.name] != nil }) else {
      throw Lost(
        say(fr: "graine \(seed)", en: "seed \(seed)"),
        fr: "d'une sorte au moins, aucune défaillance n'a frappé : \(struck)",
        en: "of some kind no fault struck: \(struck)"
      )
    }
    let counts = kinds.map { kind in
      let count = struck[kind.name] ?? 0
      return say(fr: "\(kind.name) \(count)", en: "\(count) \(kind.name)")
    }.joined(separator: ", ")
    return say(
      fr: """
        Défaillances tirées : \(faults), survenues : \(counts) ; erreurs dites : \(errors) ; \
        bits inversés récrits sur le disque, tous trouvés : \(found), dont par SQLite lui-même : \
        \(unreadable) ; ajouts confirmés : \(acknowledged), perdus : 0 ; graine \(seed)
        """,
      en: """
        \(faults) faults drawn, struck: \(counts); \(errors) errors said; \
        \(found) flipped bits written back, each found, \(unreadable) of them by SQLite itself; \
        \(acknowledged) appends acknowledged, 0 lost; seed \(seed)
        """
    )
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
      guard faulty_disk_is_dead() != 0 else {
        return (told, Lost(fr: "personne ne continue", en: "nobody goes on"))
      }
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
