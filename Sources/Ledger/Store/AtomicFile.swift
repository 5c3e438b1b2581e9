package import Foundation

/// A small file that is there whole or not at all.
package enum AtomicFile {
  /// Writes beside and renames: a crash leaves what was there before, and at most one file `.new` that
  /// the next write takes over.
  ///
  /// - Parameters:
  ///   - data: The bytes.
  ///   - path: The file.
  ///   - isSynced: Whether to wait until the bytes are on the disk. Without, a power failure may leave what was
  ///     there before, which is enough for what can be made again.
  /// - Throws: `CocoaError` with the reason of the system.
  package static func write(_ data: Data, to path: String, isSynced: Bool = true) throws {
    let draft = path + ".new"
    do {
      try write(data, toNew: draft, isSynced)
      guard rename(draft, path) == 0 else { throw failure(path) }
    } catch {
      try? FileManager.default.removeItem(atPath: draft)
      throw error
    }
  }

  private static func write(_ data: Data, toNew path: String, _ isSynced: Bool) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(path) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    try file.write(contentsOf: data)
    if isSynced, fsync(descriptor) != 0 { throw failure(path) }
    guard (try? file.close()) != nil else { throw failure(path) }
  }

  private static func failure(_ path: String) -> CocoaError {
    CocoaError(
      .fileWriteUnknown,
      userInfo: [
        NSUnderlyingErrorKey: POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO),
        NSFilePathErrorKey: path,
      ]
    )
  }
}
