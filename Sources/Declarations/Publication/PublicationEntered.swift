public import CanonicalJSON

/// A product stands on a published list and did not before.
public struct PublicationEntered: Payload {
  /// The published list.
  public let publication: Identifier
  /// The class that the list gives.
  public let atc: ATC?
  /// The name that the list gives.
  public let denomination: FreeText

  /// States the fields.
  public init(publication: Identifier, atc: ATC? = nil, denomination: FreeText) {
    self.publication = publication
    self.atc = atc
    self.denomination = denomination
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    publication = try fields.required("publication")
    atc = try fields.optional("atc")
    denomination = try fields.required("denomination")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["publication": publication, "atc": atc, "denomination": denomination])
  }
}
