import ArgumentParser
import Declarations
import Foundation
import Ledger
import MerkleLog

/// The private key that signs what is recorded.
struct SigningKeyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      say(
        fr: "Le fichier de la clé privée ; sinon MITM_SIGNING_KEY, sinon <registre>.key.",
        en: "The file of the private key; else MITM_SIGNING_KEY, else <ledger>.key."
      ),
      valueName: say(fr: "chemin", en: "path")
    ),
    completion: .file()
  )
  var signingKey: String?

  private func path(for ledger: String) -> String {
    signingKey ?? ProcessInfo.processInfo.environment["MITM_SIGNING_KEY"]
      ?? ledger + ".key"
  }

  /// Reads the key of a ledger, which what is recorded cannot do without.
  func key(for ledger: String) throws -> SigningKey {
    let path = path(for: ledger)
    guard FileManager.default.fileExists(atPath: path) else {
      throw Failure(
        .noInput,
        fr:
          "La clé privée « \(path) » n'est pas là, et rien n'est enregistré sans être signé. "
          + "--signing-key dit où elle est.",
        en:
          "The private key “\(path)” is not there, and nothing is recorded without being signed. "
          + "--signing-key says where it is."
      )
    }
    warnIfOpen(path)
    let text = String(decoding: try Input.bytes(of: path, limit: 1 << 16), as: UTF8.self)
    do throws(NoteError) {
      return try SigningKey(parsing: text.trimmingCharacters(in: .newlines))
    } catch {
      throw Failure(
        .badData,
        fr: "« \(path) » n'est pas une clé privée : \(error.wording.french).",
        en: "“\(path)” is no private key: \(error.wording.english)."
      )
    }
  }

  private func warnIfOpen(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & 0o077 != 0 else { return }
    // What systemd hands to a service alone is readable by its group for an access list that a mode cannot tell.
    let credentials = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"]
    if let credentials, path.hasPrefix(credentials + "/") { return }
    Notice.write(
      say(
        fr: "Attention : d'autres que vous peuvent lire la clé privée « \(path) » (chmod 600).",
        en: "Warning: others than you can read the private key “\(path)” (chmod 600)."
      )
    )
  }
}

/// The key that verifies what a ledger signed.
struct VerifierKeyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      say(
        fr: "La clé de vérification (nom+empreinte+base64), ou un fichier qui la contient.",
        en: "The verifier key (name+id+base64), or a file that holds it."
      ),
      valueName: say(fr: "clé", en: "key")
    ),
    completion: .file()
  )
  var key: String?

  /// The key that was given; nil when none was.
  func given() throws -> VerifierKey? {
    guard let key else { return nil }
    if let parsed = try? VerifierKey(parsing: key) { return parsed }
    guard FileManager.default.fileExists(atPath: key) else {
      throw Failure(
        .usage,
        fr: "--key « \(key) » : ni une clé (nom+empreinte+base64), ni un fichier.",
        en: "--key “\(key)”: neither a key (name+id+base64) nor a file."
      )
    }
    let text = String(decoding: try Input.bytes(of: key, limit: 1 << 16), as: UTF8.self)
    do throws(NoteError) {
      return try VerifierKey(parsing: text.trimmingCharacters(in: .whitespacesAndNewlines))
    } catch {
      throw Failure(
        .badData,
        fr: "« \(key) » ne contient pas de clé de vérification : \(error.wording.french).",
        en: "“\(key)” holds no verifier key: \(error.wording.english)."
      )
    }
  }

  /// The key that was given, else the one that the ledger at hand names.
  func keyOrLedgers(_ ledger: LedgerOptions) throws -> VerifierKey {
    if let key = try given() { return key }
    guard FileManager.default.fileExists(atPath: ledger.path) else {
      throw Failure(
        .usage,
        fr: "Sans registre à portée, --key dit avec quelle clé vérifier.",
        en: "With no ledger at hand, --key says which key to verify with."
      )
    }
    let text = try ledger.reader().verifierKey
    do throws(NoteError) {
      return try VerifierKey(parsing: text)
    } catch {
      throw Failure(
        .badData,
        fr: "Le registre « \(ledger.path) » ne nomme pas de clé : \(error.wording.french).",
        en: "The ledger “\(ledger.path)” names no key: \(error.wording.english)."
      )
    }
  }
}

extension LedgerOptions {
  /// The writer of the ledger, which says so when it signs what another was kept from signing.
  func writer(signing: SigningKeyOptions) throws -> LedgerWriter {
    // A wrong path is said before a missing key.
    let path = try reader().path
    let key = try signing.key(for: path)
    let writer = try LedgerWriter(at: path, signing: key, following: log())
    let late = writer.signedLate
    if !late.isEmpty {
      Notice.write(
        say(
          fr:
            "Attention : les événements \(late.lowerBound) à \(late.upperBound - 1) n'étaient pas "
            + "signés (écriture interrompue ?) ; ils le sont maintenant.",
          en:
            "Warning: events \(late.lowerBound) to \(late.upperBound - 1) were not signed (a writer "
            + "was interrupted?); they are now."
        )
      )
    }
    return writer
  }
}
