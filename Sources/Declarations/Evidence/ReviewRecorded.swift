public import CanonicalJSON

/// Somebody other than the author reviewed an event (*revue par un pair*); `causationid` names it.
public struct ReviewRecorded: Payload {
  /// How many events were known.
  public let size: Int
  /// The day that was looked at.
  public let asOf: LegalDate
  /// What the review concludes.
  public let conclusion: FreeText

  /// States the fields.
  public init(size: Int, asOf: LegalDate, conclusion: FreeText) {
    self.size = size
    self.asOf = asOf
    self.conclusion = conclusion
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    size = try fields.required("size")
    asOf = try fields.required("asOf")
    conclusion = try fields.required("conclusion")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["size": size, "asOf": asOf, "conclusion": conclusion])
  }
}
