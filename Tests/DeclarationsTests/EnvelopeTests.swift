import CanonicalJSON
import Declarations
import Foundation
import SampleLedger
import Testing

@Suite struct `The envelope of recorded bytes` {
  private static func event(_ submission: Submission, _ sequence: Int) -> Event {
    Event(
      recording: submission,
      actor: "cli:\"quoted\\\" name",
      at: Instant(nanoseconds: Int64(sequence) * 1_000),
      sequence: sequence,
      salt: "AAAAAAAAAAAAAAAAAAAAAA"
    )
  }

  private static func expect(_ bytes: [UInt8], is submission: Submission) {
    let span = bytes.span
    guard let envelope = Envelope(span) else {
      Issue.record("no envelope in \(String(decoding: bytes, as: UTF8.self))")
      return
    }
    #expect(envelope.name(in: span) == Array(submission.reference.text.utf8))
    #expect(envelope.correctedName(in: span) == submission.corrects.map { Array($0.text.utf8) })
    #expect(envelope.cis(in: span) == submission.subject.cis)
    #expect(envelope.isAboutTheLedger(in: span) == (submission.subject == .ledger))
    #expect(envelope.type(in: span) == submission.type)
  }

  @Test
  func `is what the event says`() throws {
    var country = SampleCountry(seed: 5, count: 3_000)
    for sequence in 0..<3_000 {
      let submission = try country.next()
      Self.expect(Self.event(submission, sequence).canonicalBytes, is: submission)
    }
  }

  /// Ids may have quotes and backslashes, reasons anything, data braces inside texts.
  @Test(arguments: [#"a"b"#, #"a\b"#, #"\"#, #"""#, #"\\"""#, "#", "{}", ",:"])
  func `is found among what needs escaping`(id: String) throws {
    let submission = try Submission([
      "specversion": "1.0", "id": .string(id), "source": "/labs/acme",
      "type": "fr.mitm.operator.assigned.v1", "subject": "cis/60234100",
      "time": "2026-01-02T00:00:00Z", "effectiveon": "2026-01-02",
      "reason": .string(#"},"id":"no","# + id), "corrects": .string("/labs/acme#" + id),
      "data": .object(["operator": "other"]),
    ])
    Self.expect(Self.event(submission, 0).canonicalBytes, is: submission)
  }

  /// Whatever the bytes are, there is an envelope or none, and never a crash.
  @Test
  func `survives every cut and every byte changed`() throws {
    var country = SampleCountry(seed: 6, count: 100)
    let bytes = Self.event(try country.next(), 0).canonicalBytes
    for count in 0..<bytes.count {
      #expect(Envelope(Array(bytes.prefix(count)).span) == nil)
    }
    for place in bytes.indices {
      for byte in [0, 0x22, 0x5C, 0x7B, 0x7D, 0x2C, 0xFF] as [UInt8] {
        var changed = bytes
        changed[place] = byte
        guard let envelope = Envelope(changed.span) else { continue }
        _ = envelope.name(in: changed.span)
        _ = envelope.type(in: changed.span)
        _ = envelope.cis(in: changed.span)
      }
    }
  }
}
