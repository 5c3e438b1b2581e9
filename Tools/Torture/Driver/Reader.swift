import CanonicalJSON
import Declarations
import Foundation
import Ledger
import MerkleLog
import PublicRegister
import Spreadsheets
import Submissions

/// One reader of outside bytes, and bytes that it takes.
struct Reader {
  /// What it reads; the English is the key.
  let name: Wording
  let corpus: [[UInt8]]
  /// Reads; what it throws says that the bytes are not taken.
  let read: ([UInt8]) throws -> Void

  /// A reader whose name may be the same in both languages.
  init(
    name english: String,
    fr french: String? = nil,
    corpus: [[UInt8]],
    read: @escaping ([UInt8]) throws -> Void
  ) {
    name = Wording(fr: french ?? english, en: english)
    self.corpus = corpus
    self.read = read
  }

  /// Every one; a folder is for those that read files.
  static func all(in folder: URL) throws -> [Reader] {
    try events() + proofs() + sheets(in: folder) + registers(in: folder) + ledgers(in: folder)
  }

  static func file(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: "Tests/\(path)")))
  }

  private static func lines(_ path: String) throws -> [[UInt8]] {
    try file(path).split(separator: 0x0A).map(Array.init)
  }

  private static func events() throws -> [Reader] {
    let submissions = try lines("Golden/every-type/submissions.ndjson")
    return [
      Reader(name: "event", fr: "événement", corpus: try lines("Golden/every-type/export.ndjson")) {
        bytes in
        let (event, isCanonical) = try Event.reading(recorded: bytes)
        // To say of bytes that they are canonical when they are not is as grave as a trap.
        if (event.canonicalBytes == bytes) != isCanonical { abort() }
      },
      Reader(name: "submission", fr: "soumission", corpus: submissions) { bytes in
        guard case .object(let object) = try JSONReader.value(of: bytes) else { return }
        _ = try Submission(object)
      },
      Reader(
        name: "delivery",
        fr: "envoi",
        corpus: [
          try file("Golden/every-type/submissions.ndjson"),
          Array("[".utf8) + submissions[0] + Array(",\n".utf8) + submissions[1] + Array("]".utf8),
        ]
      ) { bytes in
        var reader = DeliveryReader(bytes)
        while try reader.next() != nil {}
      },
    ]
  }

  static func text(_ bytes: [UInt8]) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Lost(fr: "ce n'est pas du texte", en: "no text")
    }
    return text
  }

  private static func proofs() throws -> [Reader] {
    let receipts = try ["0", "10", "54"].map {
      try file("Golden/every-type/receipt-\($0).tlog-proof")
    }
    let key = try file("Golden/every-type/verifier.key").dropLast()
    return [
      Reader(name: "proof", fr: "preuve", corpus: receipts) {
        _ = try TlogProof(parsing: text($0))
      },
      Reader(
        name: "note",
        fr: "note signée",
        corpus: [try file("Golden/every-type/ledger.db.head")]
      ) { bytes in
        let note = try SignedNote(parsing: text(bytes))
        _ = try Checkpoint(verifying: note, with: VerifierKey(parsing: text(Array(key))))
      },
      Reader(name: "verifier key", fr: "clé de vérification", corpus: [Array(key)]) {
        _ = try VerifierKey(parsing: text($0))
      },
    ]
  }

  private static func sheets(in folder: URL) throws -> [Reader] {
    let workbook = folder.appending(path: "register.xlsx").path
    let writer = try XLSXWriter(workbook)
    var sheet = try writer.sheet("Registre", ["id", "cis", "type", "effectiveon", "units"])
    for row in 0..<20 {
      sheet.add([
        .text("s\(row)"), .text("60234100"), .text("stock.reported"), .text("2026-03-01"),
        .text("12"),
      ])
    }
    sheet.end()
    try writer.close()
    let xlsx = Array(try Data(contentsOf: URL(fileURLWithPath: workbook)))
    let mapping = try FormMapping()
    func register(_ bytes: [UInt8]) throws {
      _ = try Register(Sheet(bytes), needing: [.cis, .type], or: .id)
    }
    return [
      Reader(name: "CSV", corpus: [try file("Corpora/declarations.csv")], read: register),
      Reader(name: "XLSX", corpus: [xlsx], read: register),
      Reader(
        name: "platform answer",
        fr: "réponse de la plateforme",
        corpus: [try file("CommandTests/Demarche/dossiers.json")]
      ) {
        _ = try DossierPage(parsing: $0, mapping)
      },
      Reader(
        name: "platform export",
        fr: "export de la plateforme",
        corpus: [try file("CommandTests/Demarche/export.csv")]
      ) {
        _ = try DossierPage(Sheet($0), mapping)
      },
    ]
  }

  private static func registers(in folder: URL) throws -> [Reader] {
    let register = folder.appending(path: "register")
    let names = RegisterFileName.allCases
    try FileManager.default.createDirectory(at: register, withIntermediateDirectories: true)
    let files = try names.map { try file("Corpora/register/\($0.rawValue)") }
    let day = try LegalDate(parsing: "2026-03-01")
    let shortages = folder.appending(path: "shortages.csv")
    return zip(names, files).map { name, bytes in
      Reader(name: name.rawValue, corpus: [bytes]) { bytes in
        for (other, whole) in zip(names, files) {
          let content = other == name ? bytes : whole
          try Data(content).write(to: register.appending(path: other.rawValue))
        }
        _ = try RegisterImport(
          of: RegisterFolder(at: register),
          .init(observedOn: day, publishedOn: nil, allowsOlder: false),
          against: RegisterMemory(observedOn: day) { _ in },
          progress: { _ in }
        )
      }
    } + [
      Reader(name: "shortages", fr: "ruptures", corpus: [try file("Corpora/shortages.csv")]) {
        bytes in
        try Data(bytes).write(to: shortages)
        _ = try ShortageFile(at: shortages)
      }
    ]
  }
}
