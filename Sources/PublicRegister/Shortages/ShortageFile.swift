// Shortage declarations as ANSM's data were published by third parties (2021 to 2023): CSV with a header,
// columns by name in any order.
//
//   cis             the product
//   cause           one cause, or several divided by ", ", each kept as it is spelled
//   classification  "rupture" (stockout) or "risque" (risk)
//   date_evenement  the day, YYYY-MM-DD
//
// The other columns (nom_medicament, code_atc, molecule, laboratoire) repeat what the register says of the
// product today; the lab is its holder, not known to be who declared, so ANSM states the event. A row has
// one day: it is the effective day and, at 00:00 in Paris, the time of filing. Its id and its file are made
// of the four columns, so that a row is one event in whatever file it comes.

import CanonicalJSON
package import Declarations
package import Foundation
package import MerkleLog
import Spreadsheets

/// A file of shortage declarations, read into events.
package struct ShortageFile: Sendable {
  /// The cause of a stock below the threshold of the decree of 2021, white space aside.
  static let belowThreshold =
    "stock inférieur au stock défini par le décret n°2021-349 du 30 mars 2021"

  /// Where it lies.
  package let location: URL
  /// How many bytes it has.
  package let length: Int
  /// The SHA-256 of its bytes.
  package let digest: Hash
  /// How many rows it has, the header aside.
  package let rowCount: Int
  /// An event for each row that was taken, in the order of the file.
  package let submissions: [Submission]
  /// What a person should know.
  package let findings: [Finding]
  /// How many of the events have the cause of a stock below the decree's threshold.
  package let belowThresholdCount: Int

  /// The file has some hundreds of KiB.
  private static let sizeLimit = 1 << 28

  /// Reads the file.
  ///
  /// - Throws: ``Declarations/Refusal`` when it has no header of such a file; what reading throws.
  package init(at location: URL) throws {
    let file = try FileHandle(forReadingFrom: location)
    defer { try? file.close() }
    var bytes: [UInt8] = []
    while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
      bytes += piece
      guard bytes.count <= Self.sizeLimit else { throw Self.isTooLong(location) }
    }
    self.location = location
    length = bytes.count
    digest = Hash(of: bytes)
    var records = CSVReader.records(of: bytes)[...]
    let header = try Self.header(records.popFirst(), of: location)
    rowCount = records.count
    var rows = ShortageRows(file: location.lastPathComponent, header: header)
    for record in records { try rows.read(record) }
    submissions = rows.submissions
    findings = rows.allFindings
    belowThresholdCount = rows.belowThresholdCount
  }

  private static func isTooLong(_ location: URL) -> Refusal {
    Refusal(
      .size,
      value: location.path,
      Wording(
        fr: "« \(location.path) » a plus de \(sizeLimit) octets : ce n'est pas ce fichier.",
        en: "“\(location.path)” has more than \(sizeLimit) bytes: it is not that file."
      )
    )
  }

  /// The names of the columns, each that is needed once.
  private static func header(
    _ header: CSVReader.Record?,
    of location: URL
  ) throws(Refusal) -> [String] {
    let names = header?.fields ?? []
    let missing = ShortageRows.needed.filter { !names.contains($0) }
    guard missing.isEmpty else {
      throw Refusal(
        .missing,
        value: names.joined(separator: ","),
        Wording(
          fr:
            "« \(location.lastPathComponent) » n'a pas les colonnes attendues ; il manque : "
            + missing.joined(separator: ", ") + ".",
          en:
            "“\(location.lastPathComponent)” has not the columns that are expected; missing: "
            + missing.joined(separator: ", ") + "."
        )
      )
    }
    for name in ShortageRows.needed where names.count(where: { $0 == name }) > 1 {
      throw Refusal(
        .malformed,
        value: names.joined(separator: ","),
        Wording(
          fr:
            "« \(location.lastPathComponent) » nomme deux fois \(name) : rien ne dit laquelle est la bonne.",
          en:
            "“\(location.lastPathComponent)” names \(name) twice: which is meant cannot be told."
        )
      )
    }
    return names
  }
}
