import Declarations
import Foundation
import MerkleLog

/// The id of a lab made of its name: NFKD, combining marks dropped, lower case, every run of other
/// than a–z and 0–9 one hyphen, trimmed, at most 64 characters.
struct Slug {
  let text: String

  init(_ name: String) {
    var slug = ""
    for scalar in name.decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars
    where !Self.isMark(scalar) {
      let isKept = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
      if isKept {
        slug.unicodeScalars.append(scalar)
      } else if slug.last != "-" {
        slug.append("-")
      }
    }
    let trimmed = Self.trimmed(String(Self.trimmed(slug).prefix(64)))
    // A name without one letter or digit still needs an id.
    text = trimmed.isEmpty ? RegisterImport.hash(name) : trimmed
  }

  /// The id of a second name with the same slug.
  func distinguished(for name: String) -> String {
    "\(text.prefix(55))-\(Hash(of: name.utf8).hex.prefix(8))"
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }

  private static func trimmed(_ text: String) -> String {
    text.trimmingCharacters(in: CharacterSet(charactersIn: "-"))
  }
}
