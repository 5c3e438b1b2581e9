import CanonicalJSON
import Declarations
import NaiveModel

extension RandomHistory {
  /// The events, read as the ledger reads them.
  func read() throws -> [Event] {
    try events.map { try Event(recorded: JSONValue.object($0).canonicalBytes) }
  }
}

extension Event {
  /// A submission, recorded after so many others.
  init(_ submission: Submission, at sequence: Int) {
    self.init(
      recording: submission,
      actor: "cli:test",
      at: Instant(nanoseconds: 0),
      sequence: sequence,
      salt: "AAAAAAAAAAAAAAAAAAAAAA"
    )
  }

  /// The retraction that voids an event, recorded after so many others.
  init(voiding target: Event, at sequence: Int) throws {
    let retraction = try Submission(
      id: Identifier(parsing: "void:\(target.sequence)"),
      source: target.submission.source,
      subject: target.submission.subject,
      time: target.submission.time,
      effectiveOn: target.submission.effectiveOn,
      reason: FreeText(parsing: "void"),
      corrects: target.submission.reference,
      fact: .eventRetracted(NoData())
    )
    self.init(retraction, at: sequence)
  }
}
