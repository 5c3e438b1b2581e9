// The recorded event, and its bytes: the submission's attributes and four of the ledger's, written
// once in the canonical profile. These bytes are stored, hashed, exported and proved; nothing ever
// writes them again.
//
//   actor       the credential under which it was recorded: `cli:<user>` on the command line
//   recordedat  UTC, six digits of a second, strictly later than the event before
//   sequence    decimal string, dense, from "0": the leaf's index
//   salt        16 random bytes in base64url (22 characters), so that a sibling's hash in a proof
//               tells nothing of another declarant's figures

public import CanonicalJSON

/// An event as the ledger recorded it.
public struct Event: Sendable {
  /// What was stated.
  public let submission: Submission
  /// The credential under which it was recorded.
  public let actor: String
  /// When it was recorded.
  public let recordedAt: Instant
  /// Its place, from 0.
  public let sequence: Int
  /// 16 random bytes in base64url.
  public let salt: String

  /// The bytes that a recorded event may have at most.
  public static let sizeLimit = 65_535

  /// Records a submission: adds what the ledger knows, the moment cut down to microseconds.
  public init(
    recording submission: Submission,
    actor: String,
    at recordedAt: Instant,
    sequence: Int,
    salt: String
  ) {
    self.submission = submission
    self.actor = actor
    self.recordedAt = recordedAt.truncatedToMicroseconds
    self.sequence = sequence
    self.salt = salt
  }

  /// The recorded object.
  public var json: JSONObject {
    submission.json.merging([
      .init("actor", .string(actor)), .init("recordedat", .string(recordedAt.recordedText)),
      .init("salt", .string(salt)), .init("sequence", .string(String(sequence))),
    ])
  }

  /// The canonical bytes: what is stored, hashed, exported and proved.
  public var canonicalBytes: [UInt8] {
    JSONValue.object(json).canonicalBytes
  }
}

extension Event {
  /// Reads recorded bytes.
  ///
  /// - Throws: ``Refusal`` when they are no recorded event of this catalogue.
  public init(recorded bytes: [UInt8]) throws(Refusal) {
    self = try Self.reading(recorded: bytes).event
  }

  /// Reads recorded bytes.
  ///
  /// - Returns: The event, and whether the bytes are its ``canonicalBytes``.
  /// - Throws: ``Refusal`` when they are no recorded event of this catalogue.
  public static func reading(
    recorded bytes: [UInt8]
  ) throws(Refusal) -> (event: Event, isCanonical: Bool) {
    if let event = Event(canonicalReport: bytes.span) { return (event, true) }
    return try reading(whole: bytes)
  }

  /// Reads recorded bytes of any type and spelling.
  ///
  /// - Returns: The event, and whether the bytes are its ``canonicalBytes``.
  /// - Throws: ``Refusal`` when they are no recorded event of this catalogue.
  package static func reading(
    whole bytes: [UInt8]
  ) throws(Refusal) -> (event: Event, isCanonical: Bool) {
    let value: JSONValue
    let isCanonical: Bool
    do throws(JSONFault) {
      (value, isCanonical) = try JSONReader.reading(of: bytes)
    } catch {
      throw Refusal(error)
    }
    let object = try JSONObject(field: value)
    var fields = FieldReader(object)
    let actor: FreeText = try fields.required("actor")
    let recordedAt: FilingTime = try fields.required("recordedat")
    let sequence: FreeText = try fields.required("sequence")
    let salt: FreeText = try fields.required("salt")
    guard let position = number(sequence.text), String(position) == sequence.text else {
      throw Refusal(
        .malformed,
        field: "sequence",
        value: sequence.text,
        Wording(fr: "Un entier décimal est attendu.", en: "A decimal integer is expected.")
      )
    }
    let event = Event(
      recording: try Submission(object.without(Submission.ledgerAttributes)),
      actor: actor.text,
      at: recordedAt.instant,
      sequence: position,
      salt: salt.text
    )
    return (event, isCanonical && recordedAt.text == event.recordedAt.recordedText)
  }
}
