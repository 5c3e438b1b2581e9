public import CanonicalJSON

/// A product stands no longer on the published list.
///
/// The true day lies between the two publications.
public struct PublicationLeft: Payload {
  /// The published list without it.
  public let publication: Identifier
  /// The last published list with it.
  public let previous: Identifier

  /// States the fields.
  public init(publication: Identifier, previous: Identifier) {
    self.publication = publication
    self.previous = previous
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    publication = try fields.required("publication")
    previous = try fields.required("previous")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["publication": publication, "previous": previous])
  }
}
