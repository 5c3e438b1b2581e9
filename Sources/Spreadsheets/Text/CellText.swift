package import Declarations
import Foundation

/// What people type into cells, read as what they mean: French numbers, French dates.
package enum CellText {
  /// A whole number: `12000`, `12 000`, `12 000,00`; nil for anything else.
  package static func integer(_ text: String) -> Int? {
    let digits = text.filter { !$0.isWhitespace }
    let parts = digits.split(separator: ",", omittingEmptySubsequences: false)
    guard let whole = parts.first, parts.count <= 2, let number = Int(whole),
      !whole.hasPrefix("+"),
      parts.count == 1 || !parts[1].isEmpty && parts[1].allSatisfy({ $0 == "0" })
    else { return nil }
    return number
  }

  /// A day: `2026-03-13`, `13/03/2026`, `13.3.2026`, each with or without a time behind it that is
  /// midnight; nil for anything else.
  package static func day(_ text: String) -> LegalDate? {
    let text = text.split { $0 == "T" || $0 == " " }.first.map(String.init) ?? ""
    if let day = try? LegalDate(parsing: text) { return day }
    let parts = text.split { "/.-".contains($0) }
    guard parts.count == 3, parts[2].count == 4, parts.allSatisfy({ $0.allSatisfy(\.isASCII) }),
      let day = Int(parts[0]), let month = Int(parts[1]), let year = Int(parts[2])
    else { return nil }
    return LegalDate(year: year, month: month, day: day)
  }

  /// Yes or no, in either language; nil for anything else.
  package static func flag(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "oui", "o", "vrai", "true", "yes", "1", "x": true
    case "non", "n", "faux", "false", "no", "0": false
    default: nil
    }
  }

  /// A heading as it is compared: lower case, without accents, marks and doubled spaces.
  package static func heading(_ text: String) -> String {
    let plain = text.lowercased().decomposed.filter {
      $0.isLetter || $0.isNumber || $0.isWhitespace
    }
    return plain.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

extension String {
  /// The letters without their accents.
  fileprivate var decomposed: String {
    var plain = String.UnicodeScalarView()
    for scalar in decomposedStringWithCanonicalMapping.unicodeScalars
    where scalar.properties.generalCategory != .nonspacingMark {
      // Marks that stand between words divide them.
      plain.append("'’-_.°".unicodeScalars.contains(scalar) ? " " : scalar)
    }
    return String(plain)
  }
}
