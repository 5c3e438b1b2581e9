import Declarations
import Foundation
import Ledger
import MerkleLog
import Reconciliation
import SampleLedger
import Submissions

/// The readers of what a ledger hands out and takes back: proofs of lists, mirrors, backups, and what people keep beside.
extension Reader {
  static func ledgers(in folder: URL) throws -> [Reader] {
    let golden = "Golden/every-type"
    let key = try VerifierKey(
      parsing: String(decoding: file("\(golden)/verifier.key").dropLast(), as: UTF8.self)
    )
    let notes = try file("\(golden)/ledger.db.head")
    let whole = try file("\(golden)/export.ndjson")
    return [
      Reader(
        name: "proof of a list",
        fr: "preuve de liste",
        corpus: try ["listed", "absent"].map { try file("\(golden)/\($0).json") }
      ) { bytes in
        let proof = try ListProof(parsing: bytes)
        // What is altered may still be read, and proves nothing else than before.
        let proved = try proof.verify(with: key)
        guard proved.event.sequence == 53 else { abort() }
      },
      Reader(
        name: "consistency",
        fr: "cohérence",
        corpus: [try file("\(golden)/consistency.txt")]
      ) { bytes in
        _ = try AddCheckpointRequest(parsing: text(bytes))
      },
      Reader(name: "mirror", fr: "miroir", corpus: [whole]) { bytes in
        let path = folder.appending(path: "mirror.sqlite").path
        defer { Backup.discard(path) }
        var rest = bytes[...]
        let export = DeliveryReader { _ in
          defer { rest = rest.dropFirst(4_096) }
          return Array(rest.prefix(4_096))
        }
        _ = try Mirror(
          at: path,
          from: export,
          checkpoints: [SignedNote(parsing: text(notes))],
          key: key
        )
        // Its root is signed: whatever was altered would have to show.
        if bytes.filter({ $0 != 0x0A && $0 != 0x0D }) != whole.filter({ $0 != 0x0A }) { abort() }
      },
      Reader(name: "mapping", fr: "correspondance", corpus: [try schema("Forms/demarche.json")]) {
        bytes in
        _ = try FormMapping(parsing: bytes, from: "mapping")
      },
      Reader(
        name: "assertions",
        fr: "affirmations",
        corpus: [Array("# kept\nacme 2026-03-13=41\n2026-03-14=42\nother 2026-03-13=0\n".utf8)]
      ) { _ = try AssertionBook(parsing: text($0)) },
    ] + (try backups(in: folder))
  }

  private static func schema(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: "Schema/\(path)")))
  }

  /// The manifest of a backup, and a part of it whose digest is put right, so that what it holds is read.
  private static func backups(in folder: URL) throws -> [Reader] {
    let place = Place(folder.appending(path: "inputs"))
    try place.make()
    try place.grow(by: 40)
    _ = try Backup(of: LedgerReader(at: place.ledger), to: place.backup)
    let (manifest, part) = (
      URL(fileURLWithPath: "\(place.backup)/backup.json"),
      URL(fileURLWithPath: "\(place.backup)/part-000001")
    )
    let (said, held) = (try Data(contentsOf: manifest), try Data(contentsOf: part))
    let copy = folder.appending(path: "from-input.sqlite").path
    func restore() throws {
      defer { Backup.discard(copy) }
      let made = try Backup.restore(from: place.backup, to: copy)
      try place.checkEvents(made.size, in: copy)
    }
    return [
      Reader(name: "backup.json", corpus: [Array(said)]) { bytes in
        defer { try? said.write(to: manifest) }
        try Data(bytes).write(to: manifest)
        do { try restore() } catch let lost as Lost { fatal(lost) }
      },
      Reader(name: "part of a backup", fr: "partie d'une sauvegarde", corpus: [Array(held)]) {
        bytes in
        defer {
          try? said.write(to: manifest)
          try? held.write(to: part)
        }
        try Data(bytes).write(to: part)
        let text = String(decoding: said, as: UTF8.self)
          .replacing(Hash(of: held).base64, with: Hash(of: bytes).base64)
        try Data(text.utf8).write(to: manifest)
        do { try restore() } catch let lost as Lost { fatal(lost) }
      },
    ]
  }

  /// To take what is not so is as grave as a trap.
  private static func fatal(_ lost: Lost) -> Never {
    FileHandle.standardError.write(Data("\(lost)\n".utf8))
    abort()
  }
}
