package import Foundation

/// A small file that is there whole or not at all.
package enum AtomicFile {
  /// Writes beside and renames: a crash leaves what was there before, and at most one file `.new` that
  /// the next write takes over.
  package static func write(_ data: Data, to path: String) throws {
    let draft = path + ".new"
    try data.write(to: URL(fileURLWithPath: draft))
    guard rename(draft, path) == 0 else {
      let code = POSIXErrorCode(rawValue: errno) ?? .EIO
      try? FileManager.default.removeItem(atPath: draft)
      throw CocoaError(
        .fileWriteUnknown,
        userInfo: [NSUnderlyingErrorKey: POSIXError(code), NSFilePathErrorKey: path]
      )
    }
  }
}
