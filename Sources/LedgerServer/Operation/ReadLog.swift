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
    /// When the answer stood ready; it was given after that.
    package let at: Instant
    /// The grant of the token that was shown.
    package let grant: String
    /// Who held the token, as the grant called them then.
    package let name: String
    /// The word for the role of the grant, which does not say of which lab.
    package let role: String
    /// What was asked, as the address had it.
    package let question: String
    /// The HTTP status of the answer, that of a refusal too.
    package let status: Int
    /// The number under which the server's log has the request.
    package let request: String

    /// The entry as the file has it.
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

  /// Sees whether a line can be added.
  ///
  /// - Throws: ``Problem`` 503 where it cannot.
  func check() throws {
    close(try opened())
  }

  /// Adds a line.
  ///
  /// - Throws: ``Problem`` 503 where it cannot be written.
  func add(_ entry: Entry) throws {
    var line = JSONValue.object(entry.json).canonicalBytes + [0x0A]
    let descriptor = try opened()
    defer { close(descriptor) }
    // Behind a line that was cut off by a full disk or the end of the machine, a line of its own.
    var last: UInt8 = 0x0A
    let end = lseek(descriptor, 0, SEEK_END)
    if end > 0, pread(descriptor, &last, 1, end - 1) == 1, last != 0x0A { line.insert(0x0A, at: 0) }
    // One write at the end of the file: lines of two requests are never one in the other.
    guard write(descriptor, line, line.count) == line.count else { throw Self.unwritable }
  }

  /// The file, which has to be one: what is written to anything else is kept by nobody.
  private func opened() throws -> Int32 {
    let flags = O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW
    let descriptor = open(path, flags, 0o600)
    guard descriptor >= 0 else { throw Self.unwritable }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw Self.unwritable
    }
    return descriptor
  }

  private static let unwritable = Problem(
    .serviceUnavailable,
    "reads",
    fr: "Le journal des lectures ne peut pas être écrit ; rien n'est montré sans lui.",
    en: "The log of reads cannot be written; nothing is shown without it."
  )

  /// A line of the file.
  package enum Line: Sendable, Equatable {
    case entry(Entry)
    /// What was cut off, or is none; it is shown as it stands, and hides nothing else.
    case unreadable(String)

    /// The entry, where it is one.
    package var entry: Entry? {
      guard case .entry(let entry) = self else { return nil }
      return entry
    }

    /// The line as answers carry it: the entry, or the text under `unreadable`.
    package var json: JSONObject {
      switch self {
      case .entry(let entry): entry.json
      case .unreadable(let text): ["unreadable": .string(text)]
      }
    }

    fileprivate init(_ bytes: Data) {
      if case .object(let object)? = try? JSONReader.value(of: Array(bytes)),
        let entry = Entry(object)
      {
        self = .entry(entry)
      } else {
        self = .unreadable(String(decoding: bytes, as: UTF8.self))
      }
    }
  }

  /// The last lines, the last first.
  ///
  /// - Parameter count: How many at most.
  /// - Returns: The lines.
  /// - Throws: ``Problem`` 503 where the file cannot be opened; what the system says where it cannot be read.
  package func last(_ count: Int) throws -> [Line] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    let file = FileHandle(fileDescriptor: try opened(), closeOnDealloc: true)
    var start = try file.seekToEnd()
    var tail = Data()
    // From the end backwards, until there are as many line ends as lines are asked for, and one before them.
    while start > 0, tail.count(where: { $0 == 0x0A }) <= count {
      let piece = min(start, Self.piece)
      start -= piece
      try file.seek(toOffset: start)
      guard let bytes = try file.read(upToCount: Int(piece)) else { break }
      tail = bytes + tail
    }
    var lines = tail.split(separator: 0x0A)
    if start > 0 { lines.removeFirst() }
    return lines.suffix(count).reversed().map(Line.init)
  }

  /// How many bytes are read at a time.
  private static let piece: UInt64 = 1 << 18
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
