import CanonicalJSON
import Declarations
import Foundation
import MerkleLog

/// What lies in the folder of a backup: `backup.json`, written last, so that a part that was cut off counts for nothing.
struct BackupManifest {
  /// One file of the folder: what was new when it was made.
  struct Part {
    /// Its name in the folder.
    let file: String
    let digest: Hash
    /// The events that it holds.
    let events: Range<Int>
    /// The entries of the journal that it holds.
    let entries: Range<Int>
    /// The size of the last checkpoint that is in it or in a part before it; -1 where there is none.
    let checkpoint: Int
    /// The root over all events up to its last.
    let root: Hash
  }

  /// The verifier key of the ledger, which carries its origin.
  let verifierKey: String
  var parts: [Part] = []

  var size: Int { parts.last?.events.upperBound ?? 0 }
  var entries: Int { parts.last?.entries.upperBound ?? 0 }
  var checkpoint: Int { parts.last?.checkpoint ?? -1 }
  var root: Hash { parts.last?.root ?? MerkleTree.emptyRoot }

  init(verifierKey: String) { self.verifierKey = verifierKey }

  private static let name = "backup.json"

  /// Reads the manifest of a folder; nil where there is none.
  ///
  /// - Throws: ``LedgerError`` when it cannot be read, or its parts do not follow one on the other.
  init?(in folder: String) throws {
    let path = "\(folder)/\(Self.name)"
    guard let data = try AtomicFile.read(path) else { return nil }
    guard
      case .object(let object)? = try? JSONReader.value(of: Array(data)),
      let key = object["verifierkey"]?.string, let parts = object["parts"]?.array
    else { throw Self.unreadable(path) }
    verifierKey = key
    for part in parts {
      guard let part = part.object.flatMap(Part.init), part.events.lowerBound == size,
        part.entries.lowerBound == entries, part.checkpoint >= checkpoint,
        part.checkpoint <= part.events.upperBound
      else { throw Self.unreadable(path) }
      self.parts.append(part)
    }
  }

  /// Writes it in place of the one before, as one step.
  func write(in folder: String) throws {
    let object: JSONObject = [
      "parts": .array(parts.map { .object($0.json) }), "verifierkey": .string(verifierKey),
    ]
    let bytes = JSONValue.object(object).canonicalBytes + [0x0A]
    try AtomicFile.write(Data(bytes), to: "\(folder)/\(Self.name)")
  }

  private static func unreadable(_ path: String) -> LedgerError {
    LedgerError(
      .damaged,
      Wording(
        fr:
          "« \(path) » n'est pas lisible : cette sauvegarde ne peut être ni continuée, ni restaurée.",
        en: "“\(path)” cannot be read: this backup can be neither continued nor restored."
      )
    )
  }
}

extension BackupManifest.Part {
  fileprivate var json: JSONObject {
    [
      "checkpoint": .integer(Int64(checkpoint)), "file": .string(file),
      "firstEntry": .integer(Int64(entries.lowerBound)),
      "firstEvent": .integer(Int64(events.lowerBound)),
      "nextEntry": .integer(Int64(entries.upperBound)),
      "nextEvent": .integer(Int64(events.upperBound)), "root": .string(root.base64),
      "sha256": .string(digest.base64),
    ]
  }

  fileprivate init?(_ json: JSONObject) {
    func number(_ name: String) -> Int? { json[name]?.integer.map(Int.init) }
    func hash(_ name: String) -> Hash? {
      json[name]?.string.flatMap(Base64.decode).flatMap(Hash.init(bytes:))
    }
    guard let file = json["file"]?.string, !file.contains("/"), let digest = hash("sha256"),
      let root = hash("root"), let checkpoint = number("checkpoint"),
      let first = number("firstEvent"), let next = number("nextEvent"), first <= next,
      let firstEntry = number("firstEntry"), let nextEntry = number("nextEntry"),
      firstEntry <= nextEntry
    else { return nil }
    self.init(
      file: file,
      digest: digest,
      events: first..<next,
      entries: firstEntry..<nextEntry,
      checkpoint: checkpoint,
      root: root
    )
  }
}
