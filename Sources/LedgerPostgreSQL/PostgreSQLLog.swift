#if PostgreSQL
import Declarations
public import Ledger
public import MerkleLog
import Schema

/// The shared log on a server that speaks the protocol of PostgreSQL (``Schema``: PostgreSQL/ledger.sql).
///
/// One connection, used by one caller at a time; one that was lost is made anew.
public final class PostgreSQLLog: LogStore {
  /// The form of the tables.
  static let format = 1

  /// What the log is called in messages, without any secret.
  public let name: String
  private let address: String
  private let patience: Duration
  private var connection: Connection?
  /// How often the connection was lost since something was recorded.
  private var losses = 0
  /// Whether the server has binary COPY, until it turns out that it has not.
  var hasCopy = true

  /// Names a log; nothing is connected yet.
  ///
  /// - Parameters:
  ///   - address: A URI or a list of settings, as libpq takes it; the password may stand in `PGPASSWORD` or a file.
  ///   - patience: For how long the server may take over one statement.
  public init(at address: String, patience: Duration = .seconds(60)) {
    self.address = address
    self.patience = patience
    name = LogAddress.withoutSecrets(address)
  }

  // MARK: Connections

  /// Reads; where a connection that was open turns out to be lost, once more on a new one, and where the server turns out to
  /// have no COPY, once more without.
  func read<Result>(_ work: (Connection) throws -> Result) throws -> Result {
    let hadCopy = hasCopy
    do {
      return try attempt(again: connection != nil, work)
    } catch  where hadCopy && !hasCopy {
      return try attempt(again: false, work)
    }
  }

  private func attempt<Result>(
    again mayRepeat: Bool,
    _ work: (Connection) throws -> Result
  ) throws -> Result {
    do {
      return try work(opened())
    } catch let error as ServerError {
      connection = nil
      guard mayRepeat, error.isConnectionLost else { throw failed(error) }
    } catch {
      // Its transaction is open still, and would be read from again.
      connection = nil
      throw error
    }
    return try attempt(again: false, work)
  }

  private func opened() throws -> Connection {
    if let connection { return connection }
    guard LogAddress.isEscaped(address), Connection.canRead(address) else { throw unreadable() }
    let connection = try Connection(to: address, patience: patience)
    self.connection = connection
    return connection
  }

  private func unreadable() -> LedgerError {
    LedgerError(
      .unusable,
      Wording(
        fr:
          "L'adresse du journal partagé ne peut être lue. Dans l'utilisateur et le mot de passe, @ s'écrit %40, : %3A, / %2F, "
          + "? %3F, # %23 et % %25 ; un mot de passe est mieux dans PGPASSWORD ou ~/.pgpass.",
        en:
          "The address of the shared log cannot be read. In the user and the password @ is written %40, : %3A, / %2F, ? %3F, "
          + "# %23 and % %25; a password is better kept in PGPASSWORD or ~/.pgpass."
      )
    )
  }

  private func failed(_ error: ServerError) -> LedgerError {
    let text = LogAddress.withoutSecrets(error.text)
    if error.state == "42P01" || error.state == "3F000" {
      return LedgerError(
        .unusable,
        Wording(
          fr: "« \(name) » n'a pas de registre ; « mitm init --ledger » en crée un.",
          en: "“\(name)” has no ledger; “mitm init --ledger” makes one."
        )
      )
    }
    if error.state == "42501" {
      return LedgerError(
        .unusable,
        Wording(
          fr:
            "« \(name) » : ce rôle n'a pas le droit de le faire (roles.sql donne celui de lire et celui d'ajouter).",
          en:
            "“\(name)”: this role may not do that (roles.sql gives the right to read and that to add)."
        )
      )
    }
    let state = error.state.isEmpty ? "" : " (SQLSTATE \(error.state))"
    return LedgerError(
      .inputOutput,
      Wording(
        fr: "« \(name) » ne répond pas comme il faut : « \(text) »\(state).",
        en: "“\(name)” does not answer as it should: “\(text)”\(state)."
      )
    )
  }

  private func misplaced(_ error: ServerError) -> LedgerError {
    LedgerError(
      .damaged,
      Wording(
        fr:
          "« \(name) » a une ligne derrière sa tête, que personne n'y a mise par mitm : rien n'est enregistré tant qu'elle y "
          + "est (« \(error.text) »).",
        en:
          "“\(name)” has a row behind its head, which nobody put there by mitm: nothing is recorded while it is there "
          + "(“\(error.text)”)."
      )
    )
  }

  // MARK: Making one

  /// Makes a ledger on the server, whose origin is the name of the key, and signs that it is empty.
  ///
  /// - Parameters:
  ///   - key: Its private key.
  ///   - keep: Puts the key where it will be found, before the ledger is there.
  /// - Returns: Whether the server took the guards, which keep a person from an accident (`guards.sql`).
  /// - Throws: ``Ledger/LedgerError`` when there is one already, or nothing can be made there; what `keep` throws.
  @discardableResult
  public func create(signing key: SigningKey, keeping keep: () throws -> Void) throws -> Bool {
    let empty = try key.emptyCheckpoint()
    return try create(
      LogIdentity(origin: key.name, verifierKey: key.verifier.text),
      empty,
      keep
    )
  }

  /// Makes a ledger on the server that another log will be copied to.
  ///
  /// - Returns: Whether the server took the guards.
  /// - Throws: ``Ledger/LedgerError`` when there is one already, or nothing can be made there.
  @discardableResult
  public func create(like source: any LogSource) throws -> Bool {
    try create(try source.identity(), nil) {}
  }

  private func create(
    _ identity: LogIdentity,
    _ first: StoredCheckpoint?,
    _ keep: () throws -> Void
  ) throws -> Bool {
    // Not twice: after a commit without an answer the ledger that is found may be this one, whose key is kept.
    try attempt(again: false) { connection in
      let found = try connection.run(
        "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = 'mitm' AND tablename = 'ledger'"
      )
      guard found.count == 0 else {
        throw LedgerError(
          .cannotCreate,
          Wording(
            fr: "« \(name) » a déjà un registre ; un registre ne se remplace pas.",
            en: "“\(name)” has a ledger already; a ledger is not replaced."
          )
        )
      }
      try keep()
      try connection.run(script: begin)
      try connection.run(script: Schema.sharedLog)
      try connection.run(
        "INSERT INTO mitm.ledger (id, format, origin, verifierkey) VALUES (1, \(Self.format), $1, $2)",
        [.text(identity.origin), .text(identity.verifierKey)]
      )
      try connection.run(
        "INSERT INTO mitm.head (id, size, entries, signed) VALUES (1, 0, 0, $1)",
        [.integer(first?.size ?? -1)]
      )
      if let first {
        try Self.insert(LogBatch(checkpoints: [first]), at: .none, on: connection)
      }
      _ = try connection.commit()
    }
    return putGuards()
  }

  /// Puts the guards in, where the server has functions and triggers; the ledger is there without them.
  ///
  /// - Returns: Whether the server took them.
  private func putGuards() -> Bool {
    do {
      return try attempt(again: false) { connection in
        try connection.run(script: begin)
        try connection.run(script: Schema.sharedLogGuards)
        _ = try connection.commit()
        return true
      }
    } catch {
      return false
    }
  }

  // MARK: Recording

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public func append(_ batch: LogBatch, at head: LogHead) throws -> Bool {
    let end = head.following(batch)
    var isSent = false
    do {
      let connection = try opened()
      guard try move(from: head, to: end, on: connection) else { return false }
      try Self.insert(batch, at: head, on: connection)
      isSent = true
      let warnings = try connection.commit()
      losses = 0
      if !warnings.isEmpty { try awaitStandby(warnings) }
      return true
    } catch let error as ServerError {
      connection = nil
      if error.isConflict { return false }
      // The head was moved, so that nobody else can have put it there by the rules.
      if error.state == "23505" { throw misplaced(error) }
      guard error.isConnectionLost else { throw failed(error) }
      losses += 1
      guard losses <= Self.losses else { throw failed(error) }
      // Before the commit was sent nothing can be there; behind it nobody knows, until it is read back.
      guard isSent, try isThere(batch, at: head, to: end) else { return false }
      // What can be read there may not be with the standby yet.
      try awaitStandby([error.text])
      return true
    }
  }

  /// How often in a row a connection may be lost while something is recorded.
  private static let losses = 5

  /// What begins a transaction that records.
  ///
  /// Whoever took it and was never heard of again would keep all others from it: hours, by the server's default. It is ended
  /// before the patience of those runs out. A server that is set to answer before anything is on a disk is told to wait.
  private var begin: String {
    """
    BEGIN ISOLATION LEVEL READ COMMITTED;
    SET LOCAL idle_in_transaction_session_timeout = \(max(1, patience.components.seconds * 1_000 / 2));
    SELECT set_config('synchronous_commit', 'on', true)
    WHERE current_setting('synchronous_commit') IN ('off', 'local');
    """
  }

  /// Moves the head, in a transaction that is left open, and holds it for this one.
  private func move(
    from head: LogHead,
    to end: LogHead,
    on connection: Connection
  ) throws(ServerError) -> Bool {
    let moved = try connection.run(
      script: begin + """

        UPDATE mitm.head SET size = \(end.size), entries = \(end.entries), signed = \(end.signed)
        WHERE id = 1 AND size = \(head.size) AND entries = \(head.entries) AND signed = \(head.signed)
        """
    )
    if moved.changed == 1 { return true }
    try connection.run(script: "ROLLBACK")
    return false
  }

  /// Whether a batch is there, whose commit was sent and not answered.
  ///
  /// A server that takes over may need a while.
  private func isThere(
    _ batch: LogBatch,
    at head: LogHead,
    to end: LogHead
  ) throws -> Bool {
    let deadline = ContinuousClock.now + patience
    while true {
      do {
        let found = try self.batch(after: head, limit: max(batch.events.count, batch.entries.count))
        // It is there whole or not at all, so that the beginning of what was read says it.
        guard found.events.starts(with: batch.events),
          batch.entries.isEmpty || !found.entries.isEmpty,
          zip(found.entries, batch.entries).allSatisfy(==)
        else { return false }
        guard let last = batch.checkpoints.last else { return true }
        return try checkpoint(at: end.signed) == last
      } catch let error as LedgerError where error.kind == .inputOutput {
        guard ContinuousClock.now < deadline else { throw error }
        Pause.briefly()
      }
    }
  }

  /// Waits for the standby by another commit, since one that is confirmed is behind all those before it.
  ///
  /// The server said that the batch is recorded, and that it did not wait until the standby has it.
  private func awaitStandby(_ warnings: [String]) throws {
    let warned = warnings.joined(separator: " ")
    do {
      let connection = try opened()
      try connection.run(script: begin + "UPDATE mitm.head SET size = size WHERE id = 1")
      guard try connection.commit().isEmpty else { throw ServerError(state: "01000", text: warned) }
    } catch let error as ServerError {
      connection = nil
      throw LedgerError(
        .inputOutput,
        Wording(
          fr:
            "« \(name) » a enregistré l'envoi, et son secours ne l'a pas confirmé (« \(error.text) ») : rien n'est acquis. "
            + "Renvoyez-le quand le secours répond ; ce qui est déjà là n'est pas enregistré deux fois.",
          en:
            "“\(name)” has recorded what was sent, and its standby has not confirmed it (“\(error.text)”): nothing is "
            + "certain. Send it again once the standby answers; what is there already is not recorded twice."
        )
      )
    }
  }
}
#endif
