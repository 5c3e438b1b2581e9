package import Foundation

/// Real files and published vectors, which lie beside the repository where they are at hand.
///
/// A test that needs them is skipped, with a message, where they are not.
package enum SharedFolder {
  /// The published test vectors.
  package static let vectors = folder("vectors")

  /// Files of the public register.
  package static let bdpm = folder("data/bdpm")

  /// Shortage declarations.
  package static let shortages = folder("data/shortages")

  private static func folder(_ path: String) -> URL? {
    let root = Repository.root.deletingLastPathComponent().appending(path: "shared/\(path)")
    return FileManager.default.fileExists(atPath: root.path) ? root : nil
  }
}

/// The repository that the tests belong to.
package enum Repository {
  /// Its folder.
  package static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
