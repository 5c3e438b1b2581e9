public import CanonicalJSON

/// A month left out of the sales as exceptional (*situation exceptionnelle*).
public struct ExcludedMonth: FieldValue {
  /// The month.
  public let month: Month
  /// Why it is exceptional.
  public let reason: FreeText

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public init(field json: JSONValue) throws(Refusal) {
    var fields = FieldReader(try JSONObject(field: json))
    month = try fields.required("month")
    reason = try fields.required("reason")
    try fields.finish()
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public var json: JSONValue {
    .object(JSONObject(fields: ["month": month, "reason": reason]))
  }
}
