public import CanonicalJSON

/// ANSM completes the list or takes a product off it (*décision du directeur général*): the data of
/// `qualification.added` and `qualification.removed`.
///
/// - SeeAlso: Code de la santé publique, art. R. 5124-49-6.
public struct QualificationDecided: Payload {
  /// The decision.
  public let decision: Identifier
  /// The day on which it was notified.
  public let notifiedOn: LegalDate

  /// States the fields.
  public init(decision: Identifier, notifiedOn: LegalDate) {
    self.decision = decision
    self.notifiedOn = notifiedOn
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    decision = try fields.required("decision")
    notifiedOn = try fields.required("notifiedOn")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["decision": decision, "notifiedOn": notifiedOn])
  }
}
