import Declarations
import Foundation
import GRDB
import MerkleLog

extension Backup {
  /// Whether a path is a folder, as a backup is and a ledger is not.
  public static func isThere(at path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Makes a ledger out of a backup, as it was when it had so many events.
  ///
  /// Every subtree and the index are built anew; the root of each part must come out. The journal ends where the
  /// first event that is left out was recorded, or with the last part that is needed: those behind it are not looked at,
  /// so that one which was damaged takes nothing with it that stands before.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - path: Where; nothing stands there.
  ///   - size: How many events; nil for all.
  ///   - progress: Told now and then how many events were read.
  /// - Returns: How many events the ledger has, how many the backup knows to have been signed, and which parts lie in the
  ///   folder without being named in its manifest: what they hold is not restored.
  /// - Throws: ``LedgerError`` when the backup is not what was made, or nothing can be written.
  @discardableResult
  public static func restore(
    from folder: String,
    to path: String,
    size: Int? = nil,
    progress: (Int) -> Void = { _ in }
  ) throws -> (size: Int, signed: Int, unnamed: [String]) {
    guard !FileManager.default.fileExists(atPath: path) else { throw LedgerFile.exists(path) }
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
  ) throws -> (size: Int, signed: Int, unnamed: [String]) {
    guard let manifest = try BackupManifest(in: folder) else { throw nothing(folder) }
    let size = size ?? manifest.size
    guard (0...manifest.size).contains(size) else { throw tooMany(size, manifest.size) }
    guard let key = try? VerifierKey(parsing: manifest.verifierKey) else { throw unsigned(folder) }
    let parts = manifest.parts.filter { $0.events.lowerBound < size || size == manifest.size }
    for part in parts where try !isGood(part, in: folder) { throw lost(part, in: folder) }
    try LedgerFile.create(at: path, verifierKey: key) { db in
      var tree = MerkleFrontier()
      var notes: [String] = []
      var isJournalOver = false
      for part in parts {
        try BackupPart.open("\(folder)/\(part.file)").read { rows in
          try BackupPart.forEachEvent(rows) { sequence, bytes in
            guard sequence < size else { return }
            guard sequence == tree.size else { throw lost(part, in: folder) }
            try EventTable.append(bytes, to: &tree, db)
            if tree.size % 10_000 == 0 { progress(tree.size) }
          }
          if !isJournalOver {
            isJournalOver = try BackupPart.copyEntries(rows, before: size, to: db)
          }
          notes += try BackupPart.notes(rows)
          guard try BackupPart.holds(part, rows) else { throw lost(part, in: folder) }
        }
        guard tree.size == min(size, part.events.upperBound),
          tree.size < part.events.upperBound || tree.root == part.root
        else { throw lost(part, in: folder) }
      }
      for note in notes {
        guard let signed = try? SignedNote(parsing: note),
          let checkpoint = try? StoredCheckpoint(verifying: signed, with: key)
        else { throw unsigned(folder) }
        guard checkpoint.size <= size else { break }
        try CheckpointTable.insert(checkpoint, db)
      }
      try EventIndex.rebuild(size: size, root: tree.root, db)
    }
    return (
      size, try signed(by: manifest, good: parts.count, with: key, in: folder),
      try unnamedParts(of: manifest, in: folder)
    )
  }

  /// How many events the parts know to have been signed, also those that are not restored; of the first ones it was seen
  /// that they are good.
  private static func signed(
    by manifest: BackupManifest,
    good: Int,
    with key: VerifierKey,
    in folder: String
  ) throws -> Int {
    for (place, part) in manifest.parts.enumerated().reversed()
    where try place < good || isGood(part, in: folder) {
      let last = try BackupPart.open("\(folder)/\(part.file)").read(BackupPart.notes).last
      if let last, let note = try? SignedNote(parsing: last),
        let checkpoint = try? StoredCheckpoint(verifying: note, with: key)
      {
        return checkpoint.size
      }
    }
    return 0
  }

  private static func lost(_ part: BackupManifest.Part, in folder: String) -> LedgerError {
    let (path, before) = ("\(folder)/\(part.file)", part.events.lowerBound)
    return LedgerError(
      .damaged,
      Wording(
        fr:
          "« \(path) » manque, ou n'est pas ce qui a été sauvegardé : de cette sauvegarde, les \(before) premiers "
          + "événements seuls peuvent être restaurés (--size \(before)). Cherchez d'abord une autre copie de ce fichier.",
        en:
          "“\(path)” is missing, or is not what was backed up: of this backup only the first \(before) events can be "
          + "restored (--size \(before)). Look for another copy of that file first."
      )
    )
  }

  private static func unsigned(_ folder: String) -> LedgerError {
    LedgerError(
      .damaged,
      Wording(
        fr: "« \(folder) » : la clé ou un point de contrôle n'est pas ce qui a été sauvegardé.",
        en: "“\(folder)”: the key or a checkpoint is not what was backed up."
      )
    )
  }

  private static func nothing(_ folder: String) -> LedgerError {
    LedgerError(
      .notFound,
      Wording(
        fr: "« \(folder) » n'est pas une sauvegarde : backup.json n'y est pas.",
        en: "“\(folder)” is no backup: there is no backup.json in it."
      )
    )
  }

  private static func tooMany(_ size: Int, _ there: Int) -> LedgerError {
    let events = Wording(there, fr: "événement", en: "event")
    return LedgerError(
      .notFound,
      Wording(
        fr: "La sauvegarde a \(events.french), et non \(size).",
        en: "The backup has \(events.english), not \(size)."
      )
    )
  }
}
