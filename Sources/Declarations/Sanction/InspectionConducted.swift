public import CanonicalJSON

/// ANSM inspected a lab (*inspection*).
public struct InspectionConducted: Payload {
  /// The case.
  public let `case`: Identifier
  /// The product, when it is about one.
  public let cis: CIS?
  /// What was found.
  public let findings: [FreeText]

  /// States the fields.
  public init(`case`: Identifier, cis: CIS? = nil, findings: [FreeText]) {
    self.case = `case`
    self.cis = cis
    self.findings = findings
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    self.case = try fields.required("case")
    cis = try fields.optional("cis")
    findings = try fields.required("findings")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["case": self.case, "cis": cis, "findings": findings])
  }
}
