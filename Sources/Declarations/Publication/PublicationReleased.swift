public import CanonicalJSON

/// ANSM publishes the list of MITM (*liste publiée*).
///
/// - SeeAlso: Code de la santé publique, art. L. 5121-31.
public struct PublicationReleased: Payload {
  /// The day of publication.
  public let publishedOn: LegalDate
  /// How many products it has.
  public let count: Int
  /// The hash of the file.
  public let sha256: Digest
  /// The day whose market it describes.
  public let scopeOn: LegalDate?
  /// How many ANSM added.
  public let additions: Int?
  /// Where it was published.
  public let url: FreeText?

  /// States the fields.
  public init(
    publishedOn: LegalDate,
    count: Int,
    sha256: Digest,
    scopeOn: LegalDate? = nil,
    additions: Int? = nil,
    url: FreeText? = nil
  ) {
    self.publishedOn = publishedOn
    self.count = count
    self.sha256 = sha256
    self.scopeOn = scopeOn
    self.additions = additions
    self.url = url
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    publishedOn = try fields.required("publishedOn")
    count = try fields.required("count")
    sha256 = try fields.required("sha256")
    scopeOn = try fields.optional("scopeOn")
    additions = try fields.optional("additions")
    url = try fields.optional("url")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: [
      "publishedOn": publishedOn,
      "count": count,
      "sha256": sha256,
      "scopeOn": scopeOn,
      "additions": additions,
      "url": url,
    ])
  }
}
