import Declarations
import Foundation
import Ledger
import LedgerPostgreSQL
import MerkleLog

/// A ledger that several machines share, on a server.
enum SharedLog {
  /// Opens the log at an address.
  static func open(_ address: String) throws -> any LogStore {
    #if PostgreSQL
    return PostgreSQLLog(at: address)
    #else
    throw Failure(
      .usage,
      fr:
        "Ce programme est construit sans PostgreSQL ; « swift build -c release --traits Server,PostgreSQL » l'y met.",
      en:
        "This program is built without PostgreSQL; “swift build -c release --traits Server,PostgreSQL” puts it in."
    )
    #endif
  }

  /// Makes a ledger at an address.
  static func create(
    _ address: String,
    signing key: SigningKey,
    keeping keep: () throws -> Void
  ) throws {
    #if PostgreSQL
    note(isGuarded: try PostgreSQLLog(at: address).create(signing: key, keeping: keep))
    #else
    _ = try open(address)
    #endif
  }

  /// Makes the place that a ledger is copied to.
  static func create(_ address: String, like source: any LogSource) throws {
    #if PostgreSQL
    note(isGuarded: try PostgreSQLLog(at: address).create(like: source))
    #else
    _ = try open(address)
    #endif
  }

  #if PostgreSQL
  private static func note(isGuarded: Bool) {
    guard !isGuarded else { return }
    Notice.write(
      say(
        fr:
          "Note : ce serveur n'a pas pris les gardes de guards.sql (fonctions et déclencheurs), qui retiennent d'une fausse "
          + "manœuvre. Rien ne repose sur elles : qui lit prouve.\n",
        en:
          "Note: this server did not take the guards of guards.sql (functions and triggers), which keep a person from an accident. "
          + "Nothing rests on them: whoever reads proves.\n"
      )
    )
  }
  #endif

  /// Where the local copy of a log is kept when nobody says: it is found again by the address, without its password.
  ///
  /// Below XDG_STATE_HOME, as other programs' state is, else below `~/.local/state`.
  static func replica(of address: String) -> String {
    let environment = ProcessInfo.processInfo.environment
    let state =
      environment["XDG_STATE_HOME"] ?? (environment["HOME"] ?? NSHomeDirectory()) + "/.local/state"
    let name = LogAddress.withoutSecrets(address)
      .map { $0.isASCII && ($0.isLetter || $0.isNumber || ".-".contains($0)) ? $0 : "_" }
    return "\(state)/mitm/\(String(name)).sqlite"
  }
}
