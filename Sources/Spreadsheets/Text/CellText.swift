package import Declarations
import Foundation

/// What people type into cells, read as what they mean: French numbers, French dates.
package enum CellText {
  /// A whole number: `12000`, `12 000`, `12 000,00`.
  ///
  /// Nil for anything else: for `12,000`, which is twelve thousand in English and twelve in French, and for
  /// `12 5`, whose groups are no thousands.
  package static func integer(_ text: String) -> Int? {
    // Nearly all of them: one of 100,000 rows should not cost what its spaces might.
    if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return Int(text) }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard let whole = parts.first, !whole.hasPrefix("+"),
      parts.count == 1 || parts.count == 2 && ["0", "00"].contains(parts[1])
    else { return nil }
    let groups = whole.split(whereSeparator: \.isWhitespace)
    if groups.count > 1 {
      let first = groups[0].drop { $0 == "-" }
      guard (1...3).contains(first.utf8.count),
        groups.dropFirst().allSatisfy({ $0.utf8.count == 3 })
      else { return nil }
    }
    return Int(groups.joined())
  }

  /// A moment as French clocks show it, which say no zone: `2025-08-04 10:12`, `04/08/2025 10:12:30`; a
  /// day alone is its beginning.
  package static func moment(_ text: String) -> FilingTime? {
    if let time = try? FilingTime(parsing: text) { return time }
    if let day = day(text) { return FilingTime(midnightOf: day) }
    let parts = text.split { $0 == " " || $0 == "T" }
    guard parts.count == 2, let day = day(String(parts[0])) else { return nil }
    let clock = parts[1].split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard (2...3).contains(clock.count), let hour = clock[0], let minute = clock[1],
      let second = clock.count > 2 ? clock[2] : 0, (0..<24).contains(hour),
      (0..<60).contains(minute), (0..<60).contains(second)
    else { return nil }
    let moment = ParisTime.moment(day, secondOfDay: hour * 3_600 + minute * 60 + second)
    return try? FilingTime(parsing: moment.recordedText)
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
