import Foundation

/// Files that a person names on the command line.
enum Input {
  /// Opens a file, or standard input for `-`.
  static func open(_ path: String) throws -> FileHandle {
    if path == "-" { return .standardInput }
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw Failure(
        .noInput,
        fr: "« \(path) » n'existe pas.",
        en: "“\(path)” does not exist."
      )
    }
    guard !isDirectory.boolValue else {
      throw Failure(
        .noInput,
        fr: "« \(path) » est un dossier ; un fichier est attendu.",
        en: "“\(path)” is a folder; a file is expected."
      )
    }
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw Failure(
        .inputOutput,
        fr: "« \(path) » ne peut pas être lu.",
        en: "“\(path)” cannot be read."
      )
    }
    return file
  }

  /// All the bytes of a file.
  static func bytes(of path: String) throws -> [UInt8] {
    try Array(open(path).readToEnd() ?? Data())
  }
}
