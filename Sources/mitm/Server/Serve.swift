#if Server
import ArgumentParser
import Foundation
import Ledger
import LedgerServer
import Logging
import Synchronization

/// Answers over HTTP.
struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(fr: "Sert le registre par HTTP.", en: "Serve the ledger over HTTP."),
    discussion: say(
      fr: """
        Les mêmes réponses que la ligne de commande, sous /api/v1, selon le jeton de qui demande \
        (mitm access). Sans jeton : la liste publiée, les points de contrôle et les preuves. Le \
        chiffrement (TLS) est l'affaire d'un relais devant ce serveur. Ctrl-C finit ce qui est en \
        cours, puis arrête.
        """,
      en: """
        The same answers as the command line, under /api/v1, by the token of who asks (mitm access). \
        Without a token: the published list, checkpoints and proofs. Encryption (TLS) is for a proxy \
        in front of this server. Ctrl-C ends what is under way, then stops.
        """
    )
  )

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var signing: SigningKeyOptions

  @Option(
    help: ArgumentHelp(
      say(fr: "L'adresse à laquelle écouter.", en: "The address to listen at."),
      valueName: say(fr: "adresse", en: "address")
    )
  )
  var host = "127.0.0.1"

  @Option(
    help: ArgumentHelp(
      say(fr: "Le port ; 0 pour un port libre.", en: "The port; 0 for one that is free."),
      valueName: "port"
    )
  )
  var port = 8_080

  @Flag(
    help: ArgumentHelp(
      say(
        fr: "Ne fait que lire : la clé privée n'est pas nécessaire.",
        en: "Only reads: the private key is not needed."
      )
    )
  )
  var readOnly = false

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Demandes par seconde et par jeton, ou par adresse sans jeton ; 0 : sans limite.",
        en: "Requests a second for a token, or for an address without one; 0: no limit."
      ),
      valueName: "n"
    )
  )
  var rate = 50

  @Option(
    help: ArgumentHelp(
      say(
        fr:
          "L'adresse du relais devant ce serveur, cru sur qui demande (X-Forwarded-For, X-Forwarded-Proto).",
        en:
          "The address of the proxy in front of this server, believed on who asks (X-Forwarded-For, "
          + "X-Forwarded-Proto)."
      ),
      valueName: say(fr: "adresse", en: "address")
    )
  )
  var proxy: String?

  @OptionGroup var words: LanguageOption

  func validate() throws {
    guard (0...1_000_000).contains(rate) else {
      throw ValidationError(say(fr: "--rate : de 0 à 1000000.", en: "--rate: from 0 to 1000000."))
    }
  }

  func run() throws {
    let path = try ledger.followed()
    // A wrong path is said before a missing key.
    let location = try LedgerReader(at: path).path
    let key = try readOnly ? nil : signing.key(for: location)
    var options = LedgerServer.Options()
    if let shared = ledger.shared {
      options.follower = try Follower(in: path) { try SharedLog.open(shared) }
    }
    options.rate = rate == 0 ? nil : rate
    options.proxy = proxy
    let server = try LedgerServer(at: path, signing: key, options: options)
    let ended = DispatchSemaphore(value: 0)
    let failure = Mutex<(any Error)?>(nil)
    Task.detached { [host, port] in
      do {
        try await server.run(
          host: host,
          port: port,
          logger: Logger(label: "mitm") { JSONLog(label: $0) },
          onRunning: { port in
            Notice.write(
              say(
                fr: "À l'écoute : http://\(host):\(port)",
                en: "Listening: http://\(host):\(port)"
              )
            )
          }
        )
      } catch {
        failure.withLock { $0 = error }
      }
      ended.signal()
    }
    ended.wait()
    if let error = failure.withLock({ $0 }) {
      throw Failure(
        .inputOutput,
        fr: "Le serveur s'est arrêté : \(error)",
        en: "The server stopped: \(error)"
      )
    }
  }
}
#endif
