// A ZIP file whose bytes are a function of what it holds: the files in the order of their names, stored
// as they are, since a compressor may change from version to version; one date for all, one mode.

import CZip
import Declarations
import Foundation

/// Files gathered into one.
enum ZipArchive {
  /// A file with its path in the archive.
  typealias File = (path: String, bytes: [UInt8])

  /// 1980-01-01, the first day that the format can write.
  private static let date: (time: UInt16, day: UInt16) = (0, 0x21)
  private static let mode: UInt32 = 0o100_644 << 16

  /// Writes the archive; a file that is there already is not written over.
  static func write(_ files: [File], to path: String) throws {
    var code: Int32 = 0
    guard let archive = zip_open(path, ZIP_CREATE | ZIP_EXCL, &code) else {
      if code == ZIP_ER_EXISTS {
        throw Failure(
          .cannotCreate,
          fr: "« \(path) » existe déjà ; rien n'est écrit.",
          en: "“\(path)” exists already; nothing is written."
        )
      }
      throw cannotWrite(path)
    }
    var isClosed = false
    defer { if !isClosed { zip_discard(archive) } }
    for file in files.sorted(by: { $0.path < $1.path }) { try add(file, to: archive, path) }
    guard zip_close(archive) == 0 else { throw cannotWrite(path) }
    isClosed = true
  }

  private static func add(_ file: File, to archive: OpaquePointer, _ path: String) throws {
    // The archive reads the bytes when it is closed, and frees them then.
    let copy = malloc(max(file.bytes.count, 1))
    guard let copy else { throw cannotWrite(path) }
    file.bytes.withUnsafeBytes { bytes in
      if let base = bytes.baseAddress { copy.copyMemory(from: base, byteCount: bytes.count) }
    }
    guard let source = zip_source_buffer(archive, copy, zip_uint64_t(file.bytes.count), 1) else {
      free(copy)
      throw cannotWrite(path)
    }
    let index = zip_file_add(archive, file.path, source, zip_flags_t(ZIP_FL_ENC_UTF_8))
    guard index >= 0 else {
      zip_source_free(source)
      throw cannotWrite(path)
    }
    let place = zip_uint64_t(index)
    let isSet =
      zip_set_file_compression(archive, place, ZIP_CM_STORE, 0) == 0
      && zip_file_set_dostime(archive, place, date.time, date.day, 0) == 0
      && zip_file_set_external_attributes(archive, place, 0, zip_uint8_t(ZIP_OPSYS_UNIX), mode) == 0
    guard isSet else { throw cannotWrite(path) }
  }

  private static func cannotWrite(_ path: String) -> Failure {
    Failure(
      .cannotCreate,
      fr: "« \(path) » ne peut pas être écrit.",
      en: "“\(path)” cannot be written."
    )
  }
}
