import Crypto
import Declarations
import Foundation
import GRDB
public import MerkleLog

/// A backup (*sauvegarde*): a folder to which each run adds what is new, while the ledger is written to.
///
/// Everything that is truth is in it, the journal too, and neither the private key nor the tokens. What was copied is read
/// back, hashed to the root of the ledger, and the parts of before are compared with their digests: a backup that is
/// not good is known when it is made, and not when it is needed.
public struct Backup: Sendable {
  /// How many events it holds.
  public let size: Int
  /// The root over them.
  public let root: Hash
  /// How many entries of the journal it holds.
  public let entries: Int
  /// How many of its events this run copied.
  public let copied: Int
  /// How many files it is made of.
  public let parts: Int

  /// Adds to a backup, or begins one.
  ///
  /// - Parameters:
  ///   - reader: The ledger.
  ///   - folder: The folder; it is made where it is not there.
  ///   - progress: Told now and then how many events were copied.
  /// - Throws: ``LedgerError`` when the folder holds a backup of another ledger or history, a part of it was altered, or
  ///   something cannot be read or written.
  public init(
    of reader: LedgerReader,
    to folder: String,
    progress: (Int) -> Void = { _ in }
  ) throws {
    try Self.inputOutput(folder) {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    guard LedgerFile.location(of: folder) != LedgerFile.folder(of: reader.path) else {
      throw Self.ownFolder(folder)
    }
    let lock = try WriterLock(ledger: "\(folder)/backup")
    defer { withExtendedLifetime(lock) {} }
    let key = try reader.verifierKey
    let found = try Self.inputOutput(folder) { try BackupManifest(in: folder) }
    guard try found != nil || Self.unnamedParts(of: nil, in: folder).isEmpty else {
      throw Self.headless(folder)
    }
    var manifest = found ?? BackupManifest(verifierKey: key)
    guard manifest.verifierKey == key else { throw Self.foreign(folder) }
    for part in manifest.parts where try !Self.isGood(part, in: folder) {
      throw Self.altered("\(folder)/\(part.file)")
    }
    let before = manifest.size
    try reader.snapshot { db in
      guard try EventTable.size(db) >= before, try EventTable.root(of: before, db) == manifest.root,
        try Self.hasJournal(of: manifest, db, in: folder)
      else { throw Self.foreign(folder) }
      if let part = try Self.add(to: manifest, db, in: folder, progress) {
        manifest.parts.append(part)
        try Self.inputOutput(folder) { try manifest.write(in: folder) }
      }
    }
    size = manifest.size
    root = manifest.root
    entries = manifest.entries
    copied = manifest.size - before
    parts = manifest.parts.count
  }

  /// Copies what is new and reads it back; nil where nothing is.
  private static func add(
    to manifest: BackupManifest,
    _ db: Database,
    in folder: String,
    _ progress: (Int) -> Void
  ) throws -> BackupManifest.Part? {
    let size = try EventTable.size(db)
    let entries = try Journal.nextID(db)
    let checkpoint = try CheckpointTable.last(db)?.size ?? -1
    guard size > manifest.size || entries > manifest.entries || checkpoint > manifest.checkpoint
    else { return nil }
    let file = try freeName(after: manifest, in: folder)
    let (path, draft) = ("\(folder)/\(file)", "\(folder)/\(file).new")
    for suffix in ["", "-journal"] { unlink(draft + suffix) }
    try LedgerFile.translated(draft) {
      try BackupPart.write(to: draft, after: manifest, upTo: size, from: db, progress: progress)
    }
    var tree = try EventTable.frontier(of: manifest.size, db)
    try LedgerFile.translated(draft) {
      try BackupPart.open(draft).read { part in
        try BackupPart.forEachEvent(part) { _, bytes in
          _ = tree.append(leaf: MerkleTree.leaf(bytes))
        }
      }
    }
    let root = try EventTable.root(of: size, db)
    let journal = try Journal.digest(of: manifest.entries..<entries, db)
    guard tree.size == size, tree.root == root,
      try read(draft, { try Journal.digest(of: manifest.entries..<entries, $0) }) == journal
    else { throw altered(draft) }
    let digest = try inputOutput(draft) { try Self.digest(of: draft) }
    guard rename(draft, path) == 0 else { throw unwritable(folder, errno) }
    try inputOutput(folder) { try AtomicFile.syncFolder(of: path) }
    return BackupManifest.Part(
      file: file,
      digest: digest,
      events: manifest.size..<size,
      entries: manifest.entries..<entries,
      checkpoint: checkpoint,
      root: root
    )
  }

  /// Whether the journal begins with what was backed up of it, and the parts hold what the manifest says: no root vouches
  /// for that.
  ///
  /// After a restoration the journal may have other entries in the same places.
  private static func hasJournal(
    of manifest: BackupManifest,
    _ db: Database,
    in folder: String
  ) throws -> Bool {
    guard try Journal.nextID(db) >= manifest.entries else { return false }
    return try manifest.parts.allSatisfy { part in
      let (journal, isWhole) = try read("\(folder)/\(part.file)") {
        (try Journal.digest(of: part.entries, $0), try BackupPart.holds(part, $0))
      }
      return try isWhole && journal == Journal.digest(of: part.entries, db)
    }
  }

  private static func read<Result>(
    _ part: String,
    _ work: (Database) throws -> Result
  ) throws -> Result {
    try LedgerFile.translated(part) { try BackupPart.open(part).read(work) }
  }

  /// Whether a part is there, and what its digest says.
  static func isGood(_ part: BackupManifest.Part, in folder: String) throws -> Bool {
    let path = "\(folder)/\(part.file)"
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    return try inputOutput(path) { try digest(of: path) } == part.digest
  }

  /// The whole parts of a folder that its manifest does not name.
  ///
  /// They are those of a run that was cut off, or the manifest is an earlier one. A part that was cut off itself has
  /// another ending.
  static func unnamedParts(of manifest: BackupManifest?, in folder: String) throws -> [String] {
    let named = Set((manifest?.parts ?? []).map(\.file))
    return try inputOutput(folder) {
      try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { $0.hasPrefix("part-") && !$0.contains(".new") && !named.contains($0) }.sorted()
    }
  }

  /// A name for the next part, that no file has: what lies there may be all that is left of something.
  private static func freeName(after manifest: BackupManifest, in folder: String) throws -> String {
    let taken = Set(try unnamedParts(of: manifest, in: folder))
    var number = manifest.parts.count
    var name = ""
    repeat {
      number += 1
      let digits = String(number)
      name = "part-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    } while taken.contains(name) || manifest.parts.contains { $0.file == name }
    return name
  }

  private static func digest(of path: String) throws -> Hash {
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    defer { try? file.close() }
    var hasher = SHA256()
    while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
      hasher.update(data: piece)
    }
    return Hash(hasher.finalize())
  }

  /// Runs work on files and puts what the system says in words.
  private static func inputOutput<Result>(_ path: String, _ work: () throws -> Result) throws
    -> Result
  {
    do {
      return try work()
    } catch let error as CocoaError {
      throw unwritable(path, error.posixCode ?? EIO)
    }
  }

  private static func unwritable(_ path: String, _ code: Int32) -> LedgerError {
    let reason = SystemReason.wording(code)
    return LedgerError(
      .inputOutput,
      Wording(
        fr:
          "« \(path) » ne peut être ni lu ni écrit : \(reason.french). Rien n'est ajouté à la sauvegarde.",
        en:
          "“\(path)” can be neither read nor written: \(reason.english). Nothing is added to the backup."
      )
    )
  }

  static func altered(_ path: String) -> LedgerError {
    LedgerError(
      .damaged,
      Wording(
        fr:
          "« \(path) » manque, ou n'est pas ce qui a été sauvegardé ; commencez une sauvegarde dans un autre dossier.",
        en: "“\(path)” is missing, or is not what was backed up; begin a backup in another folder."
      )
    )
  }

  private static func ownFolder(_ folder: String) -> LedgerError {
    LedgerError(
      .unusable,
      Wording(
        fr: "« \(folder) » est le dossier du registre lui-même : une sauvegarde va ailleurs.",
        en: "“\(folder)” is the folder of the ledger itself: a backup goes elsewhere."
      )
    )
  }

  private static func headless(_ folder: String) -> LedgerError {
    LedgerError(
      .damaged,
      Wording(
        fr:
          "« \(folder) » a des parties d'une sauvegarde, mais pas backup.json, qui dit ce qu'elles sont : rien n'y est "
          + "ajouté. Remettez ce fichier, ou commencez une sauvegarde dans un autre dossier.",
        en:
          "“\(folder)” has parts of a backup, but not backup.json, which says what they are: nothing is added to it. Put "
          + "that file back, or begin a backup in another folder."
      )
    )
  }

  private static func foreign(_ folder: String) -> LedgerError {
    LedgerError(
      .unusable,
      Wording(
        fr:
          "« \(folder) » est la sauvegarde d'un autre registre, ou d'événements ou d'envois que celui-ci n'a pas, ou plus : rien n'y "
          + "est ajouté. « mitm verify » dit s'il est intact ; une nouvelle sauvegarde va dans un autre dossier.",
        en:
          "“\(folder)” is the backup of another ledger, or of events or submissions that this one has not (any more): nothing is added "
          + "to it. “mitm verify” says what holds; a new backup goes to another folder."
      )
    )
  }
}
