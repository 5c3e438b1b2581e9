package import Foundation

/// A small file that is there whole or not at all.
package enum AtomicFile {
  /// Reads it.
  ///
  /// - Parameters:
  ///   - path: The file; whoever put something else there, which would never end, is not waited for.
  ///   - limit: The most bytes that it may have.
  /// - Returns: The bytes; nil where there is no file.
  /// - Throws: `CocoaError` with the reason of the system.
  package static func read(_ path: String, limit: Int = 1 << 24) throws -> Data? {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw failure(path)
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw failure(path, status.st_mode & S_IFMT == S_IFDIR ? EISDIR : ENXIO)
    }
    guard status.st_size <= limit else { throw failure(path, EFBIG) }
    return try naming(path) { try file.readToEnd() } ?? Data()
  }

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
      unlink(draft)
      throw error
    }
    if isSynced { try syncFolder(of: path) }
  }

  /// Waits until the names in a file's folder are on the disk: until then a power failure may undo a renaming.
  ///
  /// - Throws: `CocoaError` with the reason of the system.
  static func syncFolder(of path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(folder) }
  }

  private static func write(_ data: Data, toNew path: String, _ isSynced: Bool) throws {
    // What lies there, a link perhaps, is nobody's any more, and is not written through.
    unlink(path)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(path) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    try naming(path) { try file.write(contentsOf: data) }
    if isSynced, fsync(descriptor) != 0 { throw failure(path) }
    guard (try? file.close()) != nil else { throw failure(path) }
  }

  /// What the system says, for reading and writing alike: what counts is the code underneath.
  private static func failure(_ path: String, _ code: Int32 = errno) -> CocoaError {
    CocoaError(
      .fileWriteUnknown,
      userInfo: [
        NSUnderlyingErrorKey: POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO),
        NSFilePathErrorKey: path,
      ]
    )
  }

  /// Adds the file to an error of a handle, which does not know it.
  private static func naming<Result>(
    _ path: String,
    _ work: () throws -> Result
  ) throws -> Result {
    do {
      return try work()
    } catch let error as CocoaError {
      throw failure(path, error.posixCode ?? EIO)
    }
  }
}

extension CocoaError {
  /// The code of the system below, where there is one.
  var posixCode: Int32? {
    (underlying as? POSIXError)?.code.rawValue
  }
}
