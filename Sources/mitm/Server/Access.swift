#if Server
import ArgumentParser
import CanonicalJSON
import Declarations
import Ledger
import LedgerServer
import Reports

/// Who may ask a server, and what.
struct Access: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: say(
      fr: "Les jetons d'accès au serveur.",
      en: "The tokens that open the server."
    ),
    discussion: say(
      fr: """
        Un jeton vaut un rôle : lab, un laboratoire, ses déclarations et ses spécialités ; inspector \
        lit tout ; auditor aussi, et qui a lu quoi ; registrar enregistre les actes de l'autorité. Le \
        registre n'en garde que l'empreinte, dans <registre>.access.
        """,
      en: """
        A token is a role: lab, one laboratory, its declarations and its products; inspector reads \
        everything; auditor too, and who read what; registrar records the authority's acts. Beside \
        the ledger only its hash is kept, in <ledger>.access.
        """
    ),
    subcommands: [CreateAccess.self, ListAccess.self, RevokeAccess.self]
  )
}

/// Makes a token.
struct CreateAccess: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: say(
      fr: "Crée un jeton et l'imprime, cette seule fois.",
      en: "Make a token and print it, this once."
    )
  )

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Le rôle : lab, inspector, auditor ou registrar.",
        en: "The role: lab, inspector, auditor or registrar."
      ),
      valueName: say(fr: "rôle", en: "role")
    ),
    completion: .list(["lab", "inspector", "auditor", "registrar"])
  )
  var role: String

  @Option(
    help: ArgumentHelp(
      say(fr: "Avec --role lab : le laboratoire.", en: "With --role lab: the lab."),
      valueName: say(fr: "labo", en: "lab")
    ),
    transform: Laboratory.parse
  )
  var lab: Lab?

  @Option(
    help: ArgumentHelp(
      say(fr: "À qui il est remis.", en: "Who it is handed to."),
      valueName: say(fr: "nom", en: "name")
    )
  )
  var name: String

  @Option(
    help: ArgumentHelp(
      say(
        fr: "Le dernier jour où il vaut ; sans limite sinon.",
        en: "The last day on which it is good; else without end."
      ),
      valueName: "date"
    ),
    transform: AsOf.parse
  )
  var until: LegalDate?

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var words: LanguageOption

  func run() throws {
    guard let role = Role(role, lab: lab) else {
      throw Failure(
        .usage,
        fr: "--role lab, inspector, auditor ou registrar ; --lab va avec lab, et lui seul.",
        en: "--role lab, inspector, auditor or registrar; --lab goes with lab, and only with it."
      )
    }
    // A token for a ledger that is not there would be for nothing.
    _ = try ledger.reader()
    let (token, grant) = Grant.issue(
      to: name,
      role,
      at: .now(),
      until: until.map { ParisTime.midnight($0.adding(days: 1)) }
    )
    try AccessFile(ofLedger: ledger.path).add(grant)
    try Output.print([token])
    Notice.write(
      say(
        fr: "Accès \(grant.id), \(role.word.french), pour \(name). Ce jeton ne sera plus montré.",
        en: "Grant \(grant.id), \(role.word.english), for \(name). This token is not shown again."
      )
    )
  }
}

/// Lists the tokens.
struct ListAccess: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: say(
      fr: "Les accès, révoqués ou non.",
      en: "The grants, revoked or not."
    )
  )

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var output: FormatOptions

  func run() throws {
    try output.require([.table, .json], for: "access list")
    let grants = try AccessFile(ofLedger: ledger.path).grants()
    guard output.format == .table else {
      return try Output.print(.array(grants.map { .object($0.json) }))
    }
    let now = Instant.now()
    var table = TextTable(
      [
        "id", say(fr: "nom", en: "name"), say(fr: "rôle", en: "role"),
        say(fr: "labo", en: "lab"), say(fr: "créé", en: "made"), say(fr: "état", en: "state"),
      ],
      whole: [0, 2]
    )
    for grant in grants {
      let state =
        grant.revokedAt != nil
        ? say(fr: "révoqué", en: "revoked")
        : grant.isValid(at: now)
          ? say(fr: "valable", en: "good") : say(fr: "expiré", en: "expired")
      table.add([
        grant.id, grant.name, grant.role.word[.ofThisRun],
        grant.role.lab?.text ?? "",
        ParisTime.day(of: grant.createdAt).description, state,
      ])
    }
    try Output.print(table.lines(width: Output.width))
  }
}

/// Ends a token.
struct RevokeAccess: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke",
    abstract: say(
      fr: "Révoque un jeton, tout de suite et pour toujours.",
      en: "Revoke a token, at once and for ever."
    )
  )

  @Argument(
    help: ArgumentHelp(
      say(fr: "Le numéro de l'accès (access list).", en: "The id of the grant (access list)."),
      valueName: "id"
    )
  )
  var id: String

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var words: LanguageOption

  func run() throws {
    guard let grant = try AccessFile(ofLedger: ledger.path).revoke(id, at: .now()) else {
      throw Failure(
        .noInput,
        fr: "Aucun accès « \(id) » : « mitm access list » les donne.",
        en: "No grant “\(id)”: “mitm access list” has them."
      )
    }
    Notice.write(
      say(
        fr: "Accès \(grant.id) (\(grant.name)) révoqué.",
        en: "Grant \(grant.id) (\(grant.name)) revoked."
      )
    )
  }
}
#endif
