/// A moment, as clocks everywhere agree on it.
///
/// Unit: nanoseconds since 1970-01-01T00:00:00Z.
///
/// Exact for any moment from 1900 to 2199, which 64 bits of nanoseconds cover.
public struct Instant: Hashable, Sendable {
  /// The nanoseconds since the start of 1970, UTC.
  public let nanoseconds: Int64

  /// Counts nanoseconds from the start of 1970, UTC.
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// The moment so many seconds into a day of UTC.
  init(day: LegalDate, seconds: Int) {
    nanoseconds = (Int64(day.dayNumber) * 86_400 + Int64(seconds)) * 1_000_000_000
  }

  /// The moment cut down to whole microseconds, the unit of `recordedat`.
  public var truncatedToMicroseconds: Instant {
    let remainder = nanoseconds % 1_000
    return Instant(nanoseconds: nanoseconds - (remainder < 0 ? remainder + 1_000 : remainder))
  }

  /// The moment one microsecond later.
  public var nextMicrosecond: Instant {
    Instant(nanoseconds: nanoseconds + 1_000)
  }

  /// `2026-03-13T10:11:12.123456Z`: UTC, always six digits.
  public var recordedText: String {
    let (days, seconds) = wholeSeconds.quotientAndFloorRemainder(by: 86_400)
    let micros = Int((nanoseconds - wholeSeconds * 1_000_000_000) / 1_000)
    let (year, month, day) = LegalDate(dayNumber: Int(days)).components
    let clock = Int(seconds)
    return String(unsafeUninitializedCapacity: 27) { text in
      func write(_ number: Int, _ range: Range<Int>, _ mark: Unicode.Scalar) {
        var rest = number
        for place in range.reversed() {
          text[place] = UInt8(0x30 + rest % 10)
          rest /= 10
        }
        text[range.upperBound] = UInt8(ascii: mark)
      }
      write(year, 0..<4, "-")
      write(month, 5..<7, "-")
      write(day, 8..<10, "T")
      write(clock / 3_600, 11..<13, ":")
      write(clock / 60 % 60, 14..<16, ":")
      write(clock % 60, 17..<19, ".")
      write(micros, 20..<26, "Z")
      return 27
    }
  }

  /// The seconds since the start of 1970, UTC, rounded down.
  var wholeSeconds: Int64 {
    nanoseconds.quotientAndFloorRemainder(by: 1_000_000_000).quotient
  }
}

extension Instant: Comparable {
  /// Earlier moments come first.
  public static func < (left: Instant, right: Instant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
}

extension Instant {
  /// Reads RFC 3339 with an offset: `2025-09-30T23:59:59.5+02:00`.
  ///
  /// At most nine digits of a second; no leap second, since none can be placed exactly.
  ///
  /// - Throws: ``Refusal`` that says what is wrong with the text.
  public init(parsing text: String) throws(Refusal) {
    var text = text
    guard let instant = text.withUTF8({ Self.parse($0) }) else {
      throw Refusal(
        .malformed,
        value: text,
        Wording(
          fr:
            "« \(text) » n'est pas un instant RFC 3339 avec décalage ; exemple : "
            + "2026-03-13T10:11:12+01:00.",
          en:
            "“\(text)” is not an RFC 3339 instant with an offset; for example "
            + "2026-03-13T10:11:12+01:00."
        )
      )
    }
    self = instant
  }

  /// Reads RFC 3339 with an offset where it stands; nil when it is something else.
  init?(_ range: Range<Int>, in bytes: Span<UInt8>) {
    let instant = bytes.extracting(range).withUnsafeBufferPointer { Self.parse($0) }
    guard let instant else { return nil }
    self = instant
  }

  /// Reads what ``recordedText`` writes; nil when it is anything else, or the same moment spelled otherwise.
  init?(recorded range: Range<Int>, in bytes: Span<UInt8>) {
    func byte(_ offset: Int) -> UInt8 { bytes[range.lowerBound + offset] }
    guard range.count == 27, byte(10) == UInt8(ascii: "T"), byte(19) == UInt8(ascii: "."),
      byte(26) == UInt8(ascii: "Z")
    else { return nil }
    self.init(range, in: bytes)
  }

  private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Instant? {
    func digits(_ range: Range<Int>) -> Int? { number(bytes, range) }
    func byte(_ index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

    guard let year = digits(0..<4), byte(4) == UInt8(ascii: "-"), let month = digits(5..<7),
      byte(7) == UInt8(ascii: "-"), let dayOfMonth = digits(8..<10),
      let separator = byte(10), separator == UInt8(ascii: "T") || separator == UInt8(ascii: "t"),
      let hour = digits(11..<13), hour < 24, byte(13) == UInt8(ascii: ":"),
      let minute = digits(14..<16), minute < 60, byte(16) == UInt8(ascii: ":"),
      let second = digits(17..<19), second < 60,
      let day = LegalDate(year: year, month: month, day: dayOfMonth), LegalDate.range.contains(day)
    else { return nil }

    var index = 19
    var fraction: Int64 = 0
    if byte(index) == UInt8(ascii: ".") {
      let start = index + 1
      index = start
      while let next = byte(index), (0x30...0x39).contains(next) { index += 1 }
      guard (1...9).contains(index - start), let value = digits(start..<index) else { return nil }
      fraction = Int64(value)
      for _ in (index - start)..<9 { fraction *= 10 }
    }

    var offset = 0
    switch byte(index) {
    case UInt8(ascii: "Z"), UInt8(ascii: "z"):
      guard bytes.count == index + 1 else { return nil }
    case let sign? where sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"):
      guard bytes.count == index + 6, let hours = digits(index + 1..<index + 3), hours < 24,
        byte(index + 3) == UInt8(ascii: ":"), let minutes = digits(index + 4..<index + 6),
        minutes < 60
      else { return nil }
      offset = (hours * 3_600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
    default: return nil
    }
    let seconds = hour * 3_600 + minute * 60 + second - offset
    return Instant(nanoseconds: Instant(day: day, seconds: seconds).nanoseconds + fraction)
  }
}

extension BinaryInteger {
  /// Division that rounds down, so that the remainder is never negative.
  func quotientAndFloorRemainder(by divisor: Self) -> (quotient: Self, remainder: Self) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
