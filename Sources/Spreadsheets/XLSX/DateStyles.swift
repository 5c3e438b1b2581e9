import Declarations
import Foundation

/// Which styles show a number as a date, and what day a number is.
struct DateStyles {
  private let isDate: [Bool]
  private let isFrom1904: Bool

  /// Takes the number format of each style, and the formats that the workbook defines.
  init(styles: [Int], formats: [Int: String], isFrom1904: Bool) {
    self.isFrom1904 = isFrom1904
    isDate = styles.map { id in
      // 14 to 22 and 45 to 47 are the dates and times that every workbook knows.
      if (14...22).contains(id) || (45...47).contains(id) { return true }
      return formats[id].map(Self.showsDate) ?? false
    }
  }

  /// Whether a format has a day, a month or a year in it, outside quotes, brackets and escapes.
  ///
  /// A word that has other letters than dates have, as "Standard", is none.
  static func showsDate(_ format: String) -> Bool {
    var (isQuoted, isBracketed, isEscaped) = (false, false, false)
    var words = [""]
    for character in format.lowercased() {
      if isEscaped {
        isEscaped = false
        continue
      }
      switch character {
      case "\\", "_", "*": isEscaped = true
      case "\"": isQuoted.toggle()
      case "[" where !isQuoted: isBracketed = true
      case "]" where !isQuoted: isBracketed = false
      default:
        if isQuoted || isBracketed { continue }
        if character.isLetter {
          words[words.count - 1].append(character)
        } else {
          words.append("")
        }
      }
    }
    return words.contains { word in
      word.contains { "dyj".contains($0) } && word.allSatisfy { "dmyjahs".contains($0) }
    }
  }

  /// What a number reads as, in the style of its cell.
  func text(of number: String, style: Int?) -> String {
    guard let decimal = Decimal(string: number, locale: Locale(identifier: "en_US_POSIX")) else {
      return number
    }
    if let style, isDate.indices.contains(style), isDate[style], let date = date(of: decimal) {
      return date
    }
    return Self.rounded(decimal).description
  }

  /// The fifteen digits that a spreadsheet shows: 11,999.999999999998 in the file is 12,000 on the screen.
  private static func rounded(_ number: Decimal) -> Decimal {
    var (rounded, exact) = (Decimal(), number)
    var (whole, copy) = (Decimal(), number)
    NSDecimalRound(&whole, &copy, 0, .down)
    let digits = whole.isZero ? 0 : whole.magnitude.description.count
    NSDecimalRound(&rounded, &exact, 15 - digits, .plain)
    return rounded
  }

  /// The day that a number counts; with a time of day behind it, that too.
  private func date(of number: Decimal) -> String? {
    var (whole, value) = (Decimal(), number)
    NSDecimalRound(&whole, &value, 0, .down)
    guard whole >= 0, whole < 3_000_000 else { return nil }
    let days = NSDecimalNumber(decimal: whole).intValue
    // Day 60 of the older count is a 29 February 1900 that never was.
    guard (61...2_958_465).contains(days) || isFrom1904 && (0...2_957_003).contains(days) else {
      return nil
    }
    let epoch = isFrom1904 ? -24_107 : -25_569
    let day = LegalDate(dayNumber: epoch + days)
    var (rounded, exact) = (Decimal(), (number - whole) * 1_440)
    NSDecimalRound(&rounded, &exact, 0, .plain)
    let minutes = min(NSDecimalNumber(decimal: rounded).intValue, 1_439)
    guard minutes > 0 else { return day.description }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(day)T\(two(minutes / 60)):\(two(minutes % 60))"
  }
}
