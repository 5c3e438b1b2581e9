public import Declarations
import Foundation
import GRDB

/// What was sent and not recorded, as the journal keeps it.
public struct RefusedSubmission: Sendable {
  /// Its place in the journal, from 0.
  public let id: Int
  /// When it was received, as the ledger writes moments.
  public let receivedAt: String
  /// Under whose name.
  public let actor: String
  /// The input.
  public let file: String
  /// The line of the input, from 1.
  public let line: Int
  /// The bytes as sent, or the first 64 KiB of more than 1 MiB.
  public let bytes: [UInt8]
  /// How many bytes were sent.
  public let length: Int
  /// The SHA-256 of the bytes as sent, in hexadecimal.
  public let sha256: String
  /// The rule that it breaks.
  public let rule: String
  /// The place in the submission.
  public let field: String?
  /// The value there.
  public let value: String?
  /// What is wrong and what would be accepted.
  public let message: Wording
}

extension LedgerReader {
  /// What was sent and not recorded, oldest first.
  ///
  /// - Throws: ``LedgerError`` when the ledger cannot be read.
  public func refusedSubmissions() throws -> [RefusedSubmission] {
    var refused: [RefusedSubmission] = []
    try forEachRefusedSubmission { refused.append($0) }
    return refused
  }

  /// Hands over what was sent and not recorded, oldest first, one by one.
  ///
  /// - Throws: ``LedgerError`` when the ledger cannot be read; what `body` throws.
  public func forEachRefusedSubmission(_ body: (RefusedSubmission) throws -> Void) throws {
    try read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT id, receivedat, actor, file, line, body, length, rule, field, value, french, english,
            lower(hex(sha256))
          FROM intake WHERE outcome = 'refused' ORDER BY id
          """
      )
      while let row = try rows.next() {
        func text(_ column: Int) -> String? {
          Data.fromDatabaseValue(row[column]).map { String(decoding: $0, as: UTF8.self) }
        }
        try body(
          RefusedSubmission(
            id: Int.fromDatabaseValue(row[0]) ?? -1,
            receivedAt: text(1) ?? "",
            actor: text(2) ?? "",
            file: text(3) ?? "",
            line: Int.fromDatabaseValue(row[4]) ?? 0,
            bytes: Data.fromDatabaseValue(row[5]).map(Array.init) ?? [],
            length: Int.fromDatabaseValue(row[6]) ?? 0,
            sha256: text(12) ?? "",
            rule: text(7) ?? "",
            field: text(8),
            value: text(9),
            message: Wording(fr: text(10) ?? "", en: text(11) ?? "")
          )
        )
      }
    }
  }
}
