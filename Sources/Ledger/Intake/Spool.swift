import Declarations
import Foundation

/// Bytes put aside until it is known whether they are needed: the first in memory, the others on disk, so that a
/// large input does not fill the memory.
///
/// The file has no name: it is gone when the process ends, however it ends.
final class Spool {
  /// The bytes that are kept in memory at most.
  private static let memoryLimit = 1 << 20

  private let ledger: String
  private var memory: [UInt8] = []
  private var file: FileHandle?
  private var end: UInt64 = 0

  /// Begins; the path of the ledger is named when the disk is full.
  init(for ledger: String) {
    self.ledger = ledger
  }

  /// Puts bytes aside.
  ///
  /// - Returns: Where they are.
  func write(_ bytes: [UInt8]) throws -> Range<UInt64> {
    // Once one has gone to the disk, all that come later do.
    if file == nil, memory.count + bytes.count <= Self.memoryLimit {
      memory += bytes
    } else {
      try writeToDisk(bytes)
    }
    defer { end += UInt64(bytes.count) }
    return end..<end + UInt64(bytes.count)
  }

  private func writeToDisk(_ bytes: [UInt8]) throws {
    do {
      let file = try self.file ?? begin()
      try file.seek(toOffset: end)
      try file.write(contentsOf: bytes)
    } catch let error as CocoaError {
      throw Self.failure(ledger, error.posixCode ?? EIO)
    }
  }

  private func begin() throws -> FileHandle {
    var template = Array((FileManager.default.temporaryDirectory.path + "/mitm-XXXXXX").utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw Self.failure(ledger, errno) }
    unlink(template)
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    self.file = file
    return file
  }

  private static func failure(_ ledger: String, _ code: Int32) -> LedgerError {
    let folder = FileManager.default.temporaryDirectory.path
    let reason = SystemReason.wording(code)
    return LedgerError(
      .inputOutput,
      Wording(
        fr:
          "Aucun fichier temporaire ne peut être écrit dans « \(folder) » (\(reason.french)) ; rien n'a été "
          + "enregistré dans « \(ledger) ».",
        en:
          "No temporary file can be written in “\(folder)” (\(reason.english)); nothing was recorded in “\(ledger)”."
      )
    )
  }

  /// Takes bytes up again.
  func read(_ range: Range<UInt64>) throws -> Data {
    guard !range.isEmpty else { return Data() }
    if range.upperBound <= UInt64(memory.count) {
      return Data(memory[Int(range.lowerBound)..<Int(range.upperBound)])
    }
    guard let file else { return Data() }
    try file.seek(toOffset: range.lowerBound)
    return try file.read(upToCount: range.count) ?? Data()
  }
}
