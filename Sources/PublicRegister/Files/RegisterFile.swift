import Crypto
import Declarations
package import Foundation
package import MerkleLog
package import Spreadsheets

/// A file of the register: what it is, from a first reading, and its rows, from a second.
package struct RegisterFile: Sendable {
  /// A row: its fields, trimmed, and the line on which it stands.
  struct Row {
    let line: Int
    let fields: [String]

    /// The field of a column, from 1; empty when the row is shorter.
    func column(_ number: Int) -> String {
      number <= fields.count ? fields[number - 1] : ""
    }

    /// The fields in one text, by which two rows are the same: blanks around fields and missing
    /// fields at the end make no difference.
    var normalised: String {
      var fields = fields
      while fields.last == "" { fields.removeLast() }
      return fields.joined(separator: "\t")
    }
  }

  /// Which file of the register it is.
  package let name: RegisterFileName
  /// Where it lies.
  package let location: URL
  /// How many bytes it has.
  package let length: Int
  /// The SHA-256 of its bytes.
  package let digest: Hash
  /// How many rows it has: lines that are not blank.
  package let rowCount: Int
  /// Its encoding, as detected.
  package let encoding: TextEncoding

  /// Reads the file once, for its hash, its encoding and the number of its rows.
  ///
  /// - Throws: What reading the file throws.
  init(_ name: RegisterFileName, at location: URL) throws {
    self.name = name
    self.location = location
    var hasher = SHA256()
    var length = 0
    var rows = 0
    var isUTF8 = true
    let type = try FileManager.default.attributesOfItem(
      atPath: location.resolvingSymlinksInPath().path
    )[.type]
    guard type as? FileAttributeType == .typeRegular else { throw Self.isNoFile(location) }
    let file = try FileHandle(forReadingFrom: location)
    defer { try? file.close() }
    try withExtendedLifetime(file) {
      var lines = LineReader(file) { piece in
        hasher.update(data: piece)
        length += piece.count
      }
      while let line = try lines.next() {
        rows += 1
        guard !line.bytes.contains(0) else { throw Self.isNoText(name, line.number) }
        if isUTF8 && line.bytes.contains(where: { $0 >= 0x80 }) {
          isUTF8 = String(validating: line.bytes, as: UTF8.self) != nil
        }
      }
    }
    digest = Hash(hasher.finalize())
    self.length = length
    rowCount = rows
    encoding = isUTF8 ? .utf8 : .windows1252
  }

  /// The rows, to be read one by one.
  ///
  /// - Parameter columns: How many columns a row needs at least; a shorter one is a finding.
  /// - Returns: The reader of the rows.
  /// - Throws: What opening the file throws.
  func rows(columns: Int) throws -> RowReader {
    try RowReader(self, columns: columns)
  }

  private static func isNoFile(_ location: URL) -> Refusal {
    Refusal(
      .missing,
      value: location.path,
      Wording(
        fr: "« \(location.path) » n'est pas un fichier ; un fichier est attendu.",
        en: "“\(location.path)” is no file; a file is expected."
      )
    )
  }

  /// A file in another encoding has no row that could be read, and its silence would be taken for
  /// news: every product gone, every shortage over.
  private static func isNoText(_ name: RegisterFileName, _ line: Int) -> Refusal {
    Refusal(
      .malformed,
      value: name.rawValue,
      Wording(
        fr:
          "\(name.rawValue), ligne \(line) : un octet nul ; ni UTF-8 ni Windows-1252 (UTF-16 ?). Rien "
          + "n'est importé.",
        en:
          "\(name.rawValue), line \(line): a NUL byte; neither UTF-8 nor Windows-1252 (UTF-16?). "
          + "Nothing is imported."
      )
    )
  }
}
