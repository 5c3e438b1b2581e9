import Declarations
import Foundation

/// Bytes put aside on disk until it is known whether they are needed, so that a large input does
/// not fill the memory.
///
/// The file has no name: it is gone when the process ends, however it ends.
final class Spool {
  private let ledger: String
  private let file: FileHandle
  private var end: UInt64 = 0

  /// Makes the file; the path of the ledger is named when the disk is full.
  init(for ledger: String) throws {
    self.ledger = ledger
    var template = Array((FileManager.default.temporaryDirectory.path + "/mitm-XXXXXX").utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw Self.failure(ledger) }
    unlink(template)
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// Puts bytes aside.
  ///
  /// - Returns: Where they are.
  func write(_ bytes: [UInt8]) throws -> Range<UInt64> {
    do {
      try file.seek(toOffset: end)
      try file.write(contentsOf: bytes)
    } catch {
      throw Self.failure(ledger)
    }
    defer { end += UInt64(bytes.count) }
    return end..<end + UInt64(bytes.count)
  }

  private static func failure(_ ledger: String) -> LedgerError {
    let folder = FileManager.default.temporaryDirectory.path
    return LedgerError(
      .inputOutput,
      Wording(
        fr:
          "Aucun fichier temporaire ne peut être écrit dans « \(folder) » ; rien n'a été "
          + "enregistré dans « \(ledger) ».",
        en:
          "No temporary file can be written in “\(folder)”; nothing was recorded in “\(ledger)”."
      )
    )
  }

  /// Takes bytes up again.
  func read(_ range: Range<UInt64>) throws -> Data {
    guard !range.isEmpty else { return Data() }
    try file.seek(toOffset: range.lowerBound)
    return try file.read(upToCount: range.count) ?? Data()
  }
}
