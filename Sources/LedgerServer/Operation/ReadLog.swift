package import CanonicalJSON
package import Declarations
import Foundation
import HTTPTypes
import Ledger

/// Who read what of what labs declare: `<ledger>.reads`, a line a request, none ever changed.
///
/// It is no part of the record. An answer whose line cannot be written is not given.
package struct ReadLog: Sendable {
  /// One request that was answered, or refused to somebody who is known.
  package struct Entry: Sendable, Equatable {
    package let at: Instant
    /// The grant of the token that was shown.
    package let grant: String
    package let name: String
    package let role: String
    /// What was asked, as the address had it.
    package let question: String
    package let status: Int
    /// The number under which the server's log has the request.
    package let request: String

    package var json: JSONObject {
      [
        "at": .string(at.recordedText), "grant": .string(grant), "name": .string(name),
        "question": .string(question), "request": .string(request), "role": .string(role),
        "status": .integer(Int64(status)),
      ]
    }
  }

  private let path: String

  /// The file beside a ledger.
  package init(ofLedger path: String) {
    self.path = LedgerReader.location(of: path) + ".reads"
  }

  /// Adds a line.
  ///
  /// - Throws: ``Problem`` 503 where it cannot be written.
  func add(_ entry: Entry) throws {
    let line = JSONValue.object(entry.json).canonicalBytes + [0x0A]
    // One write at the end of the file: lines of two requests are never one in the other.
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.unwritable }
    defer { close(descriptor) }
    guard write(descriptor, line, line.count) == line.count else { throw Self.unwritable }
  }

  private static let unwritable = Problem(
    .serviceUnavailable,
    "reads",
    fr: "Le journal des lectures ne peut pas être écrit ; rien n'est montré sans lui.",
    en: "The log of reads cannot be written; nothing is shown without it."
  )

  /// The last lines, the last first.
  ///
  /// - Parameter count: How many at most.
  /// - Returns: The entries.
  /// - Throws: ``Declarations/Refusal`` where a line is no entry.
  package func last(_ count: Int) throws -> [Entry] {
    guard let file = FileHandle(forReadingAtPath: path) else { return [] }
    defer { try? file.close() }
    let size = try file.seekToEnd()
    // Lines are some three hundred bytes; what is before them is not read.
    let start = size > UInt64(count) << 11 ? size - UInt64(count) << 11 : 0
    try file.seek(toOffset: start)
    var lines = try (file.readToEnd() ?? Data()).split(separator: 0x0A)
    if start > 0 { lines = Array(lines.dropFirst()) }
    return try lines.suffix(count).reversed().map { line in
      guard case .object(let object)? = try? JSONReader.value(of: Array(line)),
        let entry = Entry(object)
      else {
        throw Refusal(
          .malformed,
          Wording(
            fr: "\(path) : une ligne n'est pas celle d'une lecture.",
            en: "\(path): a line is not that of a read."
          )
        )
      }
      return entry
    }
  }
}

extension ReadLog.Entry {
  init?(_ json: JSONObject) {
    guard let at = json["at"]?.string.flatMap({ try? Instant(parsing: $0) }),
      let grant = json["grant"]?.string, let name = json["name"]?.string,
      let role = json["role"]?.string, let question = json["question"]?.string,
      let status = json["status"]?.integer, let request = json["request"]?.string
    else { return nil }
    self.init(
      at: at,
      grant: grant,
      name: name,
      role: role,
      question: question,
      status: Int(status),
      request: request
    )
  }
}
