import Declarations
import Foundation
import Ledger
import MerkleLog
import Projections
import PublicRegister
import TestSupport

/// A ledger beside folders of the register that a test writes.
final class RegisterFixture {
  let ledger: TemporaryLedger

  init() throws {
    ledger = try TemporaryLedger()
  }

  /// Writes a folder: file name → rows.
  func folder(_ files: [RegisterFileName: [String]], ending: String = "\r\n") throws -> URL {
    try folder(bytes: files.mapValues { rows in Data(rows.map { $0 + ending }.joined().utf8) })
  }

  /// Writes a folder: file name → bytes.
  func folder(bytes files: [RegisterFileName: Data]) throws -> URL {
    let folder = ledger.folder.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, bytes) in files { try bytes.write(to: folder.appending(path: name.rawValue)) }
    return folder
  }

  /// Imports a folder as the command does.
  @discardableResult
  func importing(
    _ folder: URL,
    on observedOn: String,
    published publishedOn: String? = nil,
    allowsOlder: Bool = false
  ) throws -> RegisterImport {
    let register = try RegisterFolder(at: folder)
    let reader = try ledger.reader()
    let size = try reader.size
    let day = try LegalDate(parsing: observedOn)
    let memory = try RegisterMemory(observedOn: day) { record in
      try reader.forEachEvent(in: 0..<size, record)
    }
    let imported = try RegisterImport(
      of: register,
      .init(
        observedOn: day,
        publishedOn: try publishedOn.map { try LegalDate(parsing: $0) },
        allowsOlder: allowsOlder
      ),
      against: memory
    )
    let outcome = try ledger.writer().append(
      imported: imported.submissions,
      from: register.files.map { ($0.name.rawValue, $0.length, $0.digest) },
      as: .commandLine(user: "test")
    )
    if let refused = outcome.refused.first { throw refused.refusal }
    return imported
  }

  var history: History {
    get throws {
      let reader = try ledger.reader()
      return try reader.history(KnownAt(size: try reader.size))
    }
  }

  /// The CIS of the current list.
  func current(_ day: String) throws -> [String] {
    try history.currentList(asOf: LegalDate(parsing: day)).map(\.cis.description)
  }

  /// The CIS of the published list.
  func published(_ day: String) throws -> [String] {
    try history.publishedList(asOf: LegalDate(parsing: day)).map(\.cis.description)
  }

  func state(_ cis: String, _ day: String) throws -> ProductState {
    try history.state(of: CIS(parsing: cis), asOf: LegalDate(parsing: day))
  }
}

/// Rows as the register writes them.
enum Row {
  static func product(
    _ cis: String,
    name: String = "PRODUIT, comprimé",
    authorisation: String = "Autorisation active",
    marketed: Bool = true,
    authorisedOn: String = "12/03/1998",
    holder: String = " PHARMA SA"
  ) -> String {
    [
      cis, name, "comprimé", "orale", authorisation, "Procédure nationale",
      marketed ? "Commercialisée" : "Non commercialisée", authorisedOn, "", "", holder, "Non",
    ].joined(separator: "\t")
  }

  static func pack(
    _ cis: String,
    state: String = "Déclaration de commercialisation",
    on day: String
  ) -> String {
    [
      cis, "4949729", "plaquette de 30", "Présentation active", state, day, "3400949497294", "oui",
      "100%", "24,34", "25,36", "1,02", "",
    ].joined(separator: "\t")
  }

  static func listed(_ cis: String, atc: String = "A02BA01", name: String = "PRODUIT") -> String {
    "\(cis)\t\(atc)\t\(name)\thttps://example.org/\(cis)"
  }

  static func availability(
    _ cis: String,
    _ status: Int,
    start: String = "03/07/2025",
    updated: String = "04/07/2025",
    returned: String = "",
    sheet: String = "https://example.org/sheet",
    cip13: String = ""
  ) -> String {
    let labels = ["Rupture de stock", "Tension", "Arrêt de commercialisation", "Remise"]
    return [
      cis, cip13, String(status), labels[status - 1], start, updated, returned, sheet,
    ].joined(separator: "\t")
  }
}
