import Crypto
import Declarations
import Foundation
import MerkleLog
import Spreadsheets

/// Reads the rows of a file, one at a time, and says what is wrong with those that it leaves out.
struct RowReader {
  private let file: RegisterFile
  private let columns: Int
  private let hashing = Hashing()
  private var lines: LineReader
  /// The products of rows that were left out, where the first column still names them: the file
  /// does not keep silent about those.
  private(set) var leftOut: Set<CIS> = []
  /// How many lines were read.
  private var count = 0

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
      count += 1
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

  /// Refuses a file that has lines of which none names a product.
  ///
  /// It is most likely another file under that name, as the page of an error is, and all that it does not name would leave
  /// the list by it.
  ///
  /// - Parameter taken: How many rows were taken.
  /// - Throws: ``Declarations/Refusal`` where none was.
  func requireRows(_ taken: Int) throws(Refusal) {
    guard taken == 0, leftOut.isEmpty, count > 0 else { return }
    throw Refusal(
      .malformed,
      value: file.name.rawValue,
      Wording(
        fr:
          "Aucune ligne de \(file.name.rawValue) ne peut être lue : ce n'est sans doute pas ce fichier (une page d'erreur ?). Rien "
          + "n'est enregistré ; téléchargez-le de nouveau.",
        en:
          "No line of \(file.name.rawValue) can be read: it is probably not that file (the page of an error?). Nothing is "
          + "recorded; download it again."
      )
    )
  }

  /// Notes that a row was left out after it was read, though the file does name the product.
  mutating func leaveOut(_ row: RegisterFile.Row) {
    if let cis = try? CIS(parsing: row.column(1)) { leftOut.insert(cis) }
  }

  private mutating func row(
    of line: LineReader.Line,
    _ findings: inout [Finding]
  ) -> RegisterFile.Row? {
    func report(_ kind: Finding.Kind, _ french: String, _ english: String) {
      findings.append(file.finding(kind, line.number, Wording(fr: french, en: english)))
    }
    guard !line.isTooLong else {
      report(
        .unreadable,
        "Ligne de plus de \(LineReader.lengthLimit) octets. Ligne laissée de côté.",
        "A line of more than \(LineReader.lengthLimit) bytes. The row was left out."
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
    let row = RegisterFile.Row(line: line.number, fields: fields)
    guard fields.count >= columns else {
      report(
        .unreadable,
        "Colonnes : \(fields.count), au moins \(columns) attendues. Ligne laissée de côté.",
        "Columns: \(fields.count), at least \(columns) expected. The row was left out."
      )
      leaveOut(row)
      return nil
    }
    guard fields.allSatisfy({ $0.utf8.count <= 4_096 }) else {
      report(
        .unreadable,
        "Un champ a plus de 4096 octets. Ligne laissée de côté.",
        "A field has more than 4096 bytes. The row was left out."
      )
      leaveOut(row)
      return nil
    }
    return row
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
