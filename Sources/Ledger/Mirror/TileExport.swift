import Declarations
public import Foundation
import MerkleLog
import Projections

extension LedgerReader {
  /// What was written of a tiled log.
  public struct TileExport: Sendable {
    /// The checkpoint that the tiles belong to.
    public let checkpoint: StoredCheckpoint
    /// How many tiles were written; the others were there.
    public let written: Int
  }

  /// Writes the ledger as C2SP tlog-tiles, which any static web server can serve.
  ///
  /// A folder that holds an earlier state of the same ledger is brought up to date: full tiles never
  /// change. The checkpoint is written last, so that what it covers is there before it.
  ///
  /// - Parameters:
  ///   - folder: Where; made if it is not there.
  ///   - progress: Told now and then how many tiles were looked at.
  /// - Returns: The checkpoint, and how many tiles were new.
  /// - Throws: ``LedgerError`` when the ledger has no checkpoint or the folder holds another log;
  ///   what Foundation throws when a file cannot be written.
  public func exportTiles(
    to folder: URL,
    progress: (Int) -> Void = { _ in }
  ) throws -> TileExport {
    guard let checkpoint = try lastCheckpoint else {
      throw LedgerError(
        .unusable,
        Wording(
          fr: "Le registre n'a pas de point de contrôle signé ; « mitm checkpoint » en fait un.",
          en: "The ledger has no signed checkpoint; “mitm checkpoint” makes one."
        )
      )
    }
    try checkIsOurs(folder)
    guard try root(of: .init(size: checkpoint.size)) == checkpoint.root else {
      throw EventTable.altered(checkpoint.size - 1)
    }
    let files = FileManager.default
    var written = 0
    for (index, tile) in Tile.all(size: checkpoint.size).enumerated() {
      let file = folder.appending(path: tile.path)
      let bytes = Data(try bytes(of: tile))
      // What cannot be read is not known to be ours.
      if let there = try AtomicFile.read(file.path) {
        guard there == bytes else { throw Self.foreign(file) }
      } else {
        let parent = file.deletingLastPathComponent()
        try files.createDirectory(at: parent, withIntermediateDirectories: true)
        try AtomicFile.write(bytes, to: file.path)
        written += 1
      }
      if index % 100 == 99 { progress(index + 1) }
    }
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    try AtomicFile.write(
      Data(checkpoint.note.utf8),
      to: folder.appending(path: "checkpoint").path
    )
    return TileExport(checkpoint: checkpoint, written: written)
  }

  private func bytes(of tile: Tile) throws -> [UInt8] {
    var bytes: [UInt8] = []
    switch tile.content {
    case .entries:
      try forEachBody(in: tile.range) { _, body in
        bytes += [UInt8(body.count >> 8), UInt8(body.count & 0xFF)] + body
      }
    case .hashes(let level):
      try read { db in
        for position in tile.range {
          bytes += try EventTable.subtree(db, level: level * 8, position: position).bytes
        }
      }
    }
    return bytes
  }

  /// A folder with a checkpoint must hold an earlier state of this very ledger.
  private func checkIsOurs(_ folder: URL) throws {
    let file = folder.appending(path: "checkpoint")
    guard let data = try AtomicFile.read(file.path) else { return }
    let text = String(decoding: data, as: UTF8.self)
    guard try checkpoints.contains(where: { $0.note == text }) else { throw Self.foreign(file) }
  }

  private static func foreign(_ file: URL) -> LedgerError {
    LedgerError(
      .cannotCreate,
      Wording(
        fr:
          "« \(file.path) » est d'un autre journal, ou d'un état plus récent : rien n'est écrit par-dessus.",
        en: "“\(file.path)” is of another log, or of a later state: nothing is written over it."
      )
    )
  }
}
