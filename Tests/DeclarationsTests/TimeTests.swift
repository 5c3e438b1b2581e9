import Declarations
import Foundation
import Testing

@Suite struct `A legal date` {
  private static let utc: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: "UTC") ?? calendar.timeZone
    return calendar
  }()

  @Test
  func `agrees with Foundation on every day that an event may name`() throws {
    var days = 0
    for dayNumber in LegalDate.range.lowerBound.dayNumber...LegalDate.range.upperBound.dayNumber {
      let date = LegalDate(dayNumber: dayNumber)
      let (year, month, day) = date.components
      #expect(LegalDate(year: year, month: month, day: day) == date)
      guard dayNumber % 37 == 0 else { continue }
      let parts = Self.utc.dateComponents(
        [.year, .month, .day],
        from: Date(timeIntervalSince1970: Double(dayNumber) * 86_400)
      )
      #expect(parts.year == year && parts.month == month && parts.day == day)
      days += 1
    }
    #expect(days > 2_900)
    #expect(LegalDate.range.lowerBound.description == "1900-01-01")
    #expect(LegalDate.range.upperBound.description == "2199-12-31")
  }

  @Test(arguments: [
    ("2024-08-31", 6, "2025-02-28"), ("2023-08-31", 6, "2024-02-29"),
    ("2024-02-29", 12, "2025-02-28"),
    ("2024-01-31", 1, "2024-02-29"), ("2024-03-31", -1, "2024-02-29"),
    ("2024-12-15", 1, "2025-01-15"),
    ("2024-01-15", -1, "2023-12-15"), ("2024-05-30", 0, "2024-05-30"),
    ("2026-02-28", -24, "2024-02-28"),
  ])
  func `adds calendar months and clamps to the end of the month`(
    start: String,
    months: Int,
    end: String
  ) throws {
    #expect(try LegalDate(parsing: start).adding(months: months).description == end)
  }

  @Test(arguments: [
    "2025-02-30", "2025-13-01", "2025-00-10", "2025-1-1", "29/11/2924", "2924-11-29", "1899-12-31",
    "2200-01-01", "", "2025-01-01T00:00:00Z", "２０２５-01-01", "2025-01-0a", "-025-01-01",
  ])
  func `refuses what is no real day`(text: String) {
    let refusal = #expect(throws: Refusal.self) { try LegalDate(parsing: text) }
    #expect(refusal?.rule == .malformed)
    #expect(refusal?.value == text)
  }
}

@Suite struct `An instant` {
  @Test(arguments: [
    ("2026-03-13T10:11:12.123456Z", "2026-03-13T10:11:12.123456Z"),
    ("2026-03-13T10:11:12+01:00", "2026-03-13T09:11:12.000000Z"),
    ("2026-03-13t10:11:12.5z", "2026-03-13T10:11:12.500000Z"),
    ("2025-12-31T23:30:00-02:30", "2026-01-01T02:00:00.000000Z"),
    ("1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999999Z"),
    ("1900-01-01T00:00:00Z", "1900-01-01T00:00:00.000000Z"),
    ("2199-12-31T23:59:59.999999Z", "2199-12-31T23:59:59.999999Z"),
  ])
  func `reads RFC 3339 with an offset`(text: String, recorded: String) throws {
    #expect(try Instant(parsing: text).truncatedToMicroseconds.recordedText == recorded)
  }

  @Test(arguments: [
    "2026-03-13", "2026-03-13T10:11:12", "2026-03-13 10:11:12Z", "2026-03-13T24:00:00Z",
    "2026-03-13T10:60:00Z", "2026-12-31T23:59:60Z", "2026-02-29T10:00:00Z", "2026-03-13T10:11:12.Z",
    "2026-03-13T10:11:12.1234567890Z", "2026-03-13T10:11:12+1:00", "2026-03-13T10:11:12+24:00",
    "2026-03-13T10:11:12+01:00 ", "", "2026-03-13T10:11Z", "1899-12-31T00:00:00Z",
  ])
  func `refuses everything else`(text: String) {
    #expect(throws: Refusal.self) { try Instant(parsing: text) }
  }
}

@Suite struct `Paris time` {
  /// The time zone file of the machine is the judge; the ledger itself never reads it.
  @Test(
    .enabled(if: TimeZone(identifier: "Europe/Paris") != nil, "the machine has no Europe/Paris")
  )
  func `agrees with the time zone database from 1976 on`() throws {
    let paris = try #require(TimeZone(identifier: "Europe/Paris"))
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = paris
    var date = Date(timeIntervalSince1970: 189_302_400)  // 1976-01-01
    let end = Date(timeIntervalSince1970: 2_145_916_800)  // 2038-01-01
    var count = 0
    while date < end {
      let instant = Instant(nanoseconds: Int64(date.timeIntervalSince1970) * 1_000_000_000)
      let parts = calendar.dateComponents([.year, .month, .day], from: date)
      let day = ParisTime.day(of: instant).components
      #expect(
        day.year == parts.year && day.month == parts.month && day.day == parts.day,
        "\(instant.recordedText)"
      )
      date.addTimeInterval(7_200)
      count += 1
    }
    #expect(count > 250_000)
  }

  @Test(arguments: [
    ("2025-07-07", "2025-07-07T00:00:00+02:00"), ("2026-01-02", "2026-01-02T00:00:00+01:00"),
    ("2026-03-29", "2026-03-29T00:00:00+01:00"), ("2026-03-30", "2026-03-30T00:00:00+02:00"),
    ("2026-10-25", "2026-10-25T00:00:00+02:00"), ("2026-10-26", "2026-10-26T00:00:00+01:00"),
  ])
  func `begins a day at its own midnight`(day: String, text: String) throws {
    let date = try LegalDate(parsing: day)
    let time = FilingTime(midnightOf: date)
    #expect(time.text == text)
    #expect(try Instant(parsing: text) == time.instant)
    #expect(time.day == date)
  }
}
