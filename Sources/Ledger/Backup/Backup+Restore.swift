import Declarations
import Foundation
import GRDB
import MerkleLog

extension Backup {
  /// Whether a path is the folder of a backup.
  public static func isThere(at path: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(path)/backup.json")
  }

  /// Makes a ledger out of a backup, as it was when it had so many events.
  ///
  /// Every subtree and the index are built anew; the root of each part must come out. The journal ends where the
  /// first event that is left out was recorded.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - path: Where; nothing stands there.
  ///   - size: How many events; nil for all.
  ///   - progress: Told now and then how many events were read.
  /// - Returns: How many events the ledger has.
  /// - Throws: ``LedgerError`` when the backup is not what was made, or nothing can be written.
  @discardableResult
  public static func restore(
    from folder: String,
    to path: String,
    size: Int? = nil,
    progress: (Int) -> Void = { _ in }
  ) throws -> Int {
    do {
      return try rebuild(from: folder, to: path, size: size, progress)
    } catch {
      discard(path)
      throw error
    }
  }

  /// Removes a ledger that was made out of a backup, and what stands beside it.
  public static func discard(_ path: String) { LedgerFile.remove(path) }

  private static func rebuild(
    from folder: String,
    to path: String,
    size: Int?,
    _ progress: (Int) -> Void
  ) throws -> Int {
    guard let manifest = try BackupManifest(in: folder) else { throw nothing(folder) }
    let size = size ?? manifest.size
    guard (0...manifest.size).contains(size) else { throw tooMany(size, manifest.size) }
    guard let key = try? VerifierKey(parsing: manifest.verifierKey) else { throw altered(folder) }
    for part in manifest.parts { try check(part, in: folder) }
    try LedgerFile.create(at: path, verifierKey: key) { db in
      var tree = MerkleFrontier()
      var notes: [String] = []
      var isJournalOver = false
      for part in manifest.parts where part.events.lowerBound <= size {
        try BackupPart.open("\(folder)/\(part.file)").read { rows in
          try BackupPart.forEachEvent(rows) { sequence, bytes in
            guard sequence < size else { return }
            guard sequence == tree.size else { throw altered(part.file) }
            try EventTable.append(bytes, to: &tree, db)
            if tree.size % 10_000 == 0 { progress(tree.size) }
          }
          if !isJournalOver {
            isJournalOver = try BackupPart.copyEntries(rows, before: size, to: db)
          }
          notes += try BackupPart.notes(rows)
        }
        guard tree.size < part.events.upperBound || tree.root == part.root else {
          throw altered(part.file)
        }
      }
      for note in notes {
        guard let signed = try? SignedNote(parsing: note),
          let checkpoint = try? Checkpoint(verifying: signed, with: key)
        else { throw altered(folder) }
        guard checkpoint.size <= size else { break }
        try CheckpointTable.insert(
          StoredCheckpoint(size: checkpoint.size, root: checkpoint.root, note: note),
          db
        )
      }
      try EventIndex.rebuild(size: size, root: tree.root, db)
    }
    return size
  }

  private static func nothing(_ folder: String) -> LedgerError {
    LedgerError(
      .notFound,
      Wording(
        fr: "« \(folder) » n'est pas une sauvegarde ; « mitm backup » en fait une.",
        en: "“\(folder)” is no backup; “mitm backup” makes one."
      )
    )
  }

  private static func tooMany(_ size: Int, _ there: Int) -> LedgerError {
    LedgerError(
      .notFound,
      Wording(
        fr: "La sauvegarde a \(there) événements, et non \(size).",
        en: "The backup has \(there) events, not \(size)."
      )
    )
  }
}
