import Foundation
import Ledger
import SampleLedger

/// A writer of its own process, killed at any moment.
enum Kills {
  static func run(_ kills: Int, seed: UInt64, in folder: URL) throws -> String {
    var random = SplitMix64(seed: seed)
    var ledger = folder.appending(path: "kills-0.sqlite").path
    try LedgerWriter.create(at: ledger, signing: Appending.key)
    var (acknowledged, events, silent, late) = (0, 0, 0, 0)
    var ever: [Appending.Acknowledged] = []
    for kill in 0..<kills {
      let what = say(fr: "graine \(seed), écrivain \(kill)", en: "seed \(seed), kill \(kill)")
      let before = try LedgerReader(at: ledger).size
      let told = try one(ledger, &random)
      // Whoever comes next signs what the one who was killed could not.
      late += try signedLate(ledger)
      ever += told
      let size = try Appending.check(ledger, ever, what)
      acknowledged += (told.last?.size ?? before) - before
      silent += size - max(told.last?.size ?? before, before)
      events += size - before
      // Small ledgers, so that each is verified whole every time.
      if size > 3_000 {
        ever = []
        ledger = folder.appending(path: "kills-\(kill + 1).sqlite").path
        try LedgerWriter.create(at: ledger, signing: Appending.key)
      }
    }
    return say(
      fr: """
        Écrivains tués : \(kills) ; événements confirmés : \(acknowledged), perdus : 0 ; \
        enregistrés sans être confirmés : \(silent), signés par l'écrivain suivant : \(late) ; \
        graine \(seed)
        """,
      en: """
        \(kills) kills survived; \(acknowledged) events acknowledged, 0 lost; \
        \(silent) recorded and not acknowledged, \(late) signed by the next writer; seed \(seed)
        """
    )
  }

  private static func signedLate(_ ledger: String) throws -> Int {
    try LedgerWriter(at: ledger, signing: Appending.key).signedLate.count
  }

  /// Lets a writer append for a moment, kills it, and takes what it acknowledged.
  private static func one(
    _ ledger: String,
    _ random: inout SplitMix64
  ) throws -> [Appending.Acknowledged] {
    let process = Process(again: ["--append-to", ledger, "--seed", String(random.next() >> 1)])
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    // Half of them die while they open the ledger or soon after.
    usleep(UInt32(random.below(2) == 0 ? random.below(25_000) : 20_000 + random.below(60_000)))
    kill(process.processIdentifier, SIGKILL)
    let told = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Appending.acknowledged(in: told)
  }
}
