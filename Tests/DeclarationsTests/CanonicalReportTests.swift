import CanonicalJSON
import Declarations
import SampleLedger
import Testing

/// A report of stock that is read where it stands, held against the reader that takes every event.
@Suite struct `A report in its canonical bytes` {
  private static func recorded(_ submission: Submission, _ sequence: Int) -> [UInt8] {
    Event(
      recording: submission,
      actor: "cli:root",
      at: Instant(nanoseconds: 1_700_000_000_000_000_000 + Int64(sequence) * 1_000),
      sequence: sequence,
      salt: "AAAAAAAAAAAAAAAAAAAAAA"
    ).canonicalBytes
  }

  private static func report(_ id: String = "s-1", at time: String = "2026-01-02T10:00:00+01:00")
    throws -> Submission
  {
    try Submission([
      "specversion": "1.0", "id": .string(id), "source": "/labs/acme",
      "type": "fr.mitm.stock.reported.v1", "subject": "cis/00234100",
      "time": .string(time), "effectiveon": "2026-01-02",
      "data": .object(["units": 0, "sales12m": 1_000_000_000_000]),
    ])
  }

  /// Whether the bytes were read where they stand; what is read so must be what the whole reader reads.
  private static func isReadInPlace(_ bytes: [UInt8]) throws -> Bool {
    guard let event = Event(canonicalReport: bytes.span) else { return false }
    let text = String(decoding: bytes, as: UTF8.self)
    let whole = try #require(try? Event.reading(whole: bytes), "\(text)")
    #expect(whole.isCanonical, "\(text)")
    #expect(event.json == whole.event.json, "\(text)")
    #expect(event.canonicalBytes == bytes, "\(text)")
    #expect(event.recordedAt == whole.event.recordedAt, "\(text)")
    #expect(event.sequence == whole.event.sequence, "\(text)")
    let (mine, other) = (event.submission, whole.event.submission)
    #expect(mine.reference == other.reference, "\(text)")
    #expect(mine.subject == other.subject, "\(text)")
    #expect(mine.time == other.time, "\(text)")
    #expect(mine.effectiveOn == other.effectiveOn, "\(text)")
    #expect(mine.fact.payload.json == other.fact.payload.json, "\(text)")
    let name = CanonicalReport(bytes.span).map { $0.name(in: bytes.span) }
    #expect(name == Array(other.reference.text.utf8), "\(text)")
    return true
  }

  @Test
  func `is every plain report, and nothing else`() throws {
    var country = SampleCountry(seed: 5, count: 3_000)
    for sequence in 0..<3_000 {
      let submission = try country.next()
      let isPlain = submission.type == .stockReported && submission.corrects == nil
      let isRead = try Self.isReadInPlace(Self.recorded(submission, sequence))
      #expect(isRead == isPlain, "\(submission.json)")
    }
  }

  @Test(arguments: [
    "2026-01-02T10:00:00+01:00", "2026-01-02t10:00:00z", "1900-01-01T00:00:00.123456789-23:59",
    "2199-12-31T23:59:59Z",
  ])
  func `keeps the time as it was sent`(time: String) throws {
    let bytes = Self.recorded(try Self.report(at: time), 1_234_567_890)
    #expect(try Self.isReadInPlace(bytes))
  }

  /// Each place gets each byte that could mean something there, and each place is cut off or doubled.
  @Test
  func `is what the whole reader says of it, whatever byte is changed`() throws {
    let bytes = Self.recorded(try Self.report(), 10)
    var readings = 0
    for place in bytes.indices {
      for byte in UInt8.min...UInt8.max where byte < 0x80 || byte % 16 == 0 {
        var changed = bytes
        changed[place] = byte
        if try Self.isReadInPlace(changed) { readings += 1 }
      }
      var cut = bytes
      cut.remove(at: place)
      if try Self.isReadInPlace(cut) { readings += 1 }
      var doubled = bytes
      doubled.insert(bytes[place], at: place)
      if try Self.isReadInPlace(doubled) { readings += 1 }
      #expect(Event(canonicalReport: Array(bytes.prefix(place)).span) == nil)
    }
    #expect(readings > 1_000, "texts and digits can be others: \(readings)")
  }

  /// Spellings and sizes that the whole reader refuses, or does not call canonical.
  @Test(arguments: [
    (#""units":0"#, #""units":00"#), (#""units":0"#, #""units":-0"#),
    (#""units":0"#, #""units":1000000000001"#), (#""units":0"#, #""units":99999999999999999999"#),
    (#""units":0"#, #""units": 0"#), (#""sequence":"10""#, #""sequence":"010""#),
    (#""sequence":"10""#, #""sequence":"""#), (#""id":"s-1""#, #""id":"s 1""#),
    (#""id":"s-1""#, #""id":"""#), (#""id":"s-1""#, #""id":"s\u002d1""#),
    (#""source":"/labs/acme""#, #""source":"/labs/ACME""#),
    (#""source":"/labs/acme""#, #""source":"/labs/""#),
    (#""source":"/labs/acme""#, #""source":"/ansm""#),
    (#"-02","id""#, #"-31","reason":"x","id""#),
    (#""effectiveon":"2026-01-02""#, #""effectiveon":"2026-02-30""#),
    (#"10:00:00+01:00"#, #"24:00:00+01:00"#), (#"cis/00234100"#, #"cis/0023410"#),
    (#".000010Z"#, #".0000100Z"#), (#".000010Z"#, #".00001Z"#), (#".000010Z"#, #".000010z"#),
    (#".000010Z"#, #".000010+00:00"#), ("AAAAAAAAAAAAAAAAAAAAAA", ""), ("cli:root", ""),
  ])
  func `is left to the whole reader where it is not exactly so`(change: (String, String)) throws {
    let bytes = Self.recorded(try Self.report(), 10)
    let text = String(decoding: bytes, as: UTF8.self)
    let pieces = text.split(separator: change.0, omittingEmptySubsequences: false)
    #expect(pieces.count == 2, "\(change.0) stands once")
    let changed = Array(pieces.joined(separator: change.1).utf8)
    #expect(try Self.isReadInPlace(changed) == false)
  }

  @Test(arguments: [128, 129])
  func `has no name that is too long`(length: Int) throws {
    let bytes = Self.recorded(try Self.report(String(repeating: "a", count: 128)), 0)
    let longer = String(decoding: bytes, as: UTF8.self)
      .split(separator: String(repeating: "a", count: 128))
      .joined(separator: String(repeating: "a", count: length))
    #expect(try Self.isReadInPlace(Array(longer.utf8)) == (length == 128))
  }
}
