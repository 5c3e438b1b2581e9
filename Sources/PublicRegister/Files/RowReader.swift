import Crypto
import Declarations
import Foundation
import MerkleLog

/// Reads the rows of a file, one at a time, and says what is wrong with those that it leaves out.
struct RowReader {
  private let file: RegisterFile
  private let columns: Int
  private let hashing = Hashing()
  private var lines: LineReader

  init(_ file: RegisterFile, columns: Int) throws {
    self.file = file
    self.columns = columns
    lines = LineReader(try FileHandle(forReadingFrom: file.location), visit: hashing.update)
  }

  /// The next row that can be read; nil at the end.
  ///
  /// - Parameter findings: Takes what is wrong with the rows before it.
  /// - Returns: The row, its fields trimmed.
  /// - Throws: What reading the file throws; ``Declarations/Refusal`` when the file is not the one
  ///   that was read first.
  mutating func next(_ findings: inout [Finding]) throws -> RegisterFile.Row? {
    while let line = try lines.next() {
      if let row = row(of: line, &findings) { return row }
    }
    guard hashing.digest == file.digest else {
      throw Refusal(
        .order,
        Wording(
          fr: "\(file.name.rawValue) a changé pendant la lecture ; recommencez.",
          en: "\(file.name.rawValue) changed while it was read; start again."
        )
      )
    }
    return nil
  }

  private func row(of line: LineReader.Line, _ findings: inout [Finding]) -> RegisterFile.Row? {
    func report(_ kind: Finding.Kind, _ french: String, _ english: String) {
      findings.append(file.finding(kind, line.number, Wording(fr: french, en: english)))
    }
    guard !line.isTooLong else {
      report(
        .unreadable,
        "Ligne de plus de \(LineReader.lengthLimit) octets, laissée de côté.",
        "A line of more than \(LineReader.lengthLimit) bytes, left out."
      )
      return nil
    }
    // No quoting exists: a quotation mark is data, and a tab always separates.
    let fields = file.encoding.text(of: line.bytes)
      .split(separator: "\t", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    if fields.contains(where: { $0.unicodeScalars.contains("\u{FFFD}") }) {
      report(
        .damagedText,
        "Un octet ne désigne aucun caractère en \(file.encoding.rawValue).",
        "A byte stands for no character in \(file.encoding.rawValue)."
      )
    }
    guard fields.count >= columns else {
      report(
        .unreadable,
        "\(fields.count) colonnes, au moins \(columns) attendues ; laissée de côté.",
        "\(fields.count) columns, at least \(columns) expected; left out."
      )
      return nil
    }
    return RegisterFile.Row(line: line.number, fields: fields)
  }
}

/// The hash of what is read, taken while it is.
private final class Hashing {
  private var hasher = SHA256()

  func update(_ piece: Data) {
    hasher.update(data: piece)
  }

  var digest: Hash { Hash(hasher.finalize()) }
}
