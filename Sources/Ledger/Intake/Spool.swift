import Declarations
import Foundation

/// Bytes put aside on disk until it is known whether they are needed, so that a large input does not
/// fill the memory. The file has no name: it is gone when the process ends, however it ends.
final class Spool {
  private let file: FileHandle
  private var end: UInt64 = 0

  init() throws {
    let folder = FileManager.default.temporaryDirectory.path
    var template = Array((folder + "/mitm-XXXXXX").utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno))
      throw LedgerError(
        .inputOutput,
        Wording(
          fr: "Aucun fichier temporaire ne peut être créé dans « \(folder) » : \(reason).",
          en: "No temporary file can be made in “\(folder)”: \(reason)."
        )
      )
    }
    unlink(template)
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// Puts bytes aside.
  ///
  /// - Returns: Where they are.
  func write(_ bytes: [UInt8]) throws -> Range<UInt64> {
    try file.seek(toOffset: end)
    try file.write(contentsOf: bytes)
    defer { end += UInt64(bytes.count) }
    return end..<end + UInt64(bytes.count)
  }

  /// Takes bytes up again.
  func read(_ range: Range<UInt64>) throws -> Data {
    guard !range.isEmpty else { return Data() }
    try file.seek(toOffset: range.lowerBound)
    return try file.read(upToCount: range.count) ?? Data()
  }
}
