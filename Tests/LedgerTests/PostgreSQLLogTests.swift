#if PostgreSQL
import Declarations
import Foundation
@testable import Ledger
@testable import LedgerPostgreSQL
import MerkleLog
import TestSupport
import Testing

/// What a server of PostgreSQL does that a file does not, and what it seldom does.
@Suite(
  .enabled(if: !TestDatabase.isAbsent, "MITM_TEST_POSTGRES names a server; Tools/test-postgres")
)
struct `A shared log on a server` {
  private let database: TestDatabase
  private let key = SigningKey(name: "test.example/ledger")
  private let folder: TemporaryFolder

  init() throws {
    database = try #require(try TestDatabase())
    folder = try TemporaryFolder()
  }

  private func log(
    by port: Int? = nil,
    as user: String? = nil,
    patience: Duration = .seconds(60)
  ) -> PostgreSQLLog {
    PostgreSQLLog(at: database.address(by: port, as: user), patience: patience)
  }

  private func node(_ name: String, _ log: any LogStore) throws -> LedgerWriter {
    let path = folder.url.appending(path: "\(name).sqlite").path
    try Replica.prepare(at: path, of: log, named: "test")
    return try LedgerWriter(at: path, signing: key, following: log)
  }

  @discardableResult
  private func append(_ text: String, on writer: LedgerWriter) throws -> AppendOutcome {
    var options = LedgerWriter.Options()
    options.keepsGoing = true
    let input = ("test.ndjson", DeliveryReader(bytes: Array(text.utf8), piece: 1 << 16))
    let user = Credential.commandLine(user: "test")
    return try #require(try writer.append([input], as: user, options: options).first)
  }

  // MARK: Lines on which bytes are lost

  /// The server has begun to answer, and nothing more comes: who reads gives up, and reads on later.
  @Test
  func `is given up where a row never comes`() throws {
    try log().create(signing: key) {}
    try append(Sample.qualification(id: "1"), on: node("first", log()))
    let line = try FaultyLine(to: database.port)
    defer { line.close() }
    let reader = log(by: line.port, patience: .seconds(5))
    line.lose(.receivingBehind("PGCOPY\n"))
    let error = #expect(throws: LedgerError.self) { try reader.batch(after: .none, limit: 9) }
    #expect(error?.kind == .inputOutput)
    #expect(line.count == 1)
    #expect(try reader.batch(after: .none, limit: 9).events.count == 1)
  }

  /// Whoever took the head and is not heard of again, before the COMMIT or in the midst of what it sends, keeps nobody from it
  /// for longer than that one waits.
  @Test(arguments: [
    FaultyLine.Loss.sending("COMMIT\0"), .sending("INSERT INTO mitm.event"),
    .sendingBehind("INSERT INTO mitm.event"),
  ])
  func `goes on without whoever fell silent while holding the head`(
    loss: FaultyLine.Loss
  ) throws {
    try log().create(signing: key) {}
    let line = try FaultyLine(to: database.port)
    defer { line.close() }
    let (silent, other) = (
      try node("silent", log(by: line.port, patience: .seconds(10))),
      try node("other", log(patience: .seconds(25)))
    )
    line.lose(loss)
    let ended = DispatchSemaphore(value: 0)
    nonisolated(unsafe) let first = (writer: silent, test: self)
    Thread {
      _ = try? first.test.append(Sample.qualification(id: "1"), on: first.writer)
      ended.signal()
    }.start()
    let deadline = ContinuousClock.now + .seconds(60)
    while line.count == 0, ContinuousClock.now < deadline { usleep(10_000) }
    try #require(line.count == 1)
    #expect(try append(Sample.marketing(id: "2"), on: other).appended == 1)
    ended.wait()
    // It found that nothing of it was there, and recorded it behind the other.
    #expect(try silent.head().size == 2)
    #expect(try append(Sample.qualification(id: "1"), on: other).duplicates == 1)
    #expect(try log().head() == other.head())
  }

  /// The answer to a COMMIT never comes: what became of it is read back, and nothing is recorded twice.
  @Test
  func `reads back what was recorded without an answer`() throws {
    try log().create(signing: key) {}
    let line = try FaultyLine(to: database.port)
    defer { line.close() }
    let writer = try node("first", log(by: line.port, patience: .seconds(5)))
    line.lose(.receiving("COMMIT\0"))
    let text = Sample.qualification(id: "1") + "\n{"
    #expect(try append(text, on: writer).appended == 1)
    #expect(line.count == 1)
    #expect(try log().head() == writer.head())
    #expect(try log().head().entries == 2)
  }

  /// What people wrote may have what means something to a server, and stands there as they wrote it.
  @Test
  func `keeps every character of what was refused`() throws {
    try log().create(signing: key) {}
    let writer = try node("first", log())
    let texts = [
      #"\\x41"#, #"\ud800"#, "'; DROP SCHEMA mitm; --", "$1 %s ?", "é漢\u{1F600}", "''", #"\\"#,
    ]
    let lines = texts.flatMap { text in
      [#"{"\#(text)":1}"#, Sample.qualification(id: "a", from: text), "{\"id\":\"" + text]
    }
    let refused = try append(lines.joined(separator: "\n"), on: writer).refused.count
    #expect(refused == lines.count)
    let (here, there) = (
      try writer.batch(after: .none, limit: 99), try log().batch(after: .none, limit: 99)
    )
    #expect(here.entries.count == lines.count && here.entries == there.entries)
    #expect(try node("second", log()).head() == writer.head())
  }

  // MARK: Servers that have less

  /// What the server does not know is said as it says it, and nothing is done twice.
  @Test(arguments: ["CREATE TABLE", "INSERT INTO mitm.head"])
  func `says why it is not made`(words: String) throws {
    let line = try FaultyLine(
      to: database.port,
      changing: (words, String(repeating: "X", count: words.count))
    )
    defer { line.close() }
    var kept = 0
    let error = #expect(throws: LedgerError.self) {
      try log(by: line.port).create(signing: key) { kept += 1 }
    }
    #expect(error?.message.english.contains("42601") == true, "\(error as Any)")
    #expect(kept == 1)
    try log().create(signing: key) {}
  }

  /// What COPY gives in one, a query gives in rows: nulls, empty texts, large bytes and none.
  @Test
  func `is read the same where the server has no binary COPY`() throws {
    try log().create(signing: key) {}
    let large = String(repeating: "x", count: 100_000)
    try append(Sample.qualification(id: "1") + "\n{\n\"\(large)\"\n\0", on: node("first", log()))
    let line = try FaultyLine(to: database.port, changing: ("COPY (", "COPX ("))
    defer { line.close() }
    let (copied, selected) = (log(), log(by: line.port))
    let batch = try selected.batch(after: .none, limit: 9)
    #expect(copied.hasCopy && !selected.hasCopy)
    let expected = try copied.batch(after: .none, limit: 9)
    #expect(batch.events == expected.events && batch.entries == expected.entries)
    #expect(batch.events.count == 1 && batch.entries.count == 4)
    #expect(try node("second", selected).head() == copied.head())
  }

  @Test
  func `is made where the server has no functions, and says so`() throws {
    try database.run("DROP EXTENSION plpgsql")
    #expect(try !log().create(signing: key) {})
    #expect(try append(Sample.qualification(id: "1"), on: node("first", log())).appended == 1)
    #expect(try node("second", log()).head().size == 1)
  }

  /// A server that answers before anything is on a disk is told to wait; one that waits for more is left to it.
  @Test(arguments: [("off", "on"), ("local", "on"), ("remote_apply", "remote_apply")])
  func `confirms nothing that is on no disk`(setting: String, expected: String) throws {
    #expect(try log().create(signing: key) {})
    try database.run(
      """
      CREATE TABLE public.seen (setting text);
      CREATE FUNCTION public.see() RETURNS trigger LANGUAGE plpgsql AS
      $$BEGIN INSERT INTO public.seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END$$;
      CREATE TRIGGER see AFTER INSERT ON mitm.event FOR EACH ROW EXECUTE FUNCTION public.see();
      DO $$BEGIN EXECUTE
        format('ALTER DATABASE %I SET synchronous_commit = \(setting)', current_database()); END$$
      """
    )
    try append(Sample.qualification(id: "1"), on: node("first", log()))
    #expect(try database.run("SELECT setting FROM public.seen") == expected + "\n")
  }

  // MARK: Who may do what

  /// No right but to add for whoever adds, none but to read for whoever reads (roles.sql).
  @Test
  func `gives the rights of roles`() throws {
    try log().create(signing: key) {}
    let names = ["writer", "reader"].map { ($0, "\($0)_\(UInt32.random(in: 0 ... .max))") }
    let roles = Dictionary(uniqueKeysWithValues: names)
    for role in roles.values { try database.run("CREATE ROLE \(role) LOGIN") }
    defer {
      for role in roles.values { _ = try? database.run("DROP OWNED BY \(role); DROP ROLE \(role)") }
    }
    let file = Repository.root.appending(path: "Schema/PostgreSQL/roles.sql")
    try database.run(file: file, roles)

    let (writer, reader) = (log(as: roles["writer"]), log(as: roles["reader"]))
    try append(Sample.qualification(id: "1") + "\n{", on: node("first", writer))
    let second = try node("second", reader)
    #expect(try second.head() == log().head())
    let error = #expect(throws: LedgerError.self) {
      try append(Sample.marketing(id: "2"), on: second)
    }
    #expect(error?.message.english.contains("roles.sql") == true)
    for table in ["ledger", "head", "event", "checkpoint", "intake"] {
      for sql in [
        "DELETE FROM mitm.\(table)", "TRUNCATE mitm.\(table)", "DROP TABLE mitm.\(table)",
        "ALTER TABLE mitm.\(table) DISABLE TRIGGER ALL",
      ] {
        for role in roles.values {
          #expect(throws: TestDatabase.Refused.self, "\(sql)") { try database.run(sql, as: role) }
        }
      }
    }
    for sql in [
      "UPDATE mitm.event SET body = '{}'", "UPDATE mitm.intake SET actor = ''",
      "UPDATE mitm.checkpoint SET size = 9", "UPDATE mitm.head SET id = 1",
      "UPDATE mitm.ledger SET origin = 'other'", "CREATE TABLE mitm.other (id integer)",
    ] {
      #expect(throws: TestDatabase.Refused.self, "\(sql)") {
        try database.run(sql, as: roles["writer"])
      }
    }
    #expect(throws: TestDatabase.Refused.self) {
      try database.run("INSERT INTO mitm.event VALUES (1, '{}')", as: roles["reader"])
    }
  }

  /// Whoever owns the database is kept from an accident (guards.sql).
  @Test
  func `guards its rows`() throws {
    #expect(try log().create(signing: key) {})
    try append(Sample.qualification(id: "1"), on: node("first", log()))
    let tables = ["ledger", "event", "checkpoint", "intake", "head"]
    let accidents =
      tables.flatMap { ["DELETE FROM mitm.\($0)", "TRUNCATE mitm.\($0)"] }
      + ["origin = ''", "format = 9"].map { "UPDATE mitm.ledger SET \($0)" }
      + ["size", "entries", "signed"].map { "UPDATE mitm.head SET \($0) = \($0) - 1" }
      + [
        "UPDATE mitm.event SET body = '{}'", "UPDATE mitm.checkpoint SET size = 9",
        "UPDATE mitm.intake SET actor = ''",
      ]
    for sql in accidents {
      let error = #expect(throws: TestDatabase.Refused.self, "\(sql)") { try database.run(sql) }
      let words = error?.description ?? ""
      #expect(words.contains("append-only") || words.contains("only grows"), "\(words)")
    }
  }

  // MARK: What it says

  @Test
  func `says what is wrong`() throws {
    func expect(_ kind: LedgerError.Kind, _ words: String, _ work: () throws -> Void) {
      let error = #expect(throws: LedgerError.self, performing: work)
      #expect(
        error?.kind == kind && error?.message.english.contains(words) == true,
        "\(error as Any)"
      )
    }
    expect(.unusable, "mitm init") { _ = try log().head() }
    try log().create(signing: key) {}
    expect(.cannotCreate, "already") { try log().create(signing: key) {} }
    expect(.inputOutput, "Connection refused") { _ = try log(by: 1).head() }
    expect(.inputOutput, "nobody") { _ = try log(as: "nobody").head() }
    // A row that stands where the next one belongs.
    let writer = try node("first", log())
    try database.run("INSERT INTO mitm.event VALUES (0, '{}')")
    expect(.damaged, "behind its head") { try append(Sample.qualification(id: "1"), on: writer) }
    // A head that goes before its rows.
    try database.run("UPDATE mitm.head SET size = 2, signed = 0")
    expect(.damaged, "not signed") { try append(Sample.qualification(id: "1"), on: writer) }
  }
}
#endif
