import Declarations
import Foundation
import GRDB
@testable import Ledger
import MerkleLog
import Projections
import TestSupport

extension TemporaryLedger {
  /// A small ledger in which every table of truth has rows of every kind.
  static func ofEveryKind() throws -> TemporaryLedger {
    let ledger = try TemporaryLedger()
    try ledger.append(Sample.qualification(id: "q1") + "\n" + Sample.marketing(id: "c1"))
    try ledger.append(Sample.qualification(id: "q1"))
    try ledger.append("{\"no\": [\n" + Sample.qualification(id: "q2", cis: "60234101"))
    try ledger.append(Sample.retraction(id: "r1", of: "/labs/acme#c1"), keepsGoing: true)
    try ledger.importRegister()
    try ledger.seal(asOf: "2026-03-01")
    return ledger
  }

  /// An import of a file, as the journal and the events show it.
  func importRegister() throws {
    let digest = Hash(of: "CIS".utf8)
    let day = try LegalDate(parsing: "2026-01-02")
    let observed = RegisterObserved(
      observedOn: day,
      files: [
        ObservedFile(
          name: try FreeText(parsing: "CIS_bdpm.txt"),
          sha256: try Digest(parsing: digest.hex),
          rows: 1
        )
      ]
    )
    let submission = try Submission(
      id: try Identifier(parsing: "o1"),
      source: .bdpm,
      subject: .ledger,
      time: FilingTime(midnightOf: day),
      effectiveOn: day,
      fact: .registerObserved(observed)
    )
    _ = try writer().append(
      imported: [submission],
      from: [("CIS_bdpm.txt", 3, digest)],
      as: .commandLine(user: "test")
    )
  }

  /// Seals the list of a day as it is known now.
  @discardableResult
  func seal(asOf text: String) throws -> Int {
    let reader = try reader()
    let known = KnownAt(size: try reader.size)
    let day = try LegalDate(parsing: text)
    let basis = Basis(
      asOf: day,
      knownAt: known,
      root: try reader.root(of: known).base64,
      rulebook: "1"
    )
    let list = SealedList(try reader.history(known), asOf: day)
    return try writer().append(
      own: try list.submission(basis, at: FilingTime(midnightOf: day)),
      user: "test"
    )
  }

  /// Changes the file as its owner could with any tool: takes the guards away and puts them back.
  func edit(_ sql: String) throws {
    try DatabaseQueue(path: path).inDatabase { db in
      let guards = try String.fetchAll(
        db,
        sql: "SELECT sql FROM sqlite_schema WHERE type = 'trigger'"
      )
      try db.execute(sql: Self.disarmed(db) + sql)
      // Those of a table that is gone cannot come back.
      for trigger in guards { try? db.execute(sql: trigger) }
    }
  }

  /// The statements that take the guards away.
  static func disarmed(_ db: Database) throws -> String {
    let triggers = try String.fetchAll(
      db,
      sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
    )
    return "PRAGMA ignore_check_constraints = ON;" + triggers.map { "DROP TRIGGER \($0);" }.joined()
  }

  /// The head file.
  var head: URL { URL(fileURLWithPath: HeadFile.path(of: path)) }
}
