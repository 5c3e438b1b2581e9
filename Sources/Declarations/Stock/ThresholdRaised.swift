public import CanonicalJSON

/// ANSM raises the safety stock of a product (*stock de sécurité*).
///
/// - SeeAlso: Code de la santé publique, art. R. 5124-49-4.
public struct ThresholdRaised: Payload {
  /// The months of sales to hold: 3 or 4.
  public let months: Int
  /// The decision.
  public let decision: Identifier
  /// The day on which it was notified, from which the six months run.
  public let notifiedOn: LegalDate

  /// States the fields.
  public init(months: Int, decision: Identifier, notifiedOn: LegalDate) {
    self.months = months
    self.decision = decision
    self.notifiedOn = notifiedOn
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    months = try fields.required("months", in: 3...4)
    decision = try fields.required("decision")
    notifiedOn = try fields.required("notifiedOn")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["months": months, "decision": decision, "notifiedOn": notifiedOn])
  }
}
