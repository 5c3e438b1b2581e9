// The civil time of France, computed and not looked up, so that an answer does not depend on the
// time zone files of a machine.
//
// UTC+1, and UTC+2 in summer: from the last Sunday of March at 01:00 UTC to the last Sunday of
// October at 01:00 UTC (directive 2000/84/EC, in use in this form since 1996); until 1995 summer
// ended on the last Sunday of September, and from 1976 to 1980 the days were set year by year.
// Before 1976 there was none; the war years and local mean time, before September 1945, are not
// modelled: no fact of this ledger hangs on an hour of those years.

/// The civil time of France (Europe/Paris).
public enum ParisTime {
  /// The civil date in France at a moment.
  public static func day(of instant: Instant) -> LegalDate {
    let seconds = instant.wholeSeconds + Int64(offset(at: instant))
    return LegalDate(dayNumber: Int(seconds.quotientAndFloorRemainder(by: 86_400).quotient))
  }

  /// The moment at which a day begins in France.
  public static func midnight(_ day: LegalDate) -> Instant {
    // No change of clock falls between 00:00 in winter time and 00:00 in summer time of one day.
    let winter = Instant(day: day, seconds: -3_600)
    return Instant(day: day, seconds: -offset(at: winter))
  }

  /// The moment at which French clocks show a time of day, in seconds from 00:00.
  ///
  /// Of the hour that autumn shows twice the first is meant; of the hour that spring leaves out, the one
  /// behind it.
  public static func moment(_ day: LegalDate, secondOfDay: Int) -> Instant {
    let summer = Instant(day: day, seconds: secondOfDay - 7_200)
    return offset(at: summer) == 7_200 ? summer : Instant(day: day, seconds: secondOfDay - 3_600)
  }

  /// The beginning of a day in France as events write it: `2025-07-07T00:00:00+02:00`.
  public static func midnightText(_ day: LegalDate) -> String {
    let hours = offset(at: Instant(day: day, seconds: -3_600)) / 3_600
    return "\(day)T00:00:00+0\(hours):00"
  }

  /// The seconds that French clocks are ahead of UTC.
  static func offset(at instant: Instant) -> Int {
    let utcDay = instant.wholeSeconds.quotientAndFloorRemainder(by: 86_400).quotient
    let year = LegalDate(dayNumber: Int(utcDay)).components.year
    guard let (start, end) = summer(of: year) else { return 3_600 }
    return start <= instant && instant < end ? 7_200 : 3_600
  }

  private static func summer(of year: Int) -> (start: Instant, end: Instant)? {
    switch year {
    case 1976: (at(year, 3, 28, hour: 0), at(year, 9, 25, hour: 23))
    case 1977: (at(year, 4, 3, hour: 1), at(year, 9, 25, hour: 1))
    case 1978: (at(year, 4, 2, hour: 1), at(year, 10, 1, hour: 1))
    case 1979: (at(year, 4, 1, hour: 1), at(year, 9, 30, hour: 1))
    case 1980: (at(year, 4, 6, hour: 1), at(year, 9, 28, hour: 1))
    case 1981...1995: (lastSunday(year, 3), lastSunday(year, 9))
    case 1996...: (lastSunday(year, 3), lastSunday(year, 10))
    default: nil
    }
  }

  private static func lastSunday(_ year: Int, _ month: Int) -> Instant {
    let last = LegalDate.days(inMonth: month, of: year)
    let weekday = LegalDate(year: year, month: month, day: last)?.weekday ?? 0
    return at(year, month, last - weekday, hour: 1)
  }

  private static func at(_ year: Int, _ month: Int, _ day: Int, hour: Int) -> Instant {
    let date = LegalDate(year: year, month: month, day: day) ?? LegalDate(dayNumber: 0)
    return Instant(day: date, seconds: hour * 3_600)
  }
}
