import Declarations
import Foundation
import Ledger
import MerkleLog
import Projections
import SampleLedger

/// The commands that make, move or mend files, killed at any moment: what was recorded before has to be there, and the
/// same command, given again, has to end what was begun.
enum Commands {
  /// What one command is given to do, and what has to hold whenever it was killed.
  private struct Scenario {
    let name: String
    /// Makes what it starts from, once.
    let prepare: (Place) throws -> Void
    let arguments: (Place) -> [String]
    /// What has to hold at once, before anything is mended.
    let survive: (Place) throws -> Void
    /// What has to hold once the command was given again and came to its end.
    let end: (Place) throws -> Void
  }

  static func run(_ kills: Int, seed: UInt64, in folder: URL) throws -> String {
    var random = SplitMix64(seed: seed)
    var (died, ended) = ([String: Int](), 0)
    let scenarios = try scenarios()
    let starts = try scenarios.map { scenario in
      let start = Place(folder.appending(path: "start-\(scenario.name)"))
      try start.make()
      try scenario.prepare(start)
      return (start, try duration(of: scenario, from: start))
    }
    for number in 0..<kills {
      let scenario = scenarios[number % scenarios.count]
      let (start, duration) = starts[number % scenarios.count]
      let what = say(
        fr: "graine \(seed), commande \(number) (\(scenario.name))",
        en: "seed \(seed), command \(number) (\(scenario.name))"
      )
      let place = try start.copy(to: "command-\(number)")
      do {
        let process = try place.start(scenario.arguments(place))
        usleep(UInt32(random.below(duration)))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        if process.terminationReason == .exit { ended += 1 }
        died[scenario.name, default: 0] += process.terminationReason == .exit ? 0 : 1
        try scenario.survive(place)
        // An init that had ended says that the ledger exists already.
        try place.mitm(scenario.arguments(place), orElse: scenario.name == "init" ? [73] : [])
        try scenario.end(place)
      } catch let error as LedgerError {
        throw Lost(what, error.message.said)
      } catch let error as Lost {
        throw Lost(what, error.description)
      }
      try FileManager.default.removeItem(at: place.folder)
    }
    // A command that always came to its end was not tried.
    guard kills < 20 * scenarios.count || scenarios.allSatisfy({ died[$0.name] != nil }) else {
      throw Lost(
        say(fr: "graine \(seed)", en: "seed \(seed)"),
        fr: "une commande n'a jamais été tuée : \(died)",
        en: "some command was never killed: \(died)"
      )
    }
    let counts = scenarios.map { "\($0.name) \(died[$0.name] ?? 0)" }.joined(separator: ", ")
    return say(
      fr: """
        Commandes redonnées : \(kills), tuées d'abord : \(counts), finies avant : \(ended) ; \
        événements perdus : 0 ; graine \(seed)
        """,
      en: """
        \(kills) commands given again after a kill: \(counts), \(ended) had ended before; \
        0 events lost; seed \(seed)
        """
    )
  }

  /// In microseconds, how long a command takes that nobody kills.
  private static func duration(of scenario: Scenario, from start: Place) throws -> Int {
    let place = try start.copy(to: "whole-\(scenario.name)")
    let begin = ContinuousClock.now
    try place.mitm(scenario.arguments(place))
    let took = ContinuousClock.now - begin
    try scenario.survive(place)
    try scenario.end(place)
    return Int(took / .microseconds(1))
  }

  private static func scenarios() throws -> [Scenario] {
    [
      Scenario(
        name: "init",
        prepare: { _ in },
        arguments: { ["init", "--ledger", $0.ledger, "--origin", Appending.key.name] },
        survive: { place in
          // As its message says: a key that no ledger goes with is removed.
          if !place.has(place.ledger), place.has(place.ledger + ".key") {
            try FileManager.default.removeItem(atPath: place.ledger + ".key")
          }
        },
        end: { place in
          try place.mitm(["verify", "--ledger", place.ledger])
          try place.append("init")
        }
      ),
      Scenario(
        name: "backup",
        prepare: { place in
          try place.grow(by: 400)
          try place.mitm(["backup", place.backup, "--ledger", place.ledger])
          try place.grow(by: 1_600)
        },
        arguments: { ["backup", $0.backup, "--ledger", $0.ledger] },
        survive: { try $0.checkBackup(atLeast: 400) },
        end: { try $0.checkBackup(atLeast: 2_000) }
      ),
      Scenario(
        name: "restore",
        prepare: { place in
          try place.grow(by: 1_200)
          try place.mitm(["backup", place.backup, "--ledger", place.ledger])
          try place.grow(by: 400)
        },
        arguments: {
          ["restore", $0.backup, "--ledger", $0.ledger, "--yes", "--reason", "torture"]
        },
        survive: { try $0.checkSomewhere(1_600) },
        end: { place in
          try place.check(atLeast: 1_200)
          try place.checkSomewhere(1_600)
        }
      ),
      Scenario(
        name: "rebuild",
        prepare: { place in
          try place.grow(by: 2_000)
          try place.damage()
        },
        arguments: { ["rebuild", "--ledger", $0.ledger] },
        survive: { try $0.checkEvents(2_000) },
        end: { try $0.check(atLeast: 2_000) }
      ),
      Scenario(
        name: "seal",
        prepare: { try $0.grow(by: 1_500) },
        arguments: {
          ["seal", "--ledger", $0.ledger, "--as-of", "\(Appending.day)", "--known-at", "1500"]
        },
        survive: { try $0.checkEvents(1_500) },
        end: { place in
          // Sealed once, however often that was asked.
          guard try place.check(atLeast: 1_500) == 1_501 else {
            throw Lost(fr: "la liste a été scellée deux fois", en: "the list was sealed twice")
          }
        }
      ),
      Scenario(
        name: "access",
        prepare: { place in
          try place.grow(by: 10)
          try place.access("before")
        },
        arguments: {
          ["access", "create", "--role", "auditor", "--name", "new", "--ledger", $0.ledger]
        },
        survive: { try $0.checkAccess("before") },
        end: { try $0.checkAccess("new") }
      ),
    ] + (try earlier())
  }

  /// Ledgers as earlier versions left them, brought up to this one by the first writer.
  private static func earlier() throws -> [Scenario] {
    let golden = URL(fileURLWithPath: "Tests/Golden")
    return try FileManager.default.contentsOfDirectory(atPath: golden.path).sorted()
      .map { golden.appending(path: $0) }
      .filter { FileManager.default.fileExists(atPath: $0.appending(path: "ledger.db").path) }
      .map { folder in
        Scenario(
          name: "migration \(folder.lastPathComponent)",
          prepare: { try $0.takeGolden(folder.lastPathComponent) },
          arguments: { ["append", $0.event, "--ledger", $0.ledger] },
          survive: { try $0.checkEvents($0.knownSize()) },
          end: { place in try place.mitm(["verify", "--ledger", place.ledger]) }
        )
      }
  }
}
