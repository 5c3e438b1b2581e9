public import CanonicalJSON

/// A court or ANSM changes the amount of a sanction; 0 annuls it.
public struct SanctionAmended: Payload {
  /// The decision that is changed.
  public let decision: Identifier
  /// The amount from now on.
  ///
  /// Unit: euro cents.
  public let amountCents: Int
  /// Who changed it.
  public let by: Amender

  /// States the fields.
  public init(decision: Identifier, amountCents: Int, by: Amender) {
    self.decision = decision
    self.amountCents = amountCents
    self.by = by
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    decision = try fields.required("decision")
    amountCents = try fields.required("amountCents", in: Limits.quantity)
    by = try fields.required("by")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["decision": decision, "amountCents": amountCents, "by": by])
  }
}
