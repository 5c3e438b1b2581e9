package import Declarations
package import Foundation
package import Ledger
import LedgerPostgreSQL
package import MerkleLog
import SampleLedger

/// A ledger in a folder of its own, with a clock and randomness that a test sets.
package final class TemporaryLedger {
  /// A clock that moves only when it is told to, one second for each look otherwise.
  package final class Clock {
    package var now: Instant

    package init() {
      now = Instant(nanoseconds: 1_767_225_600_000_000_000)  // 2026-01-01T00:00:00Z
    }

    func look() -> Instant {
      defer { now = Instant(nanoseconds: now.nanoseconds + 1_000_000_000) }
      return now
    }
  }

  package let folder: URL
  package let path: String
  package let clock = Clock()
  package let key: SigningKey
  private var database: TestDatabase?
  /// What the file follows, where the tests run against a server.
  private var log: (any LogStore)?
  /// Opens what the file follows once more; nil where it is the ledger.
  package private(set) var openLog: (@Sendable () -> any LogStore)?

  package convenience init() throws {
    try self.init(signing: SigningKey(name: "test.example/ledger"))
    #if PostgreSQL
    if let database = try TestDatabase() {
      let log = PostgreSQLLog(at: database.address)
      try log.create(signing: key) {}
      try Replica.prepare(at: path, of: log, named: "test")
      let address = database.address
      (self.database, self.log) = (database, log)
      openLog = { PostgreSQLLog(at: address) }
      _ = try writer()
      return
    }
    #endif
    try LedgerWriter.create(at: path, signing: key)
  }

  /// The file of a node that follows another ledger.
  package convenience init(following shared: TemporaryLedger) throws {
    try self.init(signing: shared.key)
    try Replica.prepare(at: path, of: FileLog(shared), named: "shared")
  }

  private init(signing key: SigningKey) throws {
    self.key = key
    folder = FileManager.default.temporaryDirectory.appending(path: "mitm-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.appending(path: "ledger.sqlite").path
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  package func writer() throws -> LedgerWriter {
    let clock = clock
    return try LedgerWriter(
      at: path,
      signing: key,
      clock: { clock.look() },
      random: SplitMix64(seed: 42),
      following: log
    )
  }

  package func reader() throws -> LedgerReader {
    try LedgerReader(at: path)
  }

  /// Appends a text, as a file of that content would be.
  @discardableResult
  package func append(
    _ text: String,
    keepsGoing: Bool = false,
    isDryRun: Bool = false
  ) throws -> AppendOutcome {
    var options = LedgerWriter.Options()
    options.keepsGoing = keepsGoing
    let inputs = [("test.ndjson", DeliveryReader(bytes: Array(text.utf8)))]
    let (writer, user) = (try writer(), Credential.commandLine(user: "test"))
    let outcomes =
      try isDryRun
      ? writer.foresee(inputs, as: user, options: options).outcomes
      : writer.append(inputs, as: user, options: options)
    return outcomes.first ?? AppendOutcome()
  }
}

extension DeliveryReader {
  /// Reads bytes that are in memory, in small pieces, so that every boundary is met.
  package init(bytes: [UInt8], piece: Int = 7) {
    var rest = bytes[...]
    self.init { _ in
      defer { rest = rest.dropFirst(piece) }
      return Array(rest.prefix(piece))
    }
  }
}

/// Submissions as declarants send them.
package enum Sample {
  /// A lab declares a product to be a MITM.
  package static func qualification(
    id: String,
    cis: String = "60234100",
    lab: String = "acme",
    from day: String = "2026-02-01",
    extra: String = ""
  ) -> String {
    #"{"specversion":"1.0","id":"\#(id)","source":"/labs/\#(lab)","#
      + #""type":"fr.mitm.qualification.declared.v1","subject":"cis/\#(cis)","#
      + #""time":"2026-01-15T10:00:00+01:00","effectiveon":"\#(day)",\#(extra)"#
      + #""data":{"ground":"vital","channel":"demarche-numerique"}}"#
  }

  /// A lab markets a product.
  package static func marketing(
    id: String,
    cis: String = "60234100",
    lab: String = "acme",
    from day: String = "2026-02-10"
  ) -> String {
    #"{"specversion":"1.0","id":"\#(id)","source":"/labs/\#(lab)","#
      + #""type":"fr.mitm.commercialisation.declared.v1","subject":"cis/\#(cis)","#
      + #""time":"2026-02-09T10:00:00+01:00","effectiveon":"\#(day)","#
      + #""data":{"operator":"\#(lab)"}}"#
  }

  /// Somebody retracts an event.
  package static func retraction(
    id: String,
    of reference: String,
    by source: String = "/labs/acme",
    subject: String = "cis/60234100"
  ) -> String {
    #"{"specversion":"1.0","id":"\#(id)","source":"\#(source)","#
      + #""type":"fr.mitm.event.retracted.v1","subject":"\#(subject)","#
      + #""time":"2026-02-20T10:00:00+01:00","effectiveon":"2026-02-20","#
      + #""corrects":"\#(reference)","reason":"wrong","data":{}}"#
  }
}

/// A folder of its own for one test; it goes when the test ends.
package final class TemporaryFolder {
  package let url: URL

  package init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "mitm-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }
}
