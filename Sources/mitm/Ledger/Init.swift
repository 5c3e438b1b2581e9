import ArgumentParser
import CanonicalJSON
import Declarations
import Foundation
import Ledger
import LedgerPostgreSQL
import MerkleLog

/// Makes a ledger and the key that will sign its checkpoints.
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(fr: "Crée un registre et sa clé.", en: "Make a ledger and its key."),
    discussion: say(
      fr: """
        La clé privée (Ed25519) reste hors du registre, lisible de son seul propriétaire. Gardez-en \
        une copie : elle signe les points de contrôle, et rien n'est enregistré sans elle.
        """,
      en: """
        The private key (Ed25519) stays outside the ledger, readable by its owner alone. Keep a \
        copy: it signs the checkpoints, and nothing is recorded without it.
        """
    )
  )

  @OptionGroup var ledger: LedgerOptions

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Le nom que porteront les points de contrôle, fixé une fois pour toutes.",
        en: "The name that checkpoints will carry, fixed once and for all."
      ),
      valueName: say(fr: "nom", en: "name")
    )
  )
  var origin: String?

  @Option(
    name: [.long, .customLong("signing-key")],
    help: ArgumentHelp(
      say(
        fr: "Le fichier de la clé privée, à créer ; sinon MITM_SIGNING_KEY, sinon <registre>.key.",
        en: "The file of the private key, to be made; else MITM_SIGNING_KEY, else <ledger>.key."
      ),
      valueName: say(fr: "chemin", en: "path")
    ),
    completion: .file()
  )
  var key: String?

  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json], for: "init")
    let path = ledger.path
    if ledger.shared != nil {
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
      try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    let stem = String(
      URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        .map { VerifierKey.isName(String($0)) ? $0 : "-" }
    )
    let name = origin ?? "mitm-ledger.local/\(stem)"
    guard VerifierKey.isName(name) else {
      throw Failure(
        .usage,
        fr: "--origin \(name) : sans espace ni signe plus.",
        en: "--origin \(name): neither white space nor a plus sign is taken."
      )
    }
    let signingKey = SigningKey(name: name)
    let keyPath =
      key ?? ProcessInfo.processInfo.environment["MITM_SIGNING_KEY"]
      ?? LedgerReader.location(of: path) + ".key"
    try Self.checkName(keyPath, beside: LedgerReader.location(of: path))
    var isKeyWritten = false
    do {
      func keep() throws {
        try KeyFile.write(signingKey, to: keyPath)
        isKeyWritten = true
      }
      if let shared = ledger.shared {
        try SharedLog.create(shared, signing: signingKey, keeping: keep)
      } else {
        try LedgerWriter.create(at: path, signing: signingKey, keeping: keep)
      }
    } catch {
      // Once the ledger is there its key stays, whatever went wrong; of a server one cannot know.
      if isKeyWritten, ledger.shared == nil, !FileManager.default.fileExists(atPath: path) {
        unlink(keyPath)
      }
      throw error
    }
    let place = ledger.shared.map(LogAddress.withoutSecrets) ?? path
    try answer(place, keyPath, signingKey.verifier)
  }

  /// Refuses to put the key where the ledger keeps its own files, which would take its place.
  private static func checkName(_ key: String, beside ledger: String) throws {
    let key = LedgerReader.location(of: key)
    let own = [
      "", "-wal", "-shm", "-journal", ".head", ".head.new", ".lock", ".access", ".access.new",
      ".access.lock",
      ".reads", ".follows", ".follows.new",
    ]
    guard !own.contains(where: { key == ledger + $0 }), !key.hasPrefix(ledger + ".new"),
      !key.hasPrefix(ledger + ".restoring"), !key.hasPrefix(ledger + ".before-restore-")
    else {
      throw Failure(
        .usage,
        fr: "La clé ne peut pas être « \(key) » : le registre y met un de ses fichiers.",
        en: "The key cannot be “\(key)”: the ledger puts one of its own files there."
      )
    }
  }

  private func answer(_ path: String, _ keyPath: String, _ verifier: VerifierKey) throws {
    switch output.format {
    case .json:
      try Output.print([
        "ledger": .string(path), "origin": .string(verifier.name),
        "verifierKey": .string(verifier.text),
      ])
    default:
      try Output.print([
        say(fr: "Registre : \(path)", en: "Ledger: \(path)"),
        say(fr: "Origine : \(verifier.name)", en: "Origin: \(verifier.name)"),
        say(
          fr: "Clé de vérification, à publier : \(verifier.text)",
          en: "Verifier key, to be published: \(verifier.text)"
        ),
        say(
          fr: "Clé privée, à garder : \(keyPath)",
          en: "Private key, to be kept: \(keyPath)"
        ),
      ])
    }
  }
}
