import Declarations
package import Foundation
import MerkleLog

/// A folder with some of the register's files, as they were on a day.
package struct RegisterFolder: Sendable {
  /// The files that are there.
  package let files: [RegisterFile]

  /// Reads every file once.
  ///
  /// - Throws: ``Declarations/Refusal`` when none of the files is there; what reading throws.
  package init(at folder: URL) throws {
    let present = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    files = try RegisterFileName.allCases.filter { present.contains($0.rawValue) }.map { name in
      try RegisterFile(name, at: folder.appending(path: name.rawValue))
    }
    guard !files.isEmpty else {
      let names = RegisterFileName.allCases.map(\.rawValue).joined(separator: ", ")
      throw Refusal(
        .empty,
        Wording(
          fr: "Aucun fichier de la BDPM dans « \(folder.path) » ; \(names) sont cherchés.",
          en: "No file of the BDPM in “\(folder.path)”; \(names) are looked for."
        )
      )
    }
  }

  /// One of the files; nil where it is not there.
  package subscript(name: RegisterFileName) -> RegisterFile? {
    files.first { $0.name == name }
  }

  /// The hash of what the files hold, by which two folders are the same.
  var digest: Hash {
    Hash(of: files.map { "\($0.name.rawValue)\t\($0.digest.hex)\n" }.joined().utf8)
  }
}
