public import CanonicalJSON

/// A raised or lowered threshold ends, and the general rule of two months is back.
///
/// - SeeAlso: Code de la santé publique, art. R. 5124-49-4.
public struct ThresholdEnded: Payload {
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
