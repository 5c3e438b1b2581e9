import Declarations
import Foundation
import Ledger

/// A file that keeps where a long reading got to.
struct Bookmark {
  let path: String
  /// What is read: another reading does not go on from here.
  let reading: String

  /// Where to go on; nil at the beginning.
  func cursor() throws -> String? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let text = String(decoding: try Input.bytes(of: path, limit: 1 << 16), as: UTF8.self)
    let lines = text.split(separator: "\n")
    guard lines.count == 2, lines[0] == reading else {
      throw Failure(
        .usage,
        fr:
          "« \(path) » n'est pas le signet de cette lecture (\(reading)) ; effacez-le pour lire depuis le "
          + "début.",
        en:
          "“\(path)” is no bookmark of this reading (\(reading)); delete it to read from the beginning."
      )
    }
    Notice.write(
      say(
        fr: "Reprise après la page \(lines[1]) (\(path)).",
        en: "Going on behind page \(lines[1]) (\(path))."
      )
    )
    return String(lines[1])
  }

  func set(_ cursor: String) throws {
    try AtomicFile.write(Data("\(reading)\n\(cursor)\n".utf8), to: path)
  }

  /// A bookmark that stays would have the next reading pass over what stands before it.
  func remove() throws {
    guard unlink(path) != 0, errno != ENOENT else { return }
    let reason = SystemReason.wording()
    throw Failure(
      .inputOutput,
      fr:
        "Tout est lu ; le signet « \(path) » ne peut pas être effacé (\(reason.french)) : effacez-le.",
      en: "All was read; the bookmark “\(path)” cannot be deleted (\(reason.english)): delete it."
    )
  }
}
