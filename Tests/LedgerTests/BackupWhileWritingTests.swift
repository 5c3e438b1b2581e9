import Foundation
import Ledger
import Projections
import TestSupport
import Testing

/// What a backup holds that is made while the ledger grows.
@Suite struct `A backup of a ledger that is written to` {
  @Test(.enabled(if: TestDatabase.isAbsent, "acts on the file of a ledger"))
  func `holds a state that there was, and each time more`() throws {
    let ledger = try TemporaryLedger()
    let folder = ledger.folder.appending(path: "backup").path
    let (path, key) = (ledger.path, ledger.key)
    // On a thread of its own: the two work at once, as two processes do.
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      defer { done.signal() }
      for number in 0..<60 {
        let line = Sample.qualification(id: "\(number)") + "\n" + Sample.marketing(id: "m\(number)")
        _ = try? LedgerWriter(at: path, signing: key).append(
          [(name: "t", deliveries: DeliveryReader(Array(line.utf8)))],
          as: .commandLine(user: "t")
        )
      }
    }
    var sizes: [Int] = []
    while done.wait(timeout: .now()) == .timedOut {
      let backup = try Backup(of: ledger.reader(), to: folder)
      // Both events of an append, or none.
      #expect(backup.size % 2 == 0 && backup.size >= sizes.last ?? 0)
      #expect(try ledger.reader().root(of: KnownAt(size: backup.size)) == backup.root)
      sizes.append(backup.size)
    }
    let last = try Backup(of: ledger.reader(), to: folder)
    #expect(last.size == 120 && last.parts >= 1)
    for size in Set(sizes + [last.size]) {
      let copy = ledger.folder.appending(path: "copy-\(size).sqlite").path
      try Backup.restore(from: folder, to: copy, size: size)
      let reader = try LedgerReader(at: copy)
      #expect(
        try reader.root(of: KnownAt(size: size)) == ledger.reader().root(of: KnownAt(size: size))
      )
      // What was signed later is not in it; nothing else is amiss.
      #expect(try reader.verify().problems.allSatisfy { $0.kind == .unsigned })
    }
  }
}
