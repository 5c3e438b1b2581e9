public import CanonicalJSON

/// A sanction is paid.
public struct SanctionSettled: Payload {
  /// The decision.
  public let decision: Identifier

  /// States the fields.
  public init(decision: Identifier) {
    self.decision = decision
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    decision = try fields.required("decision")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["decision": decision])
  }
}
