public import CanonicalJSON

/// ANSM orders a lab to comply (*injonction*).
///
/// No article was found for an injunction itself; art. L. 5471-1 has the formal notice (*mise en
/// demeure*) and its daily penalty.
public struct InjunctionIssued: Payload {
  /// The case.
  public let `case`: Identifier
  /// The product, when it is about one.
  public let cis: CIS?
  /// The last day to comply.
  public let complyBy: LegalDate

  /// States the fields.
  public init(`case`: Identifier, cis: CIS? = nil, complyBy: LegalDate) {
    self.case = `case`
    self.cis = cis
    self.complyBy = complyBy
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    self.case = try fields.required("case")
    cis = try fields.optional("cis")
    complyBy = try fields.required("complyBy")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["case": self.case, "cis": cis, "complyBy": complyBy])
  }
}
