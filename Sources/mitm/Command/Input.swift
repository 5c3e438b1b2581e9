import Declarations
import Foundation
import Spreadsheets
import Submissions

/// Files that a person names on the command line.
enum Input {
  /// Opens a file, or standard input for `-`.
  static func open(_ path: String) throws -> FileHandle {
    if path == "-" { return .standardInput }
    var status = stat()
    guard stat(path, &status) == 0 else {
      if errno == ENOENT || errno == ENOTDIR {
        throw Failure(
          .noInput,
          fr: "« \(path) » n'existe pas.",
          en: "“\(path)” does not exist."
        )
      }
      throw unreadable(path)
    }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw Failure(
        .noInput,
        fr: "« \(path) » est un dossier ; un fichier est attendu.",
        en: "“\(path)” is a folder; a file is expected."
      )
    }
    guard let file = FileHandle(forReadingAtPath: path) else { throw unreadable(path) }
    return file
  }

  private static func unreadable(_ path: String) -> Failure {
    Failure(
      .inputOutput,
      fr: "« \(path) » ne peut pas être lu : accès refusé ou disque défaillant.",
      en: "“\(path)” cannot be read: permission denied, or a failing disk."
    )
  }

  /// What is read out of a spreadsheet; what is wrong with it is bad data.
  static func sheet<Result>(_ path: String, _ read: (Sheet) throws -> Result) throws -> Result {
    let bytes = try bytes(of: path)
    do {
      return try read(try Sheet(bytes))
    } catch let fault as SpreadsheetFault {
      throw Failure(
        .badData,
        fr: "« \(path) » : \(fault.message.french)",
        en: "“\(path)”: \(fault.message.english)"
      )
    } catch let refusal as Refusal {
      throw Failure(
        .badData,
        fr: "« \(path) » : \(refusal.message.french)",
        en: "“\(path)”: \(refusal.message.english)"
      )
    }
  }

  /// A lab's register; what of it is not read is said.
  static func register(
    _ path: String,
    needing needed: [Column],
    or only: Column? = nil
  ) throws -> Register {
    let register = try sheet(path) { try Register($0, needing: needed, or: only) }
    let columns = register.ignored.joined(separator: ", ")
    if !columns.isEmpty {
      Notice.write(
        say(fr: "Colonnes non lues : \(columns)", en: "Columns that are not read: \(columns)")
      )
    }
    // The sheet of the templates that explains the headings holds no rows.
    let sheets = register.otherSheets.filter { !["Explications", "Explanations"].contains($0) }
      .joined(separator: ", ")
    if !sheets.isEmpty {
      Notice.write(
        say(
          fr: "Seule la feuille « \(register.sheetName ?? "") » est lue ; non lues : \(sheets)",
          en: "Only the sheet “\(register.sheetName ?? "")” is read; not read: \(sheets)"
        )
      )
    }
    return register
  }

  /// All the bytes of a file; one that has more than what is expected of it is not what it is taken for.
  static func bytes(of path: String, limit: Int = 1 << 28) throws -> [UInt8] {
    let file = try open(path)
    var bytes: [UInt8] = []
    while let more = try file.read(upToCount: min(limit + 1, 1 << 20)), !more.isEmpty {
      bytes += more
      guard bytes.count <= limit else {
        throw Failure(
          .badData,
          fr: "« \(path) » a plus de \(limit) octets : ce n'est pas ce qui est attendu ici.",
          en: "“\(path)” has more than \(limit) bytes: it is not what is expected here."
        )
      }
    }
    return bytes
  }
}
