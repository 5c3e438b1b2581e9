import Declarations
import FaultyDisk
import Foundation
import Ledger
import MerkleLog
import SampleLedger

/// A disk that fails once while a ledger is made again, brought up to date, backed up or restored: no event may be lost by
/// it, and the same work, done again on a disk that is whole, has to come to its end.
enum Operations {
  private struct Work: Sendable {
    let name: String
    let prepare: @Sendable (Place) throws -> Void
    let run: @Sendable (Place) throws -> Void
  }

  private static let works: [Work] = [
    Work(
      name: "rebuild",
      prepare: { place in
        try place.grow(by: 600)
        try place.damage()
      },
      run: { place in
        let writer = try LedgerWriter(rebuilding: place.ledger)
        _ = try writer.rebuildTree()
        _ = try writer.rebuildIndex()
      }
    ),
    Work(
      name: "migration",
      prepare: { try $0.takeGolden("schema-2") },
      run: { _ = try LedgerWriter(at: $0.ledger, signing: $0.signingKey()) }
    ),
    Work(
      name: "backup",
      prepare: { try $0.grow(by: 600) },
      run: { _ = try Backup(of: LedgerReader(at: $0.ledger), to: $0.backup) }
    ),
    Work(
      name: "restore",
      prepare: { place in
        try place.grow(by: 400)
        _ = try Backup(of: LedgerReader(at: place.ledger), to: place.backup)
        try place.grow(by: 200)
      },
      run: { place in
        _ = try Restoration(
          of: place.ledger,
          from: .backup(place.backup),
          signing: Appending.key
        ).carryOut(user: "torture")
      }
    ),
  ]

  static func run(_ faults: Int, seed: UInt64, in folder: URL) throws -> String {
    try Faults.takeDisk()
    var random = SplitMix64(seed: seed)
    var struck: [String: Int] = [:]
    let starts = try works.map { work in
      let start = Place(folder.appending(path: "operation-\(work.name)"))
      try start.make()
      try work.prepare(start)
      return start
    }
    for number in 0..<faults {
      let (work, start) = (works[number % works.count], starts[number % works.count])
      let kind = Faults.kinds[random.below(Faults.kinds.count)]
      let what = say(
        fr: "graine \(seed), opération \(number) (\(work.name), \(kind.name))",
        en: "seed \(seed), operation \(number) (\(work.name), \(kind.name))"
      )
      let place = try start.copy(to: "faulty-\(number)")
      let isFlip = kind.fault == Int(FAULT_FLIP)
      faulty_disk_arm(random.next(), Int32(kind.fault), UInt64(random.below(300)))
      var failure: (any Error)?
      do { try work.run(place) } catch { failure = error }
      let hasStruck = faulty_disk_has_struck() != 0
      faulty_disk_recover()
      struck[work.name, default: 0] += hasStruck ? 1 : 0
      do {
        if let failure, !hasStruck { throw failure }
        try place.checkSomewhere(place.knownSize())
        // A restoration that came to its end has nothing more to do; of the others the same is asked again.
        if failure != nil || work.name != "restore" { try work.run(place) }
        try place.checkSomewhere(place.knownSize())
        guard try LedgerReader(at: place.ledger).verify().isClean else {
          throw Lost(fr: "le registre n'est pas intact", en: "the ledger is not intact")
        }
      } catch  where isFlip && hasStruck {
        // A bit that SQLite read wrongly it may have written back: it has to be found, and no event to be lost unsaid.
        let isClean = (try? LedgerReader(at: place.ledger).verify().isClean) ?? false
        if isClean, (try? place.checkSomewhere(place.knownSize())) == nil {
          throw Lost(
            what,
            fr: "des événements sont perdus, et personne ne le dit",
            en: "events are lost, and nobody says so"
          )
        }
      } catch let error as LedgerError {
        throw Lost(what, error.message.said)
      } catch let error as Lost {
        throw Lost(what, error.description)
      }
      try FileManager.default.removeItem(at: place.folder)
    }
    let counts = works.map { "\($0.name) \(struck[$0.name] ?? 0)" }.joined(separator: ", ")
    return say(
      fr: """
        Opérations sur un disque qui défaille : \(faults), touchées : \(counts) ; \
        événements perdus : 0 ; graine \(seed)
        """,
      en: """
        \(faults) operations on a failing disk, struck: \(counts); 0 events lost; seed \(seed)
        """
    )
  }
}
