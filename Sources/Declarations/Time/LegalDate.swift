/// A civil date in France, as laws and declarations count days (*date d'effet*).
///
/// Proleptic Gregorian; no time of day, no zone. Dates that are read lie from 1900-01-01 to
/// 2199-12-31; arithmetic may leave that range.
public struct LegalDate: Hashable, Sendable {
  /// The days since 1970-01-01.
  public let dayNumber: Int

  /// Counts days from 1970-01-01.
  public init(dayNumber: Int) {
    self.dayNumber = dayNumber
  }

  /// Names a day; nil when there is no such day.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, of: year) else {
      return nil
    }
    // Years begin in March here, so that the leap day comes last.
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    dayNumber = era * 146_097 + dayOfEra - 719_468
  }

  /// The year, the month from 1 and the day from 1.
  public var components: (year: Int, month: Int, day: Int) {
    let shifted = dayNumber + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// The day so many days later, or earlier.
  public func adding(days: Int) -> LegalDate {
    LegalDate(dayNumber: dayNumber + days)
  }

  /// The same day number so many months later, or the last day of that month where it is shorter
  /// (31 August + 6 months = 28 or 29 February).
  public func adding(months: Int) -> LegalDate {
    let (year, month, day) = components
    let count = year * 12 + month - 1 + months
    let newYear = count >= 0 ? count / 12 : (count - 11) / 12
    let newMonth = count - newYear * 12 + 1
    let newDay = min(day, Self.days(inMonth: newMonth, of: newYear))
    return LegalDate(year: newYear, month: newMonth, day: newDay) ?? self
  }

  /// The day of the week: 0 is Sunday.
  var weekday: Int {
    let remainder = (dayNumber + 4) % 7
    return remainder < 0 ? remainder + 7 : remainder
  }

  static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2:
      (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension LegalDate: Comparable {
  /// Earlier days come first.
  public static func < (left: LegalDate, right: LegalDate) -> Bool {
    left.dayNumber < right.dayNumber
  }
}

extension LegalDate: CustomStringConvertible {
  /// `YYYY-MM-DD`.
  public var description: String {
    let (year, month, day) = components
    return "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))"
  }
}

extension LegalDate {
  /// The first and the last day that an event may name.
  public static let range: ClosedRange<LegalDate> =
    LegalDate(dayNumber: -25_567)...LegalDate(dayNumber: 84_005)

  /// Reads `YYYY-MM-DD`, a real day from 1900-01-01 to 2199-12-31.
  ///
  /// - Throws: ``Refusal`` that says what is wrong with the text.
  public init(parsing text: some StringProtocol) throws(Refusal) {
    var digits = String(text)
    let parts: (year: Int, month: Int, day: Int)? = digits.withUTF8 { bytes in
      guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
        let year = number(bytes, 0..<4), let month = number(bytes, 5..<7),
        let day = number(bytes, 8..<10)
      else { return nil }
      return (year, month, day)
    }
    guard let (year, month, day) = parts else {
      throw Refusal(
        .malformed,
        value: String(text),
        Wording(
          fr: "« \(text) » n'est pas une date ; AAAA-MM-JJ est attendu.",
          en: "“\(text)” is not a date; YYYY-MM-DD is expected."
        )
      )
    }
    guard let date = LegalDate(year: year, month: month, day: day), Self.range.contains(date) else {
      throw Refusal(
        .malformed,
        value: String(text),
        Wording(
          fr: "« \(text) » n'est pas un jour réel entre 1900-01-01 et 2199-12-31.",
          en: "“\(text)” is not a real day from 1900-01-01 to 2199-12-31."
        )
      )
    }
    self = date
  }
}

/// The value of ASCII digits; nil for anything else.
func number(_ text: some StringProtocol) -> Int? {
  guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
  return Int(text)
}

/// The value of ASCII digits in a part of some bytes, at most nine; nil for anything else.
func number(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
  guard range.upperBound <= bytes.count, (1...9).contains(range.count) else { return nil }
  var value = 0
  for place in range {
    guard (0x30...0x39).contains(bytes[place]) else { return nil }
    value = value * 10 + Int(bytes[place] - 0x30)
  }
  return value
}

/// A number with zeros in front up to a width.
func padded(_ number: Int, to width: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}
