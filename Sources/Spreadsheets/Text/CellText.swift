package import Declarations
import Foundation

/// What people type into cells, read as what they mean: French numbers, French dates.
package enum CellText {
  /// A whole number: `12000`, `12 000`, `12 000,00`.
  ///
  /// Nil for anything else, and for `12,000`, which is twelve thousand in English and twelve in French.
  package static func integer(_ text: String) -> Int? {
    let parts = text.filter { !$0.isWhitespace }
      .split(separator: ",", omittingEmptySubsequences: false)
    guard let whole = parts.first, !whole.hasPrefix("+"), let number = Int(whole),
      parts.count == 1 || parts.count == 2 && ["0", "00"].contains(parts[1])
    else { return nil }
    return number
  }

  /// A day: `2026-03-13`, `13/03/2026`, `13.3.2026`, each with or without a midnight behind it; nil for
  /// anything else, and for a time of day that is none.
  package static func day(_ text: String) -> LegalDate? {
    let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) {
      $0 == "T" || $0 == " "
    }
    guard let date = parts.first, parts.count == 1 || isMidnight(parts[1]) else { return nil }
    if let day = try? LegalDate(parsing: date) { return day }
    guard let mark = date.first(where: { "/.-".contains($0) }) else { return nil }
    let numbers = date.split(separator: mark, omittingEmptySubsequences: false)
    guard numbers.count == 3, numbers[2].count == 4,
      numbers.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let day = Int(numbers[0]), let month = Int(numbers[1]), let year = Int(numbers[2]),
      let found = LegalDate(year: year, month: month, day: day)
    else { return nil }
    // As wide as the days of events.
    return try? LegalDate(parsing: found.description)
  }

  private static func isMidnight(_ text: Substring) -> Bool {
    !text.isEmpty && text.allSatisfy { "0:.Z".contains($0) }
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
