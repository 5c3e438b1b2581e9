public import CanonicalJSON

/// A shortage management plan was sent (*plan de gestion des pénuries*); never its content.
///
/// - SeeAlso: Code de la santé publique, art. L. 5121-31 and R. 5124-49-5.
public struct PlanFiled: Payload {
  /// The calendar year that it is for.
  public let year: Int
  /// The hash of what was sent.
  public let sha256: Digest?

  /// States the fields.
  public init(year: Int, sha256: Digest? = nil) {
    self.year = year
    self.sha256 = sha256
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(reading fields: inout FieldReader) throws(Refusal) {
    year = try fields.required("year")
    sha256 = try fields.optional("sha256")
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONObject {
    JSONObject(fields: ["year": year, "sha256": sha256])
  }
}
