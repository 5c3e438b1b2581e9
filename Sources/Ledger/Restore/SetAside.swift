import Declarations
import Foundation

/// What lay where a restoration puts a copy: the file and SQLite's log of it, kept under `.before-restore-N` as they were.
enum SetAside {
  private static func isThere(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }

  private static func name(_ file: String, _ number: Int) -> String {
    "\(file).before-restore-\(number)"
  }

  /// The last number that a file, or a log, was set aside under; 0 where none was.
  ///
  /// Names are asked for one by one, beyond the gaps that whoever cleaned up has left where the folder can be listed: not
  /// every folder that can be written to can.
  private static func last(of file: String) -> Int {
    let location = URL(fileURLWithPath: file)
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: location.deletingLastPathComponent().path
    )
    let prefix = "\(location.lastPathComponent).before-restore-"
    var last =
      (names ?? []).filter { $0.hasPrefix(prefix) }
      .compactMap { Int($0.dropFirst(prefix.count).prefix { $0.isNumber }) }.max() ?? 0
    while ([""] + LedgerFile.logs).contains(where: { isThere(name(file, last + 1) + $0) }) {
      last += 1
    }
    return last
  }

  /// Moves a file that is there, and its log behind it, to a name that nothing has.
  ///
  /// - Returns: That name; nil where nothing is there.
  /// - Throws: ``LedgerError`` when it cannot be moved; then it lies where it lay.
  static func move(_ file: String) throws -> String? {
    let suffixes = ([""] + LedgerFile.logs).filter { isThere(file + $0) }
    guard !suffixes.isEmpty else { return nil }
    let aside = name(file, last(of: file) + 1)
    for suffix in suffixes where rename(file + suffix, aside + suffix) != 0 {
      let reason = SystemReason.wording()
      moveBack(aside, to: file)
      throw LedgerError(
        .inputOutput,
        Wording(
          fr:
            "« \(file + suffix) » ne peut pas être mis de côté : \(reason.french). Rien n'est restauré.",
          en: "“\(file + suffix)” cannot be set aside: \(reason.english). Nothing is restored."
        )
      )
    }
    return suffixes.contains("") ? aside : nil
  }

  /// Moves what was set aside back to where it lay, as far as it was moved: nothing else has that name.
  static func moveBack(_ aside: String, to file: String) {
    for suffix in [""] + LedgerFile.logs where isThere(aside + suffix) {
      rename(aside + suffix, file + suffix)
    }
  }

  /// Ends what a restoration began that was cut off between two renamings, and left its draft: the log follows the file that
  /// it is of, before anybody opens that without it.
  ///
  /// - Parameters:
  ///   - file: The ledger.
  ///   - draft: What was to be put in its place.
  /// - Returns: Where the ledger lies now; nil where no restoration was cut off there.
  static func end(_ file: String, before draft: String) -> String? {
    let aside = name(file, last(of: file))
    guard !isThere(file), isThere(draft), isThere(aside) else { return nil }
    for log in LedgerFile.logs where isThere(file + log) {
      var status = stat()
      if stat(aside + log, &status) == 0 {
        guard status.st_size == 0 else { continue }
        unlink(aside + log)
      }
      rename(file + log, aside + log)
    }
    return aside
  }
}
