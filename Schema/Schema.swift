/// The texts that the program carries: SQL, JSON Schemas, the rulebook.
///
/// The files beside this one are the same bytes, for a person with `sqlite3` or `jq`.
public enum Schema {
  /// The migrations of the ledger file, in order; migration n makes schema version n.
  public static let migrations: [String] =
    Embedded.texts.filter { $0.path.hasPrefix("Migrations/") }.map(\.text)

  /// What makes the shared log on a server.
  public static let sharedLog: String =
    Embedded.texts.first { $0.path == "PostgreSQL/ledger.sql" }?.text ?? ""

  /// What keeps a person from changing it by accident.
  public static let sharedLogGuards: String =
    Embedded.texts.first { $0.path == "PostgreSQL/guards.sql" }?.text ?? ""

  /// The JSON Schemas of the submissions, by file name.
  public static let eventSchemas: [(name: String, text: String)] =
    Embedded.texts.filter { $0.path.hasPrefix("Events/") }
    .map { (String($0.path.dropFirst("Events/".count)), $0.text) }

  /// The independent verifier, a program in Python: `Tools/verify.py`.
  public static let verifier: String =
    Embedded.texts.first { $0.path == "Verifier/verify.py" }?.text ?? ""

  /// The form of Démarche numérique, field by field.
  public static let demarche: String =
    Embedded.texts.first { $0.path == "Forms/demarche.json" }?.text ?? ""

  /// The description of the HTTP interface, OpenAPI 3.1.
  public static let openAPI: String =
    Embedded.texts.first { $0.path == "API/openapi.yaml" }?.text ?? ""

  /// The rulebook.
  public static let rulebook: String =
    Embedded.texts.first { $0.path == "Rulebook/rulebook.json" }?.text ?? ""
}
