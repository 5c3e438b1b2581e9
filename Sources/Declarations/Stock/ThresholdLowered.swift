public import CanonicalJSON

/// ANSM lowers the safety stock of a product on request.
///
/// - SeeAlso: Code de la santé publique, art. R. 5124-49-4, III.
public struct ThresholdLowered: Payload {
  /// The days of sales to hold: 0 to 366.
  public let days: Int
  /// The decision.
  public let decision: Identifier
  /// The day on which it was notified.
  public let notifiedOn: LegalDate
  /// Why.
  public let ground: LoweringGround
  /// The last day on which it holds.
  public let until: LegalDate?

  /// States the fields.
  public init(
    days: Int,
    decision: Identifier,
    notifiedOn: LegalDate,
    ground: LoweringGround,
    until: LegalDate? = nil
  ) {
    self.days = days
    self.decision = decision
    self.notifiedOn = notifiedOn
    self.ground = ground
    self.until = until
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    days = try fields.required("days", in: Limits.days)
    decision = try fields.required("decision")
    notifiedOn = try fields.required("notifiedOn")
    ground = try fields.required("ground")
    until = try fields.optional("until")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: [
      "days": days,
      "decision": decision,
      "notifiedOn": notifiedOn,
      "ground": ground,
      "until": until,
    ])
  }
}
